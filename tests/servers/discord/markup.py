"""What Discord would bring to life in a text: pings, links that deceive, colours, hidden turns."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.servers.discord.parts import all_parts

_ESCAPED = re.compile(r"\\[^\w\s]")
_LIVE: Mapping[str, re.Pattern[str]] = {
    "everybody's ping": re.compile(r"@(?:everyone|here)\b"),
    "a masked link": re.compile(r"\[[^\]\n]*\]\(\s*<?\w+:"),
    "an emoji of elsewhere": re.compile(r"<a?:\w+:\d+>"),
    "a coloured block": re.compile(r"```ansi|\x1b"),
    "a control or turning sign": re.compile(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    ),
}
# What a hostile text holds is marked, so that Haven's own mark-up is told from it.
MARK = "666"
_OF_OTHERS: Mapping[str, re.Pattern[str]] = {
    "a person's ping": re.compile(rf"<@!?{MARK}\d*>"),
    # /setup shows by such a sign which roles an administrator chose.
    "a role's ping": re.compile(rf"<@&{MARK}\d*>"),
    "a channel's link": re.compile(rf"<#{MARK}\d*>|</\w+:{MARK}\d*>"),
    "a time": re.compile(rf"<t:{MARK}\d*(?::\w)?>"),
    "code": re.compile(rf"`[^`]*{MARK}[^`]*`"),
    "a heading": re.compile(rf"^(?:#{{1,3}}|-#|>{{1,3}}) {MARK}", re.MULTILINE),
    "bold": re.compile(rf"\*\*{MARK}\*\*|__{MARK}__|~~{MARK}~~"),
    "an end of a spoiler": re.compile(rf"\|\|{MARK}end"),
}


def live(text: str) -> list[str]:
    """By name; empty for a text that only shows itself."""
    bare = _ESCAPED.sub("\ue000", text)
    return [name for name, sign in (_LIVE | _OF_OTHERS).items() if sign.search(bare)]


def texts_of(body: Mapping[str, Any]) -> Iterator[str]:
    """All that a reader would see as text, with buttons and choices."""
    yield body.get("content") or ""
    for part in all_parts(body.get("components") or []):
        yield from (part.get(key) or "" for key in ("content", "label", "placeholder"))
        yield from (str(item.get("description") or "") for item in part.get("items", []))
