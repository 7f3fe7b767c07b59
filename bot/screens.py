"""The live view of the demo."""

from collections import deque
from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.closing import parties, plain
from bot.log import escape
from cogs.cards import done, headline
from engine.cases import Case
from engine.events import Community, Event, Message
from engine.verdict import Verdict

_LINES = 100
_CONVERSATIONS = 9
_CASES = 3
_BAR = 8


class LiveView:
    """What the demo shows while it plays; `watch` takes what the pipeline reports."""

    def __init__(self) -> None:
        self._lines: deque[Text] = deque(maxlen=_LINES)
        self._escalations: dict[str, float] = {}
        self._cases: dict[tuple[Community, int], Text] = {}

    def watch(self, event: Event, verdict: Verdict | None, case: Case | None) -> None:
        if isinstance(event, Message) and verdict:
            self._lines.append(_line(event, verdict))
            self._note(verdict)
        if case:
            self._cases.pop((case.community, case.number), None)
            self._cases[case.community, case.number] = _case_text(case, event)

    def __rich__(self) -> Layout:
        newest = list(self._cases.values())[-_CASES:]
        layout = Layout()
        layout.split_column(Layout(name="top", ratio=3), Layout(name="cases", ratio=2))
        layout["top"].split_row(Layout(name="chat", ratio=3), Layout(name="places", ratio=1))
        layout["chat"].update(Panel(_Tail(self._lines), title="Chat, with its risk"))
        layout["places"].update(Panel(self._conversations(), title="Escalation"))
        layout["cases"].update(Panel(Group(*newest), title="Cases"))
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
            table.add_row(_bar(escalation), plain(place.rpartition("/")[2]))
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


def _case_text(case: Case, event: Event) -> Text:
    """What it is about in their own words, what was done about it, and why: a line each."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"#{case.number} {headline(case)} ", style="bold red")
    said = event.text.replace("\n", " ") if isinstance(event, Message) else ""
    text.append(escape(f"{parties(case)}: {said}" if said else parties(case)), style="bold")
    text.append(f"\n   {done(case)}\n")
    text.append(f"   {escape(case.reason)}", style="dim")
    return text
