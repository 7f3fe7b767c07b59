"""The JSON of DiscordChatExporter: a guild, a channel, and its messages oldest first."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from connectors.base import addressed
from connectors.formats.cast import Cast
from connectors.formats.json_text import items, parsed
from connectors.formats.moments import moment
from connectors.formats.record import (
    TOO_LONG,
    BrokenRecord,
    BrokenRecordError,
    Format,
    Item,
    Record,
    Report,
    converted,
)
from connectors.formats.source import LONGEST, Source
from engine.events import Author, Community, MemberJoined, Message, Place, Platform

_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
# 20 and 23 are what people call up from an application; every other kind is Discord's own notice.
_SPOKEN = frozenset({"Default", "Reply", "20", "23"})
_JOIN = "GuildMemberJoin"
# Discord counts the milliseconds of an id from the first second of 2015.
_DISCORD_EPOCH = 1_420_070_400_000
_SNOWFLAKE = re.compile(r"[0-9]{15,19}")


def _fits(beginning: str) -> bool:
    return beginning.lstrip().startswith("{") and _MESSAGES.search(beginning) is not None


class _Export:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._cast = Cast()

    def event_of(self, text: str, spare_id: str) -> Message | MemberJoined | None:
        message = parsed(text)
        if not isinstance(message, dict):
            raise BrokenRecordError("not a JSON object")
        try:
            return self._event(message, str(message.get("id") or spare_id))
        except (KeyError, TypeError, AttributeError) as fault:
            raise BrokenRecordError("a field is missing or of another type") from fault

    def _event(self, message: dict[str, Any], message_id: str) -> Message | MemberJoined | None:
        sent_at, author = moment(message["timestamp"]), _author(message["author"])
        if message["type"] == _JOIN:
            return MemberJoined(message_id, self._place.community, author, sent_at)
        if message["type"] not in _SPOKEN:
            return None
        return self._message(message, message_id, author, sent_at)

    def _message(
        self, message: dict[str, Any], message_id: str, author: Author, sent_at: datetime
    ) -> Message:
        reply_to = _word((message.get("reference") or {}).get("messageId"))
        replied_to = self._cast.author_of(reply_to)
        text = _word(message["content"]) or ""
        mentions = [str(person["id"]) for person in message.get("mentions") or ()]
        spoken = Message(
            id=message_id,
            place=self._place,
            author=author,
            text=text,
            sent_at=sent_at,
            targets=addressed(
                author.id,
                replied_to=replied_to.id if replied_to else None,
                mentions=(*mentions, *self._cast.called(text, self._place.community)),
            ),
            reply_to=reply_to,
            attachments=tuple(str(file["fileName"]) for file in message.get("attachments") or ()),
        )
        return self._cast.saw(spoken, str(message["author"]["name"]))


def _word(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise BrokenRecordError("a field that should be text is not")


def _author(person: dict[str, Any]) -> Author:
    person_id = str(person["id"])
    return Author(
        id=person_id,
        name=str(person.get("nickname") or person["name"]),
        account_created_at=_created_at(person_id),
        roles=frozenset(str(role["id"]) for role in person.get("roles") or ()),
        is_bot=person.get("isBot") is True,
    )


def _created_at(person: str) -> datetime | None:
    if not _SNOWFLAKE.fullmatch(person):
        return None
    return moment((int(person) >> 22) + _DISCORD_EPOCH)


def _place(head: Mapping[str, Any]) -> Place:
    """A thread lies in the channel that the export calls its category."""
    guild, channel = _object(head, "guild"), _object(head, "channel")
    community = Community(Platform.DISCORD, str(guild.get("id") or "replay"))
    channel_id = str(channel.get("id") or "main")
    if "Thread" in str(channel.get("type")) and channel.get("categoryId"):
        return Place(community, str(channel["categoryId"]), channel_id)
    return Place(community, channel_id)


def _object(head: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = head.get(name)
    return value if isinstance(value, dict) else {}


def _split(pieces: Iterator[str]) -> tuple[str, str]:
    """What stands before the messages, and the rest of the piece in which they begin."""
    head = ""
    for piece in pieces:
        head += piece
        if begin := _MESSAGES.search(head):
            return head[: begin.start()], head[begin.end() :]
        if len(head) > LONGEST:
            break
    return head, ""


def _head(text: str) -> Mapping[str, Any]:
    try:
        return _object({"head": parsed(text.rstrip().rstrip(",") + "}")}, "head")
    except BrokenRecordError:
        return {}


def _messages(begun: str, pieces: Iterator[str]) -> Iterator[Item[str] | BrokenRecord]:
    for line, text in enumerate(items(chain((begun,), pieces)), 1):
        if text is None:
            yield BrokenRecord(line, TOO_LONG)
        else:
            yield Item(line, text)


def _read(source: Source, report: Report) -> Iterator[Record]:
    pieces = source.pieces()
    head, begun = _split(pieces)
    export = _Export(_place(_head(head)))
    return converted(source, _messages(begun, pieces), export.event_of, report)


FORMAT = Format("DiscordChatExporter's JSON", _fits, _read)
