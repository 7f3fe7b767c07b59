"""Rich views: the closing tables of a replay, and the live view of the demo."""

from collections import deque
from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.log import escape
from bot.summary import SHOWN, Summary
from cogs.cards import done, headline
from engine.cases import Case
from engine.events import Community, Event, Message
from engine.verdict import Verdict

_LINES = 100
_CONVERSATIONS = 9
_CASES = 3
_BAR = 8


def closing(summary: Summary, records: int, seconds: float) -> RenderableType:
    """Cases, actions, why, who was shielded, speed."""
    parts: list[RenderableType] = []
    if summary.first:
        parts.append(_case_table(summary))
        parts.append(_shield_table(summary))
    actions = ", ".join(f"{count} {name}" for name, count in sorted(summary.actions.items()))
    parts.append(Text(f"{summary.count} cases; actions: {actions or 'none'}"))
    speed = f"{records / seconds:,.0f} a second"
    parts.append(Text(f"{records:,} records in {seconds:.1f} s, start and all: {speed}"))
    return Group(*parts)


def _case_table(summary: Summary) -> Table:
    table = Table("case", "what", "who → whom", "done", "why", title="Cases", title_justify="left")
    for case in summary.first:
        told = str(case.number), headline(case), _who(case), done(case), case.reason
        table.add_row(*map(_plain, told))
    if summary.count > SHOWN:
        table.add_row("…", f"and {summary.count - SHOWN} more", "", "", "")
    return table


def _shield_table(summary: Summary) -> Table:
    table = Table(
        "person", "cases", "messages they were spared", title="Shielded", title_justify="left"
    )
    for person, shield in sorted(summary.shields.items()):
        table.add_row(_plain(person), str(shield.cases), str(shield.prevented))
    return table


def _plain(words: str) -> Text:
    """As they are: a person called "[/b]" is no markup, and no name commands the terminal."""
    return Text(escape(words))


def _who(case: Case) -> str:
    people = case.author if len(case.accounts) == 1 else f"{len(case.accounts)} accounts"
    return f"{people} → {case.target}" if case.target else people


class LiveView:
    """What the demo shows while it plays; `watch` takes what the pipeline reports."""

    def __init__(self) -> None:
        self._lines: deque[Text] = deque(maxlen=_LINES)
        self._escalations: dict[str, float] = {}
        self._cases: dict[tuple[Community, int], Case] = {}

    def watch(self, event: Event, verdict: Verdict | None, case: Case | None) -> None:
        if isinstance(event, Message) and verdict:
            self._lines.append(_line(event, verdict))
            self._note(verdict)
        if case:
            self._cases.pop((case.community, case.number), None)
            self._cases[case.community, case.number] = case

    def __rich__(self) -> Layout:
        newest = list(self._cases.values())[-_CASES:]
        layout = Layout()
        layout.split_column(Layout(name="top", ratio=3), Layout(name="cases", ratio=2))
        layout["top"].split_row(Layout(name="chat", ratio=3), Layout(name="places", ratio=1))
        layout["chat"].update(Panel(_Tail(self._lines), title="Chat, with its risk"))
        layout["places"].update(Panel(self._conversations(), title="Escalation"))
        layout["cases"].update(Panel(Group(*map(_case_text, newest)), title="Cases"))
        return layout

    def _note(self, verdict: Verdict) -> None:
        place = str(verdict.place)
        self._escalations.pop(place, None)
        self._escalations[place] = verdict.escalation
        while len(self._escalations) > _CONVERSATIONS:
            del self._escalations[next(iter(self._escalations))]

    def _conversations(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for place, escalation in reversed(self._escalations.items()):
            table.add_row(_bar(escalation), _plain(place.rpartition("/")[2]))
        return table


class _Tail:
    """The newest lines, as many as there is room for."""

    def __init__(self, lines: Sequence[Text]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.height or console.height
        yield from list(self._lines)[-room:]


def _line(message: Message, verdict: Verdict) -> Text:
    risk = verdict.prediction.risk_score
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append_text(_bar(risk))
    line.append(f" {message.sent_at:%d %b %H:%M} ", style="dim")
    line.append(f"{message.author.name}: ", style="bold")
    spared = " (would not have been written)" if verdict.prevented else ""
    line.append(message.text.replace("\n", " "), style="dim strike" if spared else "")
    line.append(spared, style="green")
    return line


def _bar(share: float) -> Text:
    filled = round(share * _BAR)
    colour = "red" if share >= 0.6 else "yellow" if share >= 0.2 else "green"
    return Text("█" * filled + "·" * (_BAR - filled), style=colour)


def _case_text(case: Case) -> Text:
    text = Text()
    text.append(f"#{case.number} {headline(case)} ", style="bold red")
    text.append(f"{escape(_who(case))}: {done(case)}\n")
    text.append(f"   {case.reason}\n", style="dim")
    cited = ", ".join(evidence.id for evidence in case.evidence)
    text.append(f"   evidence: {cited}", style="dim italic")
    return text
