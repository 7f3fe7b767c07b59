"""A Haven on a Discord of its own: attacks and questions are put to it, and its answers timed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench import scenery
from tests.bench.process import Haven, haven
from tests.bench.scenery import Crowd, Said
from tests.bench.wire import Wire, wire
from tests.servers.discord import Payload
from tests.servers.discord.parts import all_parts

# The chat goes on in so many servers, however many there are.
LIVELY = 40
_PATIENCE = 60.0
_TICK = 0.002


@dataclass(slots=True)
class Watch:
    """Moments of what was sent, by what its answer will name, and the time until it came."""

    due: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def answered(self, name: str, moment: float) -> None:
        """The first call about something counts."""
        if began := self.due.pop(name, None):
            self.took.append(moment - began)

    async def all_answered(self) -> None:
        async with asyncio.timeout(_PATIENCE):
            while self.due:  # noqa: ASYNC110 - what the server noted rings no bell
                await asyncio.sleep(_TICK)


class Stage:
    def __init__(self, wire: Wire, haven: Haven) -> None:
        self.wire = wire
        self.haven = haven
        self.crowd = Crowd(min(wire.gateway.servers, LIVELY))
        self.attacks, self.questions = Watch(), Watch()
        self._messages: dict[str, str] = {}
        self._asked = 0
        wire.rest.heard = self._heard

    def _heard(self, method: str, path: str, moment: float) -> None:
        match (method, *path.strip("/").split("/")):
            case ("DELETE", "channels", _, "messages", message) if message in self._messages:
                self.attacks.answered(self._messages[message], moment)
            case ("PATCH", "guilds", _, "members", user) | ("PUT", "guilds", _, "bans", user):
                self.attacks.answered(user, moment)
            case ("POST", "interactions", number, _, "callback"):
                self.questions.answered(number, moment)

    async def say(self, said: Said) -> float:
        return await self.wire.gateway.tell("MESSAGE_CREATE", said.payload)

    async def attack(self, where: str | None = None) -> None:
        said = self.crowd.attack(where)
        self._messages[said.payload["id"]] = said.author
        self.attacks.due[said.author] = perf_counter()
        await self.say(said)

    async def ask(self) -> None:
        """A command and a button by turns."""
        self._asked += 1
        where = next(iter(self.wire.rest.cards))
        asked = self._click(where) if self._asked % 2 else self._command(where)
        self.questions.due[asked["id"]] = perf_counter()
        await self.wire.gateway.tell("INTERACTION_CREATE", asked)

    def _command(self, where: str) -> Payload:
        return scenery.command(where, "status", number=self._asked)

    def _click(self, where: str) -> Payload:
        card = self.wire.rest.cards[where]
        buttons = [
            part["custom_id"] for part in all_parts(card["components"]) if "custom_id" in part
        ]
        explain = next(each for each in buttons if ":explain:" in each)
        return scenery.click(where, card, explain, number=self._asked)

    async def card(self) -> None:
        """Return once there is a card to click on."""
        await self.attack()
        async with asyncio.timeout(_PATIENCE):
            while not self.wire.rest.cards:  # noqa: ASYNC110 - see above
                await asyncio.sleep(_TICK)

    async def chat(self, *, rate: float, seconds: float) -> int:
        """Each message at its own moment, give or take a tick; says how many there were."""
        began, said = perf_counter(), 0
        while (gone := perf_counter() - began) < seconds:
            # A connection that takes no more must not keep a flood from ending.
            for _ in range(min(int(gone * rate) - said, int(rate * 0.1))):
                await self.say(self.crowd.chat())
                said += 1
            await asyncio.sleep(_TICK)
        return said

    async def now_and_then(self, what: Callable[[], Awaitable[None]], *, every: float) -> None:
        """Until cancelled."""
        while True:
            await what()
            await asyncio.sleep(every)


@asynccontextmanager
async def stage(*, servers: int, shards: int = 0) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="haven-bench-"))
        discord = await stack.enter_async_context(wire(servers=servers))
        bot = await stack.enter_async_context(haven(discord, Path(folder), shards=shards))
        set_up = Stage(discord, bot)
        async with asyncio.timeout(_PATIENCE):
            await discord.gateway.welcomed.wait()
        yield set_up
