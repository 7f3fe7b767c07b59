"""The connector: one twitchio client after another, for as long as it runs."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import twitchio
from twitchio import eventsub
from twitchio.eventsub import websockets
from twitchio.eventsub.subscriptions import SubscriptionPayload
from twitchio.eventsub.websockets import WebsocketClosed
from twitchio.http import Route

from connectors.base import Sink
from connectors.twitch.enforce import TwitchEnforcer
from connectors.twitch.guards import RESTS, described, muffle_library, supervise
from connectors.twitch.translate import deletion_of, message_of, raid_of
from engine.events import Platform

log = logging.getLogger(__name__)

_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class TwitchConnector:
    """Runs until closed; a connection that fails is made anew."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        bot_id: str,
        channels: Collection[str],
        access_token: str,
        refresh_token: str,
        helix_url: str = "",
        id_url: str = "",
        eventsub_url: str = "",
        rests: Sequence[float] = RESTS,
    ) -> None:
        """Empty addresses mean Twitch's own; `channels` are broadcasters' ids."""
        self._application = (client_id, client_secret)
        self._bot_id = bot_id
        self._channels = sorted(channels)
        self._tokens = Tokens(access_token, refresh_token)
        self._addresses = (helix_url, id_url, eventsub_url)
        self._rests = rests
        self._enforcer = TwitchEnforcer(bot_id=bot_id, client=self._present)
        self._client: _Client | None = None
        self._running: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def platform(self) -> Platform:
        return Platform.TWITCH

    @property
    def enforcer(self) -> TwitchEnforcer:
        return self._enforcer

    async def run(self, sink: Sink) -> None:
        if self._closed:
            return
        _point_at(*self._addresses)
        muffle_library()
        self._running = asyncio.create_task(supervise(lambda: self._serve(sink), self._rests))
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._closed:
                raise

    async def close(self) -> None:
        self._closed = True
        if self._running:
            self._running.cancel()
            await asyncio.wait({self._running})

    async def _serve(self, sink: Sink) -> None:
        client = self._client = _Client(
            application=self._application,
            bot_id=self._bot_id,
            channels=self._channels,
            tokens=self._tokens,
            keep=self._keep,
            sink=sink,
        )
        try:
            await client.start(with_adapter=False, load_tokens=False, save_tokens=False)
        finally:
            self._client = None
            await client.close()

    def _present(self) -> twitchio.Client:
        if self._client is None or not self._client.listening:
            raise ConnectionError("not connected to Twitch")
        return self._client

    def _keep(self, tokens: Tokens) -> None:
        """For the next client: the first tokens may be void by then."""
        self._tokens = tokens


class _Client(twitchio.Client):
    """One connection's life: a client of twitchio that was closed cannot start again."""

    def __init__(
        self,
        *,
        application: tuple[str, str],
        bot_id: str,
        channels: Sequence[str],
        tokens: Tokens,
        keep: Callable[[Tokens], None],
        sink: Sink,
    ) -> None:
        client_id, client_secret = application
        super().__init__(
            client_id=client_id,
            client_secret=client_secret,
            bot_id=bot_id,
            fetch_client_user=False,
        )
        self.listening = False
        self._bot = bot_id
        self._channels = channels
        self._tokens = tokens
        self._keep = keep
        self._sink = sink

    async def setup_hook(self) -> None:
        owner = await self.add_token(self._tokens.access, self._tokens.refresh)
        if owner.user_id != self._bot:
            # With a broadcaster's token, timing a moderator out would take their role away.
            raise PermissionError("the token belongs to another account than twitch.bot_id")
        heard = [channel for channel in self._channels if await self._listen_to(channel)]
        if not heard:
            raise ConnectionRefusedError("no channel lets the bot listen")
        self.listening = True
        log.info("listening", extra={"channels": len(heard), "of": len(self._channels)})

    async def close(self, **options: object) -> None:
        """Also ends reconnecting, which the library would go on with for ever."""
        sockets = [socket for each in self._websockets.values() for socket in each.values()]
        for task in [task for socket in sockets for task in socket._connection_tasks]:  # noqa: SLF001
            task.cancel()
        await super().close(**options)

    async def save_tokens(self, _: str | None = None, /) -> None:
        """Does nothing: twitchio would write them readably into the working folder."""

    async def _listen_to(self, channel: str) -> bool:
        """Whether its chat is heard; raids and deletions are welcome but not needed."""
        whose = {"broadcaster_user_id": channel, "user_id": self._bot}
        if not await self._subscribe(eventsub.ChatMessageSubscription(**whose), channel):
            return False
        await self._subscribe(eventsub.ChatMessageDeleteSubscription(**whose), channel)
        raids = eventsub.ChannelRaidSubscription(to_broadcaster_user_id=channel)
        await self._subscribe(raids, channel)
        return True

    async def _subscribe(self, subscription: SubscriptionPayload, channel: str) -> bool:
        try:
            await self.subscribe_websocket(subscription, as_bot=True)
        except twitchio.HTTPException as answer:
            if answer.status >= _SERVER_ERROR:
                raise
            extra = {"channel": channel, "kind": subscription.type, "fault": described(answer)}
            log.error("subscription refused", extra=extra)  # noqa: TRY400
            return False
        return True

    async def event_message(self, chat: twitchio.ChatMessage) -> None:
        # What Haven says must not be judged.
        if chat.chatter.id != self._bot:
            await self._sink(message_of(chat))

    async def event_message_delete(self, deletion: twitchio.ChatMessageDelete) -> None:
        await self._sink(deletion_of(deletion))

    async def event_raid(self, raid: twitchio.ChannelRaid) -> None:
        await self._sink(raid_of(raid))

    async def event_token_refreshed(self, payload: twitchio.TokenRefreshedPayload) -> None:
        if payload.user_id == self._bot:
            self._keep(Tokens(payload.token, payload.refresh_token))

    async def event_subscription_revoked(self, revoked: twitchio.SubscriptionRevoked) -> None:
        extra = {"kind": revoked.type, "reason": revoked.reason.value}
        log.error("subscription revoked", extra=extra)

    async def event_websocket_closed(self, _: WebsocketClosed) -> None:
        """Some sockets are given up for good by the library; then everything starts afresh."""
        if self.listening and not self._has_closed and not any(self._websockets.values()):
            log.warning("connection lost")
            await self.close()

    async def event_error(self, payload: twitchio.EventErrorPayload) -> None:
        log.error("event lost", extra={"fault": described(payload.error)})


def _point_at(helix_url: str, id_url: str, eventsub_url: str) -> None:
    """The library keeps the addresses for the whole process."""
    if helix_url:
        Route.BASE = f"{helix_url.rstrip('/')}/"
    if id_url:
        Route.ID_BASE = f"{id_url.rstrip('/')}/"
    if eventsub_url:
        websockets.WSS = eventsub_url
