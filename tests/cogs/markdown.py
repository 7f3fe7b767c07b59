"""Discord's markdown as a reader sees it, as far as cards use it: lines of runs with a look."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto


class Look(Enum):
    PLAIN = auto()
    BOLD = auto()
    MENTION = auto()
    TIME = auto()
    SPOILER = auto()


class Kind(Enum):
    BODY = auto()
    HEADING = auto()
    SMALL = auto()
    BULLET = auto()


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Line:
    kind: Kind
    runs: tuple[Run, ...]


_BEGUN = {"### ": Kind.HEADING, "-# ": Kind.SMALL, "- ": Kind.BULLET}
_TOKEN = re.compile(
    r"\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*"
    r"|\|\|(?P<spoiler>(?:\\.|[^\\])+?)\|\|"
    r"|<@(?P<person>\d+)>|<#(?P<channel>\d+)>|<t:(?P<time>\d+):f>"
)


def lines_of(content: str, names: Mapping[str, str]) -> Iterator[Line]:
    """`names` tells what Discord shows for the ids of people and channels."""
    for line in content.split("\n"):
        start = next((start for start in _BEGUN if line.startswith(start)), "")
        runs = _runs(line.removeprefix(start), names)
        yield Line(_BEGUN.get(start, Kind.BODY), tuple(run for run in runs if run.text))


def _runs(line: str, names: Mapping[str, str]) -> Iterator[Run]:
    end = 0
    for token in _TOKEN.finditer(line):
        yield Run(_bare(line[end : token.start()]), Look.PLAIN)
        yield _run(token, names)
        end = token.end()
    yield Run(_bare(line[end:]), Look.PLAIN)


def _run(token: re.Match[str], names: Mapping[str, str]) -> Run:
    kind, text = token.lastgroup, token[token.lastgroup or 0]
    match kind:
        case "bold":
            return Run(_bare(text), Look.BOLD)
        case "spoiler":
            return Run(_bare(text), Look.SPOILER)
        case "person":
            return Run(f"@{names[text]}", Look.MENTION)
        case "channel":
            return Run(f"#{names[text]}", Look.MENTION)
        case _:
            moment = datetime.fromtimestamp(int(text), UTC)
            return Run(f"{moment:%-d %B %Y %H:%M}", Look.TIME)


def _bare(text: str) -> str:
    """Without what only keeps Discord from taking it for markup."""
    return re.sub(r"\\(.)", r"\1", text).replace("\u200b", "")
