"""The websocket: nothing comes twice, and nothing is lost when Twitch asks it to move."""

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, cast

import twitchio.client
from twitchio import AutoClient
from twitchio.eventsub import websockets
from twitchio.eventsub.websockets import Websocket

from connectors.twitch.deliveries import Deliveries

if TYPE_CHECKING:
    from twitchio.types_.conduits import NotificationMessage, ReconnectMessage

# What the old socket still brings once the new one is welcomed was sent before; it is there soon.
_DRAIN_SECONDS = 1.0


class Hearing(Protocol):
    """The client that listens; it cancels `moving` when it is closed."""

    deliveries: Deliveries
    moving: set[asyncio.Task[bool]]


class GapFreeWebsocket(Websocket):
    """Goes on reading while its successor is made, and shares with it what was delivered."""

    _move: asyncio.Task[bool] | None = None

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(**options)
        self._ended = asyncio.Event()

    async def _process_notification(self, data: "NotificationMessage") -> None:
        deliveries = cast("Hearing", self._client).deliveries
        if deliveries.is_new(f"notification {data['metadata']['message_id']}"):
            await super()._process_notification(data)

    async def _process_reconnect(self, data: "ReconnectMessage") -> None:
        """The library stops reading here, and loses what comes before the new welcome."""
        if self._move is None:
            url = data["payload"]["session"]["reconnect_url"]
            move = self._move = asyncio.create_task(self._move_to(url))
            moving = cast("Hearing", self._client).moving
            moving.add(move)
            move.add_done_callback(moving.discard)

    async def _create_connection_task(self) -> None:
        self._ended.set()
        move = self._move
        # Shielded, for this reader is cancelled where the move succeeds.
        if move is not None and await asyncio.shield(move):
            return
        await super()._create_connection_task()

    def _cleanup(self, closed: bool = True) -> None:  # noqa: FBT001, FBT002 - the library's shape
        """By what it is: the library goes by a session's id, which may have changed."""
        self._closed = closed
        if self._client and self._shard_id is None:
            self._leave()

    async def _move_to(self, url: str) -> bool:
        """False where there is no successor: then the end of this socket is a loss like any."""
        successor = GapFreeWebsocket(
            keep_alive_timeout=self._keep_alive_timeout,
            reconnect_attempts=self._original_attempts,
            client=self._client,
            token_for=self._token_for,
            http=self._http,
            shard_id=self._shard_id,
        )
        successor._subscriptions = self._subscriptions
        try:
            await successor.connect(url=url, fail_once=True)
        except twitchio.TwitchioException:
            return False
        self._leave()
        successor._join()
        await self._drain()
        # Without a client it tells nobody of its end, and nobody replaces it once more.
        self._client = None
        await self.close()
        return True

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._ended.wait()
        except TimeoutError:
            return

    def _join(self) -> None:
        if isinstance(self._client, AutoClient) and self._shard_id is not None:
            self._client._conduit_info._sockets[self._shard_id] = self
        elif self._client and self._token_for and self.session_id:
            self._client._websockets[self._token_for][self.session_id] = self

    def _leave(self) -> None:
        sockets = self._client._websockets if self._client else {}
        for kept in sockets.values():
            for name in [name for name, socket in kept.items() if socket is self]:
                del kept[name]


def guard_sockets() -> None:
    """The library makes its sockets by these two names."""
    for module in (twitchio.client, websockets):
        vars(module)["Websocket"] = GapFreeWebsocket
