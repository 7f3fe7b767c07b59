"""The HTTP client: own token only, one renewal a call, within the rates, without secrets."""

from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING

import aiohttp
from twitchio import Client, HTTPException, InvalidTokenException
from twitchio.authentication.payloads import ValidateTokenPayload
from twitchio.authentication.tokens import ManagedHTTPClient
from twitchio.http import HTTPClient, Route

from connectors.twitch.guards.redaction import redacted
from connectors.twitch.rates import Rates, on_errand
from connectors.twitch.tokens import TokenRefusedError

if TYPE_CHECKING:
    from twitchio.types_.responses import RawResponse

_BROKEN_TOKEN = frozenset({"invalid access token", "invalid oauth token"})
_REFUSED_RENEWALS = (400, 401)
_SERVER_ERROR = 500
_UNAVAILABLE = 503
# Words that would be read twice; whatever sets a state may be said again.
_SPOKEN = ("/moderation/warnings", "/chat/messages")
# Twitch's own word for how long a caller should leave it alone is none; a minute is our points'.
_OPEN_SECONDS = 60.0
_WAIT_FOR_AN_ANSWER = aiohttp.ClientTimeout(total=30)

# Tasks made meanwhile inherit these, so what counts is the route, not that one is set.
_renewing: ContextVar[Route | None] = ContextVar("renewing", default=None)
_payer: ContextVar[str | None] = ContextVar("payer", default=None)


class TokenBreaker:
    """Open, for a minute, for a route whose renewed token was refused once more."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._until: dict[str, float] = {}

    def is_open(self, route: Route) -> bool:
        return self._seconds() < self._until.get(repr(route), 0.0)

    def trip(self, route: Route) -> None:
        self._until[repr(route)] = self._seconds() + _OPEN_SECONDS


class GuardedHTTP(ManagedHTTPClient):
    def __init__(
        self,
        *,
        application: tuple[str, str],
        client: Client,
        session: aiohttp.ClientSession,
        rates: Rates,
        breaker: TokenBreaker,
    ) -> None:
        client_id, client_secret = application
        super().__init__(
            client_id=client_id, client_secret=client_secret, session=session, client=client
        )
        self._rates = rates
        self._breaker = breaker

    async def add_token(self, token: str, refresh: str) -> ValidateTokenPayload:
        """As in the library, whose exceptions hold both tokens.

        Raises:
            TokenRefusedError: neither token is good any more.
            ConnectionError: nobody knows, for the server was at fault.
        """
        try:
            return await super().add_token(token, refresh)
        except InvalidTokenException as refusal:
            status = refusal.status
        if status >= _SERVER_ERROR:
            raise ConnectionError(f"tokens could not be checked: {status}")
        raise TokenRefusedError(
            "Twitch does not accept the bot's token any more and will not renew it;"
            " run `haven twitch authorise`"
        )

    async def request(self, route: Route) -> "RawResponse | str | None":
        """As in the library, which renews and repeats for ever where a new token is refused."""
        try:
            if _renewing.get() is route:
                return await HTTPClient.request(self, route)
            return await self._first_request(route)
        except HTTPException as answer:
            raise redacted(answer) from None

    async def _first_request(self, route: Route) -> "RawResponse | str | None":
        self._check(route)
        renewing, payer = _renewing.set(route), _payer.set(_account_of(route))
        try:
            await self._rates.take_line(route)
            return await super().request(route)
        except HTTPException as answer:
            self._draw_lesson(route, answer)
            raise
        finally:
            _renewing.reset(renewing)
            _payer.reset(payer)

    def _draw_lesson(self, route: Route, answer: HTTPException) -> None:
        if _is_broken_token(answer):
            self._breaker.trip(route)
        if answer.route and answer.route.use_id and answer.status in _REFUSED_RENEWALS:
            self._tokens.pop(_account_of(route), None)

    def _check(self, route: Route) -> None:
        account = _account_of(route)
        if account and account not in self._tokens:
            # The library would quietly send the application's token instead.
            raise _refusal(route, "the account has no token")
        if self._breaker.is_open(route):
            raise _refusal(route, "its renewed token was refused a moment ago")


def session_within(rates: Rates) -> aiohttp.ClientSession:
    """Twitchio drops the headers that tell of the limits; here they are read as they come in."""
    trace = aiohttp.TraceConfig()

    async def begin(_: object, __: object, call: aiohttp.TraceRequestStartParams) -> None:
        payer = _payer.get()
        if payer is not None and _is_helix(str(call.url)):
            await rates.of(payer).take(urgent=not _can_wait(call))

    async def end(_: object, __: object, call: aiohttp.TraceRequestEndParams) -> None:
        payer = _payer.get()
        if payer is not None and _is_helix(str(call.url)):
            rates.of(payer).learn(call.response.headers)
            _stop_repeating(call)

    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    return aiohttp.ClientSession(trace_configs=[trace], timeout=_WAIT_FOR_AN_ANSWER)


def _account_of(route: Route) -> str:
    """Whose token the call goes with; empty for the application's, which the library names None."""
    return "" if route.token_for == "None" else route.token_for  # noqa: S105 - no token


def _can_wait(call: aiohttp.TraceRequestStartParams) -> bool:
    is_deletion = call.method == "DELETE" and call.url.path.endswith("/moderation/chat")
    return is_deletion or on_errand.get()


def _stop_repeating(call: aiohttp.TraceRequestEndParams) -> None:
    """The library says everything once more after a 503, which tells not what became of it.

    Raises:
        TimeoutError: nobody knows whether these words were read.
    """
    is_spoken = call.method == "POST" and call.url.path.endswith(_SPOKEN)
    if is_spoken and call.response.status == _UNAVAILABLE:
        call.response.close()
        raise TimeoutError("Twitch was unavailable")


def _is_helix(url: str) -> bool:
    return url.startswith(Route.BASE)


def _is_broken_token(answer: HTTPException) -> bool:
    said = str(answer.extra.get("message", "")).lower()
    return answer.status == 401 and said in _BROKEN_TOKEN


def _refusal(route: Route, message: str) -> HTTPException:
    return HTTPException(message, route=route, status=401, extra={"message": message})
