"""What Twitch's refusals and broken lines mean in the engine's words."""

import aiohttp
from twitchio import HTTPException

from connectors.twitch.guards.redaction import described
from engine.actions import Outcome

_DONE = ("already banned", "not banned", "already timed out", "not timed out")
# Somebody else was quicker with a held message, and may have decided the other way.
_SETTLED = ("already processed",)
_IMMUNE = ("may not be", "may not delete", "cannot be", "cannot delete")


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
    if any(words in message for words in _SETTLED):
        return Outcome.GONE
    if any(words in message for words in _IMMUNE):
        return Outcome.FORBIDDEN
    return Outcome.FAILED


def fault_of(error: aiohttp.ClientError) -> OSError:
    """The engine's word for a call that got no answer."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return ConnectionError(described(error))
    return TimeoutError(described(error))
