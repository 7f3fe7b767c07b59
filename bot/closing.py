"""The last screen of a replay: cases, why, what was done, who was shielded, speed."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from bot.log import escape
from bot.summary import Alike, Summary
from cogs.cards import done, headline
from engine.cases import Case
from engine.quantities import counted, people

_MOST_SHIELDED, _LONGEST_NAME = 7, 18


def closing(summary: Summary, records: int, seconds: float) -> RenderableType:
    """Fits on a screen of 30 lines of 100 columns, whatever there was in the chat."""
    return Group(*_parts(summary, records, seconds))


def parties(case: Case) -> str:
    who = case.author if len(case.accounts) <= 1 else counted(len(case.accounts), "account")
    return f"{who} → {case.target}" if case.target else who


def plain(words: str) -> Text:
    """As they are: a person called "[/b]" is no markup, and no name commands the terminal."""
    return Text(escape(words), no_wrap=True, overflow="ellipsis")


def _parts(summary: Summary, records: int, seconds: float) -> Iterator[RenderableType]:
    if summary.alike:
        yield _cases(summary)
    if summary.left_out:
        yield Text(f"and {counted(summary.left_out, 'more case', 'more cases')} of other kinds\n")
    if summary.shields:
        yield Text(f"Shielded: {_shielded(summary)}.")
    yield Text(f"{counted(summary.count, 'case')}; what was done: {summary.deeds}.")
    speed = f"{records / seconds:,.0f} a second"
    yield Text(f"{counted(records, 'record')} in {seconds:.1f} s, start and all: {speed}")


def _cases(summary: Summary) -> Table:
    """Two lines for each kind of case, cut at the table's edge."""
    told = Column("what was done, and why", ratio=1, no_wrap=True, overflow="ellipsis")
    what_and_who = Column("what, who → whom", max_width=34, no_wrap=True, overflow="ellipsis")
    table = Table("case", "community", what_and_who, told, box=box.SIMPLE_HEAD)
    table.expand, table.padding, table.pad_edge = True, (0, 1, 0, 0), False
    for alike in summary.alike.values():
        case = alike.first
        what = headline(case) + (f" × {alike.cases}" if alike.cases > 1 else "")
        answered = done(case) if alike.cases == 1 else str(alike.deeds)
        table.add_row(
            str(case.number),
            plain(str(case.community)),
            Text.assemble(what, "\n", plain(_who(alike))),
            Text.assemble(answered, "\n", (escape(case.reason), "dim")),
        )
    return table


def _who(alike: Alike) -> str:
    if alike.cases == 1:
        return parties(alike.first)
    accounts, targets = len(alike.accounts), len(alike.targets)
    who = alike.first.author if accounts == 1 else counted(accounts, "account")
    if not targets:
        return who
    return f"{who} → {people(targets) if targets > 1 else min(alike.targets)}"


def _shielded(summary: Summary) -> str:
    """Those first who were spared most."""
    ordered = sorted(
        summary.shields.items(), key=lambda each: (-each[1].prevented, -each[1].cases, each[0])
    )
    told = [
        f"{_clipped(escape(person))} ({counted(shield.cases, 'case')}, spared "
        f"{counted(shield.prevented, 'message')})"
        for person, shield in ordered[:_MOST_SHIELDED]
    ]
    rest = len(ordered) - len(told)
    return ", ".join([*told, *([f"and {rest:,} more"] if rest else [])])


def _clipped(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
