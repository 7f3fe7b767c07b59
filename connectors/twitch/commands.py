"""Commands typed into chat, and their answers as replies there."""

import logging
import re
from collections.abc import Awaitable, Callable

import aiohttp
import twitchio

from connectors.twitch.guards.redaction import described
from engine.events import Author, Message, Place

log = logging.getLogger(__name__)

PREFIX = "!haven"
# What everybody may ask, and not only moderators.
_FOR_ALL = re.compile(r"(?:link|unlink)(?: \S+)?", re.IGNORECASE)
# Twitch refuses longer lines.
_LONGEST = 500
_CUT = "…"

Commands = Callable[[Place, Author, str], Awaitable[str]]


def ordered(message: Message) -> str | None:
    """What is asked of Haven; None for what is talk, as it mostly is from others."""
    name, _, words = message.text.partition(" ")
    if name.lower() != PREFIX:
        return None
    words = words.strip()
    return words if message.author.is_moderator or _FOR_ALL.fullmatch(words) else None


async def reply(chat: twitchio.ChatMessage, answer: str, *, bot: str) -> None:
    """An answer that cannot be given is told in the log; the command was carried out."""
    try:
        for line in lines_of(answer):
            await chat.broadcaster.send_message(
                line, sender=bot, token_for=bot, reply_to_message_id=chat.id
            )
    except (
        twitchio.HTTPException,
        twitchio.MessageRejectedError,
        aiohttp.ClientError,
        OSError,
    ) as fault:
        log.warning("chat command unanswered", extra={"fault": described(fault)})


def lines_of(answer: str) -> tuple[str, ...]:
    """Chat has no line breaks; a long answer takes two lines, parted between words."""
    line = " · ".join(part.strip() for part in answer.splitlines() if part.strip())
    if len(line) <= _LONGEST:
        return (line,)
    end = line.rfind(" ", _LONGEST // 2, _LONGEST + 1)
    first = line[: end if end > 0 else _LONGEST]
    rest = line.removeprefix(first).lstrip()
    return first, rest if len(rest) <= _LONGEST else rest[: _LONGEST - len(_CUT)] + _CUT
