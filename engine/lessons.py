"""What this community's moderators taught Haven: to be searched, and forgotten on their word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine import audit
from engine.authority import DeniedError, require
from engine.casebook import CaseBook
from engine.changes import Changes, LearnedPattern
from engine.clock import Clock
from engine.events import Community, Power, Standing
from engine.homes import known_in
from engine.memory.patterns import PatternMemory
from engine.memory.rulings import forgotten
from engine.ports import Embedder
from engine.queries import MOST_AT_ONCE
from engine.text import Normalise, normalise
from engine.wording import legible


@dataclass(frozen=True, slots=True)
class Found:
    """A lesson and how alike it is to what was looked for, a cosine; 0 where nothing was. One that
    is not trusted yet counts only for its own words.
    """

    lesson: LearnedPattern
    similarity: float = 0.0
    is_trusted: bool = True


class Lessons:
    def __init__(
        self,
        *,
        memory: PatternMemory,
        embedder: Embedder,
        casebook: CaseBook,
        clock: Clock,
        normalise: Normalise = normalise,
    ) -> None:
        self._memory = memory
        self._embedder = embedder
        self._casebook = casebook
        self._clock = clock
        self._normalise = normalise

    async def search(
        self, community: Community, words: str = "", *, limit: int = 20
    ) -> Sequence[Found]:
        """Lessons that hold the words first, then by likeness; without words the newest first."""
        lessons = self._memory.lessons(community)
        limit = max(1, min(limit, MOST_AT_ONCE))
        screened = self._normalise(legible(words)).screened
        if not screened or not lessons:
            newest = sorted(lessons, key=lambda lesson: lesson.learned_at, reverse=True)
            return [self._found(lesson) for lesson in newest[:limit]]
        found = await self._alike(screened, lessons)
        return sorted(found, key=lambda each: (screened not in each.lesson.text, -each.similarity))[
            :limit
        ]

    async def forget(self, community: Community, lesson: str, *, by: Standing) -> LearnedPattern:
        """Withdraw a lesson: every score is again what it was before, its words are dropped.

        Raises:
            DeniedError: `by` may not rule, or there is no such lesson here.
        """
        require(by, [Power.REVIEW], over=())
        return await self._forget(community, lesson, by=by.id)

    async def forget_all_of(
        self,
        server: Community,
        moderator: str,
        *,
        by: Standing,
        channels: Iterable[Community] = (),
    ) -> int:
        """Withdraw all that one moderator taught here, and in channels that are looked after from
        here, as after a stolen account: how many lessons.

        Raises:
            DeniedError: `by` may not rule or not ban, or the moderator taught nothing here.
        """
        require(by, [Power.REVIEW, Power.BAN], over=())
        places = (server, *channels)
        taught = [each for place in places for each in self._taught_in(place, moderator)]
        if not taught:
            raise DeniedError("That person has taught nothing that is remembered here.")
        for each in taught:
            await self._forget(each.community, each.id, by=known_in(each.community, by).id)
        return len(taught)

    def _taught_in(self, place: Community, moderator: str) -> Iterator[LearnedPattern]:
        known_as = known_in(place, Standing(id=moderator)).id
        return (each for each in self._memory.lessons(place) if each.ruled_by == known_as)

    async def _forget(self, community: Community, lesson: str, *, by: str) -> LearnedPattern:
        known = self._here(community, lesson)
        async with self._casebook.turn(community, known.case):
            # A ruling on the same case may have replaced it meanwhile.
            known = self._here(community, lesson)
            entry = audit.of_lesson(known, "memory.forgotten", actor=by, at=self._clock.now())
            await self._casebook.write(Changes(patterns=(forgotten(known),), audit=(entry,)))
            self._memory.revoke(known.id)
        return known

    def _here(self, community: Community, lesson: str) -> LearnedPattern:
        known = self._memory.lesson(lesson)
        if known is None or known.community != community:
            raise DeniedError("There is no such ruling in this community's memory.")
        return known

    async def _alike(self, screened: str, lessons: Sequence[LearnedPattern]) -> list[Found]:
        (wanted,) = await self._embedder.embed([screened])
        rows = np.stack([np.frombuffer(each.vector, dtype=np.float32) for each in lessons])
        cosines = (rows @ np.asarray(wanted)).tolist()
        return [self._found(*pair) for pair in zip(lessons, cosines, strict=True)]

    def _found(self, lesson: LearnedPattern, similarity: float = 0.0) -> Found:
        return Found(lesson, similarity, self._memory.is_trusted(lesson))
