"""Moderators' commands typed into chat, and their answers as replies there."""

import logging
from collections.abc import Awaitable, Callable

import aiohttp
import twitchio

from connectors.twitch.guards.redaction import described
from engine.events import Author, Message, Place

log = logging.getLogger(__name__)

PREFIX = "!haven"
# Twitch refuses longer lines.
_LONGEST = 500
_CUT = "…"

Commands = Callable[[Place, Author, str], Awaitable[str]]


def ordered(message: Message) -> str | None:
    """What a moderator asks of Haven; None for what is talk, as it is from everybody else."""
    name, _, words = message.text.partition(" ")
    return words if name.lower() == PREFIX and message.author.is_moderator else None


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
