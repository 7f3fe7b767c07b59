"""A connector for the terminal: chat typed by hand, no platform and no token needed."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread
from typing import Protocol, assert_never

from connectors.base import Sink, addressed, mentioned
from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    AnswerRequest,
    Ban,
    Blur,
    Collapse,
    Hide,
    Inverse,
    Kick,
    LockDown,
    Measure,
    Mute,
    OfferHelp,
    Order,
    Outcome,
    Release,
    Reopen,
    Restore,
    Sanction,
    Throttle,
    Timeout,
    Unban,
    Uncollapse,
    Unmute,
    Unthrottle,
    Untimeout,
    VoidWarning,
    Warn,
    Withhold,
)
from engine.events import Author, Community, Message, Place, Platform
from engine.quantities import lasting

PLACE = Place(Community(Platform.CONSOLE, "console"), "main")
_SPOKEN = re.compile(r"(?P<name>[\w.\-]{1,32}): +(?P<text>.+)")
# Whoever sits at the terminal may review what Haven does to the others.
YOU = "you"
_COMMAND = "!haven"
_FOREVER = datetime.max.replace(tzinfo=UTC)

Commands = Callable[[Author, Sequence[str]], Awaitable[str]]


class Input(Protocol):
    def readline(self) -> str:
        """The next line with its end; "" when there are no more."""
        ...


class Output(Protocol):
    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class _Silence:
    """Who may not write, and until when."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._until: dict[str, datetime] = {}

    def __contains__(self, person: str) -> bool:
        moment = self._now()
        return moment < self._until.get(person, moment)

    def heed(self, action: Action | Inverse) -> None:
        match action:
            case Timeout():
                self._until[action.user] = self._now() + action.duration
            case Mute() | Ban():
                self._until[action.user] = _FOREVER
            case Untimeout() | Unmute() | Unban():
                self._until.pop(action.user, None)
            case _:
                pass


class ConsoleEnforcer:
    """Says what it does; a silenced person's lines are dropped until the silence ends."""

    def __init__(self, *, say: Callable[[str], None], now: Callable[[], datetime]) -> None:
        self._say = say
        self._silence = _Silence(now)

    async def apply(self, order: Order) -> Outcome:
        self._silence.heed(order.action)
        self._say(f"[case {order.case}] {described(order.action)}")
        return Outcome.APPLIED

    def silences(self, person: str) -> bool:
        return person in self._silence


class Console:
    """Reads `name: text`, or `text` as you; `!haven …` goes to `commands`, its answer is shown."""

    def __init__(
        self,
        *,
        lines: Input,
        out: Output,
        commands: Commands,
        now: Callable[[], datetime],
        greeting: str,
    ) -> None:
        self._lines = lines
        self._out = out
        self._commands = commands
        self._now = now
        self._greeting = greeting
        self._enforcer = ConsoleEnforcer(say=self._say, now=now)
        self._awaited: asyncio.Future[str] | None = None
        self._closed = False
        self._count = 0
        self._begun = now()

    @property
    def platform(self) -> Platform:
        return Platform.CONSOLE

    @property
    def enforcer(self) -> ConsoleEnforcer:
        return self._enforcer

    async def run(self, sink: Sink) -> None:
        self._say(self._greeting)
        while line := await self._next_line():
            if line.strip():
                await self._handle(line.strip(), sink)

    async def close(self) -> None:
        self._closed = True
        if self._awaited and not self._awaited.done():
            self._awaited.set_result("")

    async def _handle(self, line: str, sink: Sink) -> None:
        spoken = _SPOKEN.fullmatch(line)
        author = _author(spoken["name"] if spoken else YOU)
        text = spoken["text"] if spoken else line
        command, *words = text.split()
        if command == _COMMAND:
            self._say(await self._commands(author, words))
            return
        if self._enforcer.silences(author.id):
            self._say(f"{author.name}: (silenced)")
            return
        await sink(self._message(author, text))

    def _message(self, author: Author, text: str) -> Message:
        self._count += 1
        return Message(
            # The start is part of the id, so that a second visit repeats none of the first.
            id=f"c{self._begun:%Y%m%d%H%M%S%f}-{self._count}",
            place=PLACE,
            author=author,
            text=text,
            sent_at=self._now(),
            targets=addressed(author.id, mentions=mentioned(text)),
        )

    def _say(self, text: str) -> None:
        self._out.write(f"{text}\n")
        self._out.flush()

    async def _next_line(self) -> str:
        """The next line; "" at the end of the input or once `close` was called."""
        if self._closed:
            return ""
        loop = asyncio.get_running_loop()
        awaited: asyncio.Future[str] = loop.create_future()
        self._awaited = awaited

        def answer() -> None:
            line = _read(self._lines)
            # The loop may have ended while the thread waited for somebody to press Enter.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, awaited, line)

        # A daemon: a thread of the loop's pool would keep the process alive until Enter.
        Thread(target=answer, daemon=True).start()
        return await awaited


def _read(lines: Input) -> str:
    """The next line; "" also where the terminal is gone."""
    try:
        line = lines.readline()
    except (OSError, ValueError):
        return ""
    # Bytes that are not text arrive as lone surrogates, which nothing further down can store.
    return line.encode(errors="replace").decode()


def _settle(awaited: asyncio.Future[str], line: str) -> None:
    if not awaited.done():
        awaited.set_result(line)


def _author(name: str) -> Author:
    return Author(id=name.lower(), name=name, is_moderator=name == YOU)


def described(action: Action | Inverse) -> str:
    """What `action` does, in plain words."""
    if isinstance(action, Sanction):
        return _sanction(action)
    if isinstance(action, Measure):
        return _measure(action)
    return _inverse(action)


def _sanction(action: Sanction) -> str:
    match action:
        case Warn():
            return f"warns {action.user}: {action.text}"
        case Hide():
            return f"hides a message of {action.user}"
        case Blur():
            return f"puts a message of {action.user} behind a spoiler"
        case Throttle():
            return f"lets {action.user} write once in {lasting(action.delay)}"
        case Timeout():
            return f"silences {action.user} for {lasting(action.duration)}"
        case Mute():
            return f"mutes {action.user}"
        case Kick():
            return f"sends {action.user} out"
        case Ban():
            return f"bans {action.user}"
        case _:
            assert_never(action)


def _measure(action: Measure) -> str:
    match action:
        case Collapse():
            return f"slows the channel down to one message in {lasting(action.delay)}"
        case LockDown():
            return f"locks the community down for {lasting(action.duration)}"
        case AlertModerators():
            return f"tells the moderators: {action.text}"
        case AlertTarget():
            return f"tells {action.user}: {action.text}"
        case OfferHelp():
            return f"offers {action.user} help: {action.text}"
        case Release():
            return f"lets a held message of {action.user} through"
        case Withhold():
            return f"keeps a held message of {action.user} back"
        case AnswerRequest():
            return f"answers {action.user}: {action.text}"
        case _:
            assert_never(action)


def _inverse(action: Inverse) -> str:
    match action:
        case VoidWarning():
            return f"takes the warning of {action.user} back"
        case Restore():
            return f"shows the message of {action.user} again"
        case Uncollapse():
            return "gives the channel its former speed back"
        case Unthrottle():
            return f"lets {action.user} write as before"
        case Untimeout():
            return f"ends the time-out of {action.user}"
        case Unmute():
            return f"unmutes {action.user}"
        case Unban():
            return f"lifts the ban of {action.user}"
        case Reopen():
            return "opens the community again"
        case _:
            assert_never(action)
