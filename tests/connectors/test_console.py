import asyncio
import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import uuid4

import pytest

from connectors.console import PLACE, Console, described
from engine import actions
from engine.actions import Action, Inverse, Order, Outcome, Timeout, Untimeout
from engine.events import Author, Event, Message

TEN_MINUTES = timedelta(minutes=10)


class Terminal:
    """A console with its input typed beforehand and its output kept."""

    def __init__(self, *typed: str) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.heard: list[Message] = []
        self.commands: list[tuple[str, Sequence[str]]] = []
        self.out = io.StringIO()
        self.console = Console(
            lines=io.StringIO("".join(f"{line}\n" for line in typed)),
            out=self.out,
            commands=self._command,
            now=lambda: self.now,
            greeting="Type away.",
        )

    async def _command(self, author: Author, words: Sequence[str]) -> str:
        self.commands.append((author.name, words))
        return "three open cases"

    async def run(self) -> "Terminal":
        await self.console.run(self.hear)
        return self

    async def hear(self, event: Event) -> None:
        assert isinstance(event, Message)
        self.heard.append(event)

    async def apply(self, action: Action | Inverse) -> Outcome:
        order = Order(id=uuid4(), place=PLACE, action=action, case=4, reason="test")
        return await self.console.enforcer.apply(order)


async def test_it_greets_only_once_it_listens() -> None:
    """Whoever is refused, since another Haven runs, is not asked to type."""
    terminal = Terminal()
    before = terminal.out.getvalue()
    await terminal.run()
    assert (before, terminal.out.getvalue()) == ("", "Type away.\n")


async def test_a_line_with_a_name_is_spoken_by_that_person() -> None:
    (message,) = (await Terminal("Ada: hello: there").run()).heard

    assert (message.author.id, message.author.name, message.text) == ("ada", "Ada", "hello: there")
    assert str(message.place) == "console:console/main"


async def test_a_line_without_a_name_is_spoken_by_you() -> None:
    (message,) = (await Terminal("see https://example.org").run()).heard

    assert (message.author.id, message.text) == ("you", "see https://example.org")


async def test_an_at_sign_addresses_a_person() -> None:
    (message,) = (await Terminal("ada: @Bo come here").run()).heard

    assert message.targets == ("bo",)


async def test_every_message_has_an_id_of_its_own() -> None:
    first, second = (await Terminal("one", "two").run()).heard

    assert first.id != second.id


async def test_blank_lines_say_nothing() -> None:
    assert (await Terminal("", "   ").run()).heard == []


async def test_a_command_is_answered_and_not_spoken() -> None:
    terminal = await Terminal("!haven cases open", "ada: !haven", "!havenly weather").run()

    assert terminal.commands == [("you", ["cases", "open"]), ("ada", [])]
    assert [message.text for message in terminal.heard] == ["!havenly weather"]
    assert terminal.out.getvalue() == "Type away.\n" + "three open cases\n" * 2


async def test_an_action_is_shown_in_plain_words() -> None:
    terminal = Terminal()

    outcome = await terminal.apply(Timeout(user="ada", duration=TEN_MINUTES))

    assert outcome is Outcome.APPLIED
    assert terminal.out.getvalue() == "[case 4] silences ada for 10 minutes\n"


async def test_a_silenced_person_is_not_heard() -> None:
    terminal = Terminal("Ada: hello", "bo: hi")
    await terminal.apply(Timeout(user="ada", duration=TEN_MINUTES))

    await terminal.run()

    assert [message.author.name for message in terminal.heard] == ["bo"]
    assert "Ada: (silenced)" in terminal.out.getvalue()


@pytest.mark.parametrize(
    ("silence", "end"),
    [
        (Timeout(user="ada", duration=TEN_MINUTES), Untimeout(user="ada")),
        (actions.Mute(user="ada"), actions.Unmute(user="ada")),
        (actions.Ban(user="ada"), actions.Unban(user="ada")),
    ],
)
async def test_an_undone_silence_lets_the_person_be_heard(silence: Action, end: Inverse) -> None:
    terminal = Terminal("ada: hello")
    await terminal.apply(silence)
    await terminal.apply(end)

    await terminal.run()

    assert len(terminal.heard) == 1


async def test_a_timeout_ends_by_itself() -> None:
    terminal = Terminal("ada: hello")
    await terminal.apply(Timeout(user="ada", duration=TEN_MINUTES))
    terminal.now += TEN_MINUTES

    await terminal.run()

    assert len(terminal.heard) == 1


def example(kind: type[Action | Inverse]) -> Action | Inverse:
    values = {"user": "ada", "text": "be kind", "message": "m1", "delay": TEN_MINUTES}
    fields = {**values, "duration": TEN_MINUTES, "granted": True}
    wanted = set(kind.__dataclass_fields__) - {"type"}
    return kind(**{name: fields[name] for name in wanted})  # type: ignore[arg-type]


def test_every_action_has_words_of_its_own() -> None:
    kinds = get_args(Action) + get_args(Inverse)

    assert len({described(example(kind)) for kind in kinds}) == len(kinds) == 24


async def test_closing_does_not_wait_for_somebody_to_press_enter() -> None:
    terminal = Terminal()
    heard = asyncio.Event()

    async def sink(event: Event) -> None:
        await terminal.hear(event)
        heard.set()

    reading, writing = os.pipe()
    with os.fdopen(reading) as terminal.console._lines, os.fdopen(writing, "w") as keyboard:
        running = asyncio.create_task(terminal.console.run(sink))
        print("ada: hello", file=keyboard, flush=True)
        await asyncio.wait_for(heard.wait(), timeout=5)

        await terminal.console.close()
        await asyncio.wait_for(running, timeout=5)

    assert [message.text for message in terminal.heard] == ["hello"]


async def test_a_closed_console_does_not_start_again() -> None:
    terminal = Terminal("hello")
    await terminal.console.close()

    assert (await terminal.run()).heard == []


async def test_an_input_that_breaks_ends_the_run() -> None:
    class Gone:
        def readline(self) -> str:
            raise OSError("the terminal was closed")

    terminal = Terminal()
    terminal.console._lines = Gone()

    assert (await terminal.run()).heard == []


async def test_bytes_that_are_no_text_are_replaced() -> None:
    (message,) = (await Terminal("caf\udce9").run()).heard

    assert message.text == "caf?"
