"""Raw lines of Twitch's IRC, with the tags that say who wrote and to whom."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from connectors.base import addressed
from connectors.formats.cast import Cast
from connectors.formats.irc_line import Line, line_of
from connectors.formats.moments import Timeline, moment
from connectors.formats.record import (
    BrokenRecordError,
    Format,
    Record,
    Report,
    converted,
    count,
    numbered,
)
from connectors.formats.source import Source
from engine.events import (
    Author,
    Event,
    Message,
    MessageDeleted,
    PlatformRaid,
)

_RANGE = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_ACTION = re.compile(r"\x01ACTION (.*?)\x01?", re.DOTALL)
# Twitch ends a message at 500 letters, so more emotes than that are not from there.
_MOST_EMOTES = 500
_MODERATORS = frozenset({"moderator", "lead_moderator", "broadcaster"})


def _fits(beginning: str) -> bool:
    return any(_is_chat(line) for line in beginning.splitlines())


def _is_chat(text: str) -> bool:
    if not text.startswith(("@", ":")):
        return False
    try:
        line = line_of(text)
    except BrokenRecordError:
        return False
    return bool(line.channel) and bool(line.tags or line.login)


def _spoken(line: Line) -> str:
    """The words without emotes: their names are a picture's, not the writer's."""
    action = _ACTION.fullmatch(line.text)
    text = action[1] if action else line.text
    emotes = line.tag("emotes")
    if not emotes:
        return text
    letters = list(text)
    for place in islice(_RANGE.finditer(emotes), _MOST_EMOTES):
        emote = slice(int(place[1]), int(place[2]) + 1)
        letters[emote] = [""] * len(letters[emote])
    return " ".join("".join(letters).split())


class _Chat:
    def __init__(self) -> None:
        self._cast = Cast()
        self._timeline = Timeline()

    def event_of(self, text: str, spare_id: str) -> Event | None:
        line = line_of(text)
        match line.command:
            case "PRIVMSG":
                return self._message(line, spare_id)
            case "CLEARMSG":
                return MessageDeleted(_target(line), line.place, self._moment(line))
            case "USERNOTICE" if line.tag("msg-id") == "raid":
                return self._raid(line, spare_id)
            case _:
                return None

    def _moment(self, line: Line) -> datetime:
        sent = line.tag("tmi-sent-ts")
        return self._timeline.at(moment(sent) if sent else None)

    def _message(self, line: Line, spare_id: str) -> Message:
        place, sent_at, text = line.place, self._moment(line), _spoken(line)
        author = _author(line, sent_at)
        message = Message(
            id=line.tag("id") or spare_id,
            place=place,
            author=author,
            text=text,
            sent_at=sent_at,
            targets=addressed(
                author.id,
                replied_to=line.tag("reply-parent-user-id"),
                mentions=self._cast.called(text, place.community),
            ),
            reply_to=line.tag("reply-parent-msg-id") or None,
        )
        return self._cast.saw(message, line.login)

    def _raid(self, line: Line, spare_id: str) -> PlatformRaid:
        return PlatformRaid(
            id=line.tag("id") or spare_id,
            place=line.place,
            origin_name=line.tag("msg-param-displayName") or line.tag("msg-param-login"),
            size=count(line.tag("msg-param-viewerCount")),
            raided_at=self._moment(line),
        )


def _target(line: Line) -> str:
    target = line.tag("target-msg-id")
    if not target:
        raise BrokenRecordError("no message is named")
    return target


def _author(line: Line, sent_at: datetime) -> Author:
    """Whoever writes in a channel for the first time is taken to have joined it then."""
    author_id = line.tag("user-id") or line.login
    if not author_id:
        raise BrokenRecordError("no author is named")
    badges = frozenset(badge.partition("/")[0] for badge in line.tag("badges").split(",") if badge)
    return Author(
        id=author_id,
        name=line.tag("display-name") or line.login or author_id,
        joined_at=sent_at if line.tag("first-msg") == "1" else None,
        roles=badges,
        is_moderator=bool(badges & _MODERATORS) or line.tag("mod") == "1",
    )


def _read(source: Source, report: Report) -> Iterator[Record]:
    return converted(source, numbered(source), _Chat().event_of, report)


FORMAT = Format("raw lines of Twitch's IRC", _fits, _read)
