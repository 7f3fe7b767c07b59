"""The challenger of a running bot: another model, opened beside the champion to be compared."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.garbage import leave_out_newcomers
from bot.match import Match
from bot.memories import Memories
from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.changes import LearnedPattern
from engine.events import Community
from engine.memory.patterns import PatternMemory
from engine.screening.manifest import ModelError, read
from engine.screening.shadow import Busy, Shadow, Tally

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A match and the shadow that plays it; `settings` are those of the challenger's screening,
    `champion` is what the other one remembers. What is held of people is in `memories`.
    """

    match: Match
    shadow: Shadow
    settings: Settings
    champion: PatternMemory
    memories: Memories = field(default_factory=Memories)

    def __post_init__(self) -> None:
        self.memories.join(self.shadow.forget)


def challenge_to(champion: Screening, settings: Settings, *, folder: Path) -> Challenge | None:
    """Going on where the same two models left off; it blocks on the disk. None without a
    challenger, or with one that has no manifest: the bot does without it.
    """
    if not (name := settings.screening.challenger):
        return None
    try:
        manifest = read(settings.screening.challenger_folder)
    except ModelError as error:
        log.error("no challenger: %s", error)  # noqa: TRY400 - the message says it all
        return None
    match = Match(champion.embedder.model_id, manifest.model_id, Tally()).resumed(folder)
    shadow = Shadow(flag_at=champion.screener.flag_at, tally=match.tally)
    screening = settings.screening.model_copy(update={"model": name, "workers": 1})
    its_settings = settings.model_copy(update={"screening": screening})
    return Challenge(match, shadow, its_settings, champion.memory)


@asynccontextmanager
async def comparing(
    challenge: Challenge | None,
    busy: Busy,
    *,
    learned: Sequence[LearnedPattern],
    folder: Path,
) -> AsyncIterator[None]:
    """Compare while this lasts, and write down what came of it. The challenger is opened meanwhile;
    it knows the rulings in `learned`, later ones it meets at the next start.
    """
    if challenge is None:
        yield
        return
    player = asyncio.create_task(_play(challenge, busy, learned), name="challenger")
    try:
        yield
    finally:
        player.cancel()
        await asyncio.wait([player])
        await asyncio.to_thread(challenge.match.keep, folder)


async def _play(challenge: Challenge, busy: Busy, learned: Sequence[LearnedPattern]) -> None:
    try:
        async with open_screening(
            challenge.settings, learned=learned, background=True
        ) as challenger:
            leave_out_newcomers()
            _unlearn(challenge, challenger, {lesson.community for lesson in learned})
            await challenge.shadow.run(challenger.screener, busy)
    except ModelError as error:
        log.error("no challenger: %s", error)  # noqa: TRY400 - the message says it all


def _unlearn(
    challenge: Challenge, challenger: Screening, communities: Collection[Community]
) -> None:
    """Have an open challenger forget with the champion; what was withdrawn while it opened too."""

    def forget(community: Community, _: str) -> None:
        for lesson in challenger.memory.lessons(community):
            if challenge.champion.lesson(lesson.id) is None:
                challenger.memory.revoke(lesson.id)
        challenger.screener.forget()

    challenge.memories.join(forget)
    for community in communities:
        forget(community, "")
