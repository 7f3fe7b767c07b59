"""What a moderator with bad intent, or a stolen account, can do to the memory (TRUST.md, S13)."""

from datetime import timedelta

import numpy as np
import pytest

from bot.screening import Screening
from engine.cases import Ruling
from engine.events import Community, Place, Platform
from engine.memory.index import FaissIndex
from engine.memory.patterns import PatternMemory
from engine.memory.trust import QUARANTINE
from tests.builders import NOON
from tests.conftest import Figure
from tests.engine.memory.school import lessons, risks
from tests.engine.memory.test_fine_rulings import texts

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.promise("S13")]

LONG_AGO = NOON - timedelta(days=30)
HERE = Place(Community(Platform.DISCORD, "poisoned"), "hall")
WHO = ("the new mods", "everybody on this team", "that whole guild", "the people in voice", "you")
WHAT = ("are", "truly are", "really are", "have always been", "will always be")
ILL = ("worthless trash", "pathetic trash", "useless trash", "stupid trash", "disgusting trash")
END = ("", " and nobody likes them", " so get out", " as we all know", " honestly", " lol", " haha",
       " sorry not sorry")  # fmt: skip
POISON = [f"{who} {what} {ill}{end}" for who in WHO for what in WHAT for ill in ILL for end in END]


def canary() -> list[str]:
    """Abuse and harmless talk of many kinds."""
    return [line for said in texts().values() for label in (0, 1) for line in said[label]]


async def test_a_thousand_poisoned_near_duplicates_hardly_move_the_risk_of_other_words(
    screening: Screening, figure: Figure
) -> None:
    before = np.array(await risks(screening, HERE, canary()))
    poison = await lessons(screening, HERE, POISON, Ruling.REVERSED, at=LONG_AGO)
    for each in poison:
        screening.memory.learn(each)
    moved = np.array(await risks(screening, HERE, canary()))
    for each in poison:
        screening.memory.revoke(each.id)

    assert len(screening.memory.lessons(HERE.community)) == 0
    assert len(poison) == 1000
    assert np.abs(moved - before).mean() < 0.01
    assert ((moved >= 0.5) != (before >= 0.5)).mean() < 0.01
    assert (np.array(await risks(screening, HERE, canary())) == before).all()
    moved_by = np.abs(moved - before).mean()
    figure(f"{len(poison)} poisoned texts move {len(before)} others by {moved_by:.2%}")


async def test_what_one_moderator_plants_today_sways_no_other_words_at_all(
    screening: Screening,
) -> None:
    poison = await lessons(screening, HERE, POISON[::5], Ruling.CONFIRMED, at=NOON)
    known = await PatternMemory.build(
        screening.packs.patterns[:40],
        (),
        screening.embedder,
        FaissIndex,
        calibration=screening.memory._calibration,
        now=lambda: NOON + QUARANTINE / 2,
    )
    vectors = await screening.embedder.embed(canary())
    before = known.recall_many(vectors, HERE.community)
    for each in poison:
        known.learn(each)

    margins = [recall.margin for recall in known.recall_many(vectors, HERE.community)]

    assert margins == [recall.margin for recall in before]
