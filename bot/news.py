"""News of cases, from the house to whoever shows them elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from engine.casebook import Hear
from engine.cases import Case

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class News:
    """Followers are there before the house opens, so that they miss nothing."""

    _followers: list[tuple[Hear, Work]] = field(default_factory=list)

    def follow(self, hear: Hear, work: Work) -> None:
        """`hear` is told of each case that has changed; `work` runs as long as the house does."""
        self._followers.append((hear, work))

    def hear(self, case: Case) -> None:
        for hear, _ in self._followers:
            hear(case)

    async def run(self) -> None:
        await asyncio.gather(*(work() for _, work in self._followers))
