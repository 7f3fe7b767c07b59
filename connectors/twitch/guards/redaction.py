"""Nothing that twitchio says or raises may hold a secret, or what somebody wrote."""

import logging

from twitchio import HTTPException

_SPEAKING = ("twitchio.client", "twitchio.eventsub.websockets", "twitchio.authentication.tokens")

# Remarks to programmers, about choices that were made on purpose.
_BESIDE_THE_POINT = ("StarletteAdapter", 'No "conduit_id" was passed')


def described(error: BaseException) -> str:
    """Kind and status only: messages of twitchio hold addresses with secrets in them."""
    status = getattr(error, "status", None)
    return f"{type(error).__name__} {status}" if isinstance(status, int) else type(error).__name__


def redacted(answer: HTTPException) -> HTTPException:
    """The same exception; its message was an address with the client's secret in the query."""
    where = f"{answer.route.method} {answer.route.path}" if answer.route else "a call"
    answer.args = (f"{where} failed with status {answer.status}",)
    return answer


class Muffle(logging.Filter):
    """Lets warnings of twitchio through without their errors' messages.

    Below warnings it writes whole payloads, and with them users' words.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        beside_the_point = any(words in str(record.msg) for words in _BESIDE_THE_POINT)
        if record.levelno < logging.WARNING or beside_the_point:
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
