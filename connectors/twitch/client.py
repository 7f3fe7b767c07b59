"""The connector: one connection after another, for as long as it runs."""

import asyncio
from collections.abc import Collection

import twitchio
from twitchio.eventsub import websockets
from twitchio.http import Route

from connectors.base import Sink
from connectors.twitch.connections import ConduitConnection, SocketConnection
from connectors.twitch.ears import Ears
from connectors.twitch.echoes import Echoes
from connectors.twitch.enforce import TwitchEnforcer
from connectors.twitch.guards.redaction import muffle_library
from connectors.twitch.guards.sockets import guard_sockets
from connectors.twitch.guards.supervision import supervise
from connectors.twitch.listener import Assignment, Listener, Shared
from connectors.twitch.proof import lacking_in
from connectors.twitch.standings import Standings
from connectors.twitch.subscriptions import wanted_in
from connectors.twitch.ties import Ties
from connectors.twitch.tokens import TokenRefusedError, Tokens, TokenStore
from connectors.twitch.wallet import Wallet
from engine.events import Community, Platform

# One socket holds 300 subscriptions; beyond that there is no way but a conduit.
MOST_ON_A_SOCKET = 300


class TwitchConnector:
    """Runs until closed; a connection that fails is made anew."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        bot_id: str,
        channels: Collection[str],
        store: TokenStore,
        ties: Ties,
        first_tokens: Tokens | None = None,
        conduit: bool = False,
        helix_url: str = "",
        id_url: str = "",
        eventsub_url: str = "",
    ) -> None:
        """Empty addresses mean Twitch's own; `channels` are broadcasters' ids."""
        self._application = (client_id, client_secret)
        self._bot_id = bot_id
        self._ties = ties
        self._channels = frozenset(channels)
        self._standings, self._echoes = Standings(), Echoes(ties.echo_patience)
        self._wanted = wanted_in(sorted(channels), bot=bot_id)
        self._conduit = conduit or len(self._wanted) > MOST_ON_A_SOCKET
        self._wallet = Wallet(store, bot_id, first_tokens)
        self._addresses = (helix_url, id_url, eventsub_url)
        self._shared = Shared(rates=ties.rates)
        self._enforcer = self._armed()
        self._client: Listener | None = None
        self._running: asyncio.Task[None] | None = None
        self._closed = False

    def _armed(self) -> TwitchEnforcer:
        return TwitchEnforcer(
            bot_id=self._bot_id,
            client=self._present,
            echoes=self._echoes,
            standings=self._standings,
            ties=self._ties,
        )

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
        guard_sockets()
        self._running = asyncio.create_task(
            supervise(lambda: self._attempt(sink), self._ties.rests)
        )
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._closed:
                raise

    async def lacking(self, community: Community) -> str:
        """What keeps the bot from acting in a channel; empty where nothing does."""
        try:
            client = self._present()
        except ConnectionError:
            return "Haven is not connected to Twitch at this moment; try again in a while."
        return await lacking_in(community.id, client=client, bot=self._bot_id)

    async def close(self) -> None:
        self._closed = True
        if self._running:
            self._running.cancel()
            await asyncio.wait({self._running})

    async def _attempt(self, sink: Sink) -> None:
        """Without tokens that are worth a try, Twitch is left alone until there are some."""
        tokens = await self._wallet.next()
        if tokens is None:
            return
        try:
            await self._serve(sink, tokens)
        except TokenRefusedError:
            self._wallet.refuse(tokens)
            raise

    async def _serve(self, sink: Sink, tokens: Tokens) -> None:
        kind = ConduitConnection if self._conduit else SocketConnection
        client = self._client = kind(self._assignment(sink, tokens))
        try:
            await client.start(with_adapter=False, load_tokens=False, save_tokens=False)
        except twitchio.HTTPException as answer:
            if not _is_about_application(answer):
                raise
            raise TokenRefusedError(
                "Twitch does not know this application; check twitch.client_id in bot.toml"
                " and HAVEN_TWITCH__CLIENT_SECRET in .env, then start again"
            ) from None
        finally:
            self._client = None
            await client.close()

    def _assignment(self, sink: Sink, tokens: Tokens) -> Assignment:
        return Assignment(
            application=self._application,
            bot=self._bot_id,
            tokens=tokens,
            wanted=self._wanted,
            ears=self._ears(sink),
            keep=self._wallet.keep,
            shared=self._shared,
        )

    def _ears(self, sink: Sink) -> Ears:
        return Ears(
            bot=self._bot_id,
            channels=self._channels,
            sink=sink,
            deliveries=self._shared.deliveries,
            echoes=self._echoes,
            standings=self._standings,
            ties=self._ties,
        )

    def _present(self) -> twitchio.Client:
        if self._client is None or not self._client.listening:
            raise ConnectionError("not connected to Twitch")
        return self._client


def _is_about_application(answer: twitchio.HTTPException) -> bool:
    refused = answer.status in (400, 403)
    return refused and answer.route is not None and answer.route.use_id


def _point_at(helix_url: str, id_url: str, eventsub_url: str) -> None:
    """The library keeps the addresses for the whole process."""
    if helix_url:
        Route.BASE = f"{helix_url.rstrip('/')}/"
    if id_url:
        Route.ID_BASE = f"{id_url.rstrip('/')}/"
    if eventsub_url:
        websockets.WSS = eventsub_url
