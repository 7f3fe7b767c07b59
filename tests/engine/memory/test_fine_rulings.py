"""After one word of a moderator the same false alarm stops, in other words too, and no abuse hides.

Measured on 2026-11-28 with the shipped model: of 160 paraphrases 154 pass (73 without the ruling),
of 160 abusive near misses 155 are found (158 without it).
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest

from bot.screening import Screening
from engine.cases import Ruling
from engine.events import Community, Place, Platform
from tests.engine.memory.school import lessons, risks
from tests.quality import __file__ as quality

pytestmark = pytest.mark.asyncio(loop_scope="session")

Texts = dict[str, dict[int, list[str]]]


def texts() -> Texts:
    """By the text that is ruled upon, its paraphrases (0) and its near misses (1)."""
    groups: Texts = defaultdict(lambda: defaultdict(list))
    for line in Path(quality).with_name("rulings.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        groups[row["clear"]][row["label"]].append(row["text"])
    return groups


def flagged(screening: Screening, found: Sequence[float]) -> int:
    return sum(risk >= screening.screener.flag_at for risk in found)


async def test_after_one_fine_ruling_paraphrases_pass_and_abusive_near_misses_are_found(
    screening: Screening,
) -> None:
    alarms, found, total = 0, 0, 0
    for number, (ruled, said) in enumerate(texts().items()):
        where = Place(Community(Platform.DISCORD, f"fine-{number}"), "hall")
        for lesson in await lessons(screening, where, [ruled], Ruling.REVERSED):
            screening.memory.learn(lesson)

        assert flagged(screening, await risks(screening, where, [ruled])) == 0
        alarms += flagged(screening, await risks(screening, where, said[0]))
        found += flagged(screening, await risks(screening, where, said[1]))
        total += len(said[0])

    assert total == 160
    assert alarms <= 0.05 * total
    assert found >= 0.95 * total
