"""twitchio calls a method for each kind of event, by its name; here they are."""

from typing import Any

import twitchio

from connectors.twitch import deeds, translate
from connectors.twitch.ears import Ears


class Told(twitchio.Client):
    def __init__(self, *, ears: Ears, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(**options)
        self._ears = ears

    async def event_message(self, chat: twitchio.ChatMessage) -> None:
        await self._ears.message(chat)

    async def event_chat_notification(self, notice: twitchio.ChatNotification) -> None:
        await self._ears.notice(notice)

    async def event_message_delete(self, deletion: twitchio.ChatMessageDelete) -> None:
        await self._ears.other(translate.deletion_of(deletion, now=self._ears.now()))

    async def event_raid(self, raid: twitchio.ChannelRaid) -> None:
        await self._ears.other(translate.raid_of(raid, now=self._ears.now()))

    async def event_automod_message_hold(self, hold: twitchio.AutomodMessageHold) -> None:
        await self._ears.hold(hold)

    async def event_automod_message_update(self, update: twitchio.AutomodMessageUpdate) -> None:
        await self._ears.deed(deeds.ruling_of(update, now=self._ears.now()))

    async def event_mod_action(self, done: twitchio.ChannelModerate) -> None:
        await self._ears.deed(deeds.measure_of(done, now=self._ears.now()))

    async def event_shield_mode_begin(self, begun: twitchio.ShieldModeBegin) -> None:
        await self._ears.deed(deeds.shield_of(begun, now=self._ears.now()))

    async def event_shield_mode_end(self, ended: twitchio.ShieldModeEnd) -> None:
        await self._ears.deed(deeds.shield_of(ended, now=self._ears.now()))

    async def event_warning_acknowledge(self, read: twitchio.ChannelWarningAcknowledge) -> None:
        await self._ears.deed(deeds.acknowledgement_of(read, now=self._ears.now()))

    async def event_suspicious_user_message(self, told: twitchio.SuspiciousUserMessage) -> None:
        await self._ears.suspicion(told)

    async def event_suspicious_user_update(self, told: twitchio.SuspiciousUserUpdate) -> None:
        await self._ears.other(deeds.suspicion_of(told, now=self._ears.now()))

    async def event_unban_request(self, asked: twitchio.ChannelUnbanRequest) -> None:
        await self._ears.other(deeds.request_of(asked, now=self._ears.now()))
