"""One connection's life: what Twitch tells goes to the sink, each thing once."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import twitchio
from twitchio.eventsub.websockets import WebsocketClosed

from connectors.twitch.deliveries import Deliveries
from connectors.twitch.ears import Ears
from connectors.twitch.guards.http import GuardedHTTP, TokenBreaker, session_within
from connectors.twitch.guards.redaction import described
from connectors.twitch.rates import Rates
from connectors.twitch.subscriptions import Key, Wanted
from connectors.twitch.tokens import TokenRefusedError, Tokens
from connectors.twitch.told import Told
from connectors.twitch.watchdog import Watchdog
from engine.quantities import counted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What outlives a single connection."""

    rates: Rates
    deliveries: Deliveries = field(default_factory=Deliveries)
    breaker: TokenBreaker = field(default_factory=TokenBreaker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a connection is for."""

    application: tuple[str, str]
    bot: str
    tokens: Tokens
    wanted: tuple[Wanted, ...]
    ears: Ears
    keep: Callable[[Tokens], Awaitable[None]]
    shared: Shared


class Listener(Told, ABC):
    """What both kinds of connection have in common: tokens, events, and a good end."""

    def __init__(self, assignment: Assignment, **options: Any) -> None:  # noqa: ANN401 - the library's own
        client_id, client_secret = assignment.application
        super().__init__(
            client_id=client_id,
            client_secret=client_secret,
            bot_id=assignment.bot,
            ears=assignment.ears,
            fetch_client_user=False,
            **options,
        )
        self.listening = False
        self.deliveries = assignment.shared.deliveries
        self.moving: set[asyncio.Task[bool]] = set()
        self._assignment = assignment
        self._session = session_within(assignment.shared.rates)
        self._http = GuardedHTTP(
            application=assignment.application,
            client=self,
            session=self._session,
            rates=assignment.shared.rates,
            breaker=assignment.shared.breaker,
        )
        self._watchdog = Watchdog(assignment.wanted, self)
        self._watch: asyncio.Task[None] | None = None

    @abstractmethod
    async def subscribed(self) -> frozenset[Key]:
        """As Twitch itself sees it."""

    @abstractmethod
    async def subscribe(self, wanted: Wanted) -> None: ...

    async def setup_hook(self) -> None:
        await self._take_tokens()
        await self._learn_where_it_moderates()
        await self._listen()
        self.listening = True
        self._watch = asyncio.create_task(self._watchdog.run(), name="twitch watchdog")

    async def close(self, **options: Any) -> None:  # noqa: ANN401
        """Also ends reconnecting, which the library would go on with for ever."""
        sockets = [socket for each in self._websockets.values() for socket in each.values()]
        reconnecting = [task for socket in sockets for task in socket._connection_tasks]  # noqa: SLF001
        for task in (*reconnecting, *self.moving, *([self._watch] if self._watch else ())):
            if task is not asyncio.current_task():
                task.cancel()
        await super().close(**options)
        await self._session.close()

    async def save_tokens(self, _: str | None = None, /) -> None:
        """Does nothing: twitchio would write them readably into the working folder."""

    async def give_up(self) -> None:
        """The connector makes a new connection."""
        log.warning("connection lost")
        await self.close()

    def is_able(self) -> bool:
        return self._assignment.bot in self.tokens

    async def _take_tokens(self) -> None:
        owner = await self.add_token(
            self._assignment.tokens.access, self._assignment.tokens.refresh
        )
        if owner.user_id != self._assignment.bot:
            # With a broadcaster's token, timing a moderator out would take their role away.
            raise TokenRefusedError(
                "the Twitch token belongs to another account than twitch.bot_id;"
                " run `haven twitch authorise` as the bot"
            )

    async def _learn_where_it_moderates(self) -> None:
        bot = self.create_partialuser(self._assignment.bot)
        try:
            channels = [channel.id async for channel in bot.fetch_moderated_channels(first=100)]
        except twitchio.HTTPException as answer:
            log.info("moderated channels unknown", extra={"fault": described(answer)})
            return
        self._assignment.shared.rates.moderated = frozenset(channels)
        for channel in sorted(
            {wanted.channel for wanted in self._assignment.wanted}.difference(channels)
        ):
            log.warning("the bot is no moderator there", extra={"channel": channel})

    async def _listen(self) -> None:
        """All that is wanted; one channel's refusal does not silence the others."""
        held = await self.subscribed()
        heard: set[str] = set()
        deaf: set[str] = set()
        for wanted in self._assignment.wanted:
            if wanted.channel in deaf:
                continue
            granted = wanted.key in held or await self._watchdog.fulfil(wanted)
            if wanted.needed:
                (heard if granted else deaf).add(wanted.channel)
        if not heard:
            raise ConnectionRefusedError("no channel lets the bot listen")
        of = f" of {len(heard | deaf)}" if deaf else ""
        log.info("connected to Twitch: %s%s", counted(len(heard), "channel"), of)

    async def event_token_refreshed(self, payload: twitchio.TokenRefreshedPayload) -> None:
        if payload.user_id == self._assignment.bot:
            await self._assignment.keep(Tokens(payload.token, payload.refresh_token))

    async def event_subscription_revoked(self, revoked: twitchio.SubscriptionRevoked) -> None:
        extra = {"kind": revoked.type, "reason": revoked.reason.value}
        log.error("subscription revoked", extra=extra)

    async def event_websocket_closed(self, _: WebsocketClosed) -> None:
        """What is to be done depends on the kind of connection."""

    async def event_error(self, payload: twitchio.EventErrorPayload) -> None:
        log.error("event lost", extra={"fault": described(payload.error)})
