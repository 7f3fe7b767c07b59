"""One line of Twitch's IRC: tags, who, what, where, and the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.formats.record import BrokenRecordError
from engine.events import Community, Place, Platform

_LINE = re.compile(
    r"(?:@(?P<tags>\S*) +)?(?::(?P<login>[^\s!]+)\S* +)?(?P<command>[A-Z]+|\d{3})"
    r"(?: +(?P<channel>#\S+))?(?P<rest>(?: .*)?)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.?)")
_UNESCAPED = {":": ";", "s": " ", "r": "\r", "n": "\n"}


@dataclass(frozen=True, slots=True)
class Line:
    tags: Mapping[str, str]
    login: str
    command: str
    channel: str
    text: str

    def tag(self, name: str) -> str:
        return self.tags.get(name, "")

    @property
    def place(self) -> Place:
        """The channel is also the community: not every line carries the room's id."""
        if not self.channel:
            raise BrokenRecordError("no channel is named")
        return Place(Community(Platform.TWITCH, self.channel), self.channel)


def line_of(text: str) -> Line:
    parts = _LINE.fullmatch(text.strip())
    if parts is None or not (parts["tags"] or parts["login"] or parts["command"] == "PING"):
        raise BrokenRecordError("not a line of Twitch's IRC")
    return Line(
        tags=_tags(parts["tags"] or ""),
        login=parts["login"] or "",
        command=parts["command"],
        channel=(parts["channel"] or "").removeprefix("#").lower(),
        text=parts["rest"].lstrip(" ").removeprefix(":"),
    )


def _tags(written: str) -> dict[str, str]:
    pairs = (tag.partition("=") for tag in written.split(";") if tag)
    return {name: _unescaped(value) for name, _, value in pairs}


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda escape: _UNESCAPED.get(escape[1], escape[1]), value)
