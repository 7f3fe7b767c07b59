"""What Haven wants to hear of a channel, and who has to consent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from twitchio import eventsub
from twitchio.eventsub.subscriptions import SubscriptionPayload

_OF_CHAT: tuple[type[SubscriptionPayload], ...] = (
    eventsub.ChatMessageDeleteSubscription,
    eventsub.ChatNotificationSubscription,
)
# What only those hear who moderate there.
_OF_MODERATORS: tuple[type[SubscriptionPayload], ...] = (
    eventsub.ChannelModerateV2Subscription,
    eventsub.AutomodMessageHoldV2Subscription,
    eventsub.AutomodMessageUpdateV2Subscription,
    eventsub.SuspiciousUserMessageSubscription,
    eventsub.SuspiciousUserUpdateSubscription,
    eventsub.ChannelWarningAcknowledgementSubscription,
    eventsub.ChannelUnbanRequestSubscription,
    eventsub.ShieldModeBeginSubscription,
    eventsub.ShieldModeEndSubscription,
)

Key = tuple[str, str, frozenset[tuple[str, object]]]


def key_of(kind: str, version: str, condition: Mapping[str, object]) -> Key:
    """The same for a wish and for its fulfilment; Twitch drops what is empty in a condition."""
    return kind, version, frozenset(part for part in condition.items() if part[1])


@dataclass(frozen=True, slots=True)
class Wanted:
    """`needed` is what there is no listening without; all else is welcome."""

    payload: SubscriptionPayload
    channel: str
    needed: bool = False

    @property
    def key(self) -> Key:
        return key_of(self.kind, self.payload.version, dict(self.payload.condition))

    @property
    def kind(self) -> str:
        return str(self.payload.type)


def wanted_in(channels: Collection[str], *, bot: str) -> tuple[Wanted, ...]:
    return tuple(wanted for channel in channels for wanted in _wanted(channel, bot))


def _wanted(channel: str, bot: str) -> tuple[Wanted, ...]:
    whose = {"broadcaster_user_id": channel, "user_id": bot}
    as_moderator = {"broadcaster_user_id": channel, "moderator_user_id": bot}
    return (
        Wanted(eventsub.ChatMessageSubscription(**whose), channel, needed=True),
        *(Wanted(kind(**whose), channel) for kind in _OF_CHAT),
        *(Wanted(kind(**as_moderator), channel) for kind in _OF_MODERATORS),
        Wanted(eventsub.ChannelRaidSubscription(to_broadcaster_user_id=channel), channel),
    )
