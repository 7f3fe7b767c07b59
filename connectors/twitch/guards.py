"""Guards against what twitchio lets through: secrets in messages, starts that fail, lost tokens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

import aiohttp
from twitchio import HTTPException

from engine.actions import Outcome

log = logging.getLogger(__name__)

RESTS = (1.0, 2.0, 5.0, 15.0, 60.0)
# A connection that held this long was a good one, so the next rest is the shortest again.
_STEADY_SECONDS = 60.0

_DONE = ("already banned", "not banned", "already timed out", "not timed out")
_IMMUNE = ("may not be", "may not delete", "cannot be", "cannot delete")
_SPEAKING = ("twitchio.client", "twitchio.eventsub.websockets", "twitchio.authentication.tokens")


def described(error: BaseException) -> str:
    """Kind and status only: messages of twitchio hold addresses with secrets in them."""
    status = getattr(error, "status", None)
    return f"{type(error).__name__} {status}" if isinstance(status, int) else type(error).__name__


class Muffle(logging.Filter):
    """Lets warnings of twitchio through without their errors' messages.

    Below warnings it writes whole payloads, and with them users' words.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or "StarletteAdapter" in str(record.msg):
            return False
        if record.exc_info and record.exc_info[1]:
            record.msg, record.args = "twitchio failed: %s", (described(record.exc_info[1]),)
            record.exc_info = None
        if isinstance(record.args, tuple):
            record.args = tuple(_harmless(part) for part in record.args)
        return True


def _harmless(part: object) -> object:
    return described(part) if isinstance(part, BaseException) else part


_MUFFLE = Muffle()


def muffle_library() -> None:
    for name in _SPEAKING:
        logging.getLogger(name).addFilter(_MUFFLE)


async def supervise(attempt: Callable[[], Awaitable[None]], rests: Sequence[float]) -> None:
    """Start `attempt` again, for ever, after rests that grow with each failure in a row."""
    failures = 0
    while True:
        begun = monotonic()
        try:
            await attempt()
        except Exception as error:  # noqa: BLE001  One connection must not end the connector.
            log.error("connection failed", extra={"fault": described(error)})  # noqa: TRY400
        steady = monotonic() - begun >= _STEADY_SECONDS
        failures = 0 if steady else failures + 1
        await asyncio.sleep(rests[min(max(failures, 1), len(rests)) - 1])


def outcome_of(answer: HTTPException) -> Outcome:
    """What Twitch's refusal means.

    Raises:
        ConnectionError: nothing was done, later it may be.
        TimeoutError: nobody knows whether it was done.
    """
    match answer.status:
        case 400 | 401 | 403 if answer.route and answer.route.use_id:
            return Outcome.FORBIDDEN  # The token was refused, not the call.
        case 400:
            return _outcome_of_bad_request(str(answer.extra.get("message", "")).lower())
        case 401 | 403:
            return Outcome.FORBIDDEN
        case 404:
            return Outcome.GONE
        case 409 | 429:  # 409: a moderator is changing the same person's ban right now.
            raise ConnectionError(described(answer))
        case status if status >= 500:
            raise TimeoutError(described(answer))
        case _:
            return Outcome.FAILED


def _outcome_of_bad_request(message: str) -> Outcome:
    if any(words in message for words in _DONE):
        return Outcome.APPLIED
    if any(words in message for words in _IMMUNE):
        return Outcome.FORBIDDEN
    return Outcome.FAILED


def fault_of(error: aiohttp.ClientError) -> OSError:
    """The engine's word for a call that got no answer."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return ConnectionError(described(error))
    return TimeoutError(described(error))
