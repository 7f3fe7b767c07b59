"""Short abuse in the covered languages, without accents: a moderator is asked, and only then."""

from collections.abc import Sequence

import pytest
import pytest_asyncio

from engine.language import WITH_LEXICON
from tests.quality.judging import Judged, judged, lines

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Measured: 0.98, 0.95, 0.85 and 0.95 for es, pt, fr, de; of 40 harmless lines 0, 0, 2 and 1.
LEAST, MOST = 0.85, 0.05


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def done(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Judged]:
    return await judged(lines("short_abuse.jsonl"), tmp_path_factory.mktemp("short"))


def share(done: Sequence[Judged], code: str, label: int) -> float:
    chosen = [each for each in done if (each.line["lang"], each.line["label"]) == (code, label)]
    assert len(chosen) >= 40
    return sum(each.case is not None for each in chosen) / len(chosen)


@pytest.mark.parametrize("code", WITH_LEXICON)
async def test_short_abuse_of_a_person_becomes_a_case(done: Sequence[Judged], code: str) -> None:
    assert share(done, code, 1) >= LEAST


@pytest.mark.parametrize("code", WITH_LEXICON)
async def test_the_same_words_said_to_nobody_are_left_alone(
    done: Sequence[Judged], code: str
) -> None:
    assert share(done, code, 0) <= MOST


async def test_nobody_is_punished_for_harmless_words(done: Sequence[Judged]) -> None:
    harmless = [each.case for each in done if each.case and not each.line["label"]]

    assert [case for case in harmless if not case.waits] == []
