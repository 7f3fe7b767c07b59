"""People in danger, told from jokes, songs, reports and attacks, through the pipeline in force.

All lines were looked at but those with `source` "test2". These were written before the lists were
mended, by the same person, who remembered them; their misses were never read. Recall was 0.23 and
precision 0.61 before the mending, 0.67 and 0.83 after it, 0.65 and 0.83 after a batch of harder
lines was mended too, of whose cries about 0.3 had been heard. With a model of its own it is 0.78
and 0.86. Of 90 cries by a hand that had seen nothing of it, kept out of the repository, 49 are
heard (25 before) at a precision of 0.96: the aim of 0.9 is missed.
"""

from collections.abc import Sequence

import pytest
import pytest_asyncio

from engine.actions import AlertModerators, OfferHelp
from engine.verdict import Category
from tests.quality.judging import Judged, judged, lines

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What is asked for holds on the lines that were looked at; the others keep what was reached.
LEAST_RECALL = {"development": 0.95, "test2": 0.75}
LEAST_PRECISION = {"development": 0.93, "test2": 0.83}
KINDS = {"direct", "indirect", "plan", "friend", "recovery", "joke", "lyrics", "quotation"} | {
    "encouragement",
    "helping",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def done(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Judged]:
    return await judged(lines("crisis.jsonl"), tmp_path_factory.mktemp("crisis"))


def is_cry(each: Judged) -> bool:
    return each.line["category"] == Category.SELF_HARM


def is_heard(each: Judged) -> bool:
    return each.case is not None and each.case.category is Category.SELF_HARM


def of(done: Sequence[Judged], source: str) -> list[Judged]:
    return [each for each in done if each.line["source"] == source]


async def test_the_set_is_large_and_half_of_it_is_in_other_languages(
    done: Sequence[Judged],
) -> None:
    others = [each for each in done if each.line["lang"] != "en"]

    assert len(done) >= 320
    assert len(others) >= 0.48 * len(done)
    assert {each.line["functionality"] for each in done} == {f"crisis_{kind}" for kind in KINDS}


@pytest.mark.parametrize("source", ["development", "test2"])
async def test_most_people_in_danger_are_heard(done: Sequence[Judged], source: str) -> None:
    cries = [each for each in of(done, source) if is_cry(each)]

    assert sum(map(is_heard, cries)) >= LEAST_RECALL[source] * len(cries)


async def test_nobody_at_ease_is_offered_help(tmp_path_factory: pytest.TempPathFactory) -> None:
    talk = [*lines("ordinary.jsonl")[::6], *lines("game_chat.jsonl")[::6]]

    at_ease = await judged(talk, tmp_path_factory.mktemp("ease"))

    assert [each.line["text"] for each in at_ease if is_heard(each)] == []


@pytest.mark.parametrize("source", ["development", "test2"])
async def test_hardly_anybody_else_is_taken_for_one(done: Sequence[Judged], source: str) -> None:
    heard = [each for each in of(done, source) if is_heard(each)]

    assert sum(map(is_cry, heard)) >= LEAST_PRECISION[source] * len(heard)


async def test_nobody_in_danger_is_punished_however_they_swear(done: Sequence[Judged]) -> None:
    punished = [each.line["text"] for each in done if is_cry(each) and not is_gentle(each)]

    assert punished == []


def is_gentle(each: Judged) -> bool:
    actions = each.case.actions if each.case else ()
    return all(isinstance(action, OfferHelp | AlertModerators) for action in actions)


async def test_who_urges_others_to_die_is_no_one_in_danger(done: Sequence[Judged]) -> None:
    urging = [each for each in done if each.line["functionality"] == "crisis_encouragement"]

    assert [each.line["text"] for each in urging if is_heard(each)] == []
    assert sum(each.case is not None for each in urging) >= 0.9 * len(urging)


async def test_help_is_offered_in_the_language_of_the_words(done: Sequence[Judged]) -> None:
    german = next(
        each.case for each in done if each.line["text"] == "ich will mir das leben nehmen"
    )

    assert german is not None
    assert any("TelefonSeelsorge" in str(action) for action in german.actions)
