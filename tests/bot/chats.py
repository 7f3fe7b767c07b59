"""One small quarrel, written down in every form of chat file that Haven reads."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

EVENING = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
TALK: Sequence[tuple[str, str]] = (
    ("mika", "the owl knight is painted at last"),
    ("fern", "oh that is lovely, how long did the feathers take"),
    ("mika", "three evenings and a lot of tea"),
    ("vex", "@mika you worthless idiot, nobody likes you, go kill yourself"),
    ("mika", "please stop that"),
    ("vex", "@mika you are a worthless idiot and everybody here hates you"),
    ("fern", "leave her alone"),
)
NUMBERS = {"mika": "400000000000000001", "fern": "400000000000000002", "vex": "400000000000000003"}


@dataclass(frozen=True)
class Form:
    """`broken` is the line of the one record that cannot be read."""

    name: str
    text: str
    broken: int
    ids: Mapping[str, str]

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_text(self.text)
        return path


def _moment(number: int) -> datetime:
    return EVENING + timedelta(seconds=20 * number)


def json_lines(talk: Sequence[tuple[str, str]] = TALK) -> str:
    return "".join(
        json.dumps({"author": who, "text": text, "time": _moment(number).isoformat()}) + "\n"
        for number, (who, text) in enumerate(talk)
    )


def _table() -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("time", "channel", "author", "text"))
    rows.writerows(
        (_moment(number).isoformat(), "workbench", who, text)
        for number, (who, text) in enumerate(TALK)
    )
    rows.writerow(("one", "cell", "too", "many", "here"))
    return written.getvalue()


def _log() -> str:
    lines = [
        f"[{_moment(number):%Y-%m-%d %H:%M:%S}] #workbench {who}: {text}"
        for number, (who, text) in enumerate(TALK)
    ]
    return "\n".join([*lines, "half a line without any time"])


def _irc() -> str:
    lines = [
        f"@display-name={who};id=i{number};tmi-sent-ts={_moment(number).timestamp() * 1000:.0f};"
        f"user-id={NUMBERS[who]} :{who}!{who}@{who}.tmi.twitch.tv PRIVMSG #workbench :{text}"
        for number, (who, text) in enumerate(TALK)
    ]
    return "\n".join([*lines, ":tmi.twitch.tv CLEARMSG #workbench :which one, it does not say"])


def _exported(number: int, who: str, text: str) -> Mapping[str, object]:
    named = [name for name in NUMBERS if f"@{name}" in text]
    return {
        "id": str(500_000_000_000_000_000 + number),
        "type": "Default",
        "timestamp": _moment(number).isoformat(),
        "content": text,
        "author": {"id": NUMBERS[who], "name": who, "nickname": who.title(), "isBot": False},
        "mentions": [{"id": NUMBERS[name], "name": name} for name in named],
    }


def _export() -> str:
    messages = [_exported(number, who, text) for number, (who, text) in enumerate(TALK)]
    written = {
        "guild": {"id": "100000000000000001", "name": "inn"},
        "channel": {"id": "200000000000000001", "type": "GuildTextChat", "name": "workbench"},
        "messages": [*messages, {"id": "7", "content": "nobody said this"}],
        "messageCount": len(messages) + 1,
    }
    return json.dumps(written, indent=2)


SAME = {name: name for name in NUMBERS}
AFTER = len(TALK) + 1
FORMS = (
    Form("chat.jsonl", json_lines() + '{"text": "half a rec\n', AFTER, SAME),
    Form("chat.csv", _table(), AFTER + 1, SAME),
    Form("chat.log", _log(), AFTER, SAME),
    Form("chat.irc", _irc(), AFTER, NUMBERS),
    Form("export.json", _export(), AFTER, NUMBERS),
)
