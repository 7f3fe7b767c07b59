"""Rulings teach: this community's memory, nobody else's, and nothing that names a person."""

from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from engine.cases import SIEGE, Case, Ruling
from engine.changes import LearnedPattern
from engine.clock import EventClock
from engine.events import Community, Place, Platform
from engine.memory.index import FaissIndex
from engine.memory.patterns import PatternMemory
from engine.memory.teacher import Teacher, redact
from engine.text import normalise
from tests.builders import NOON, case, message, moderator, standing
from tests.engine.house import at_home, cases, judge

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The shipped memory finds the one much like abuse, the other hardly.
HARSH = "nobody likes you, kill yourself"
MILD = "you absolute clown"
ELSEWHERE = Community(Platform.DISCORD, "elsewhere")


def place(name: str) -> Place:
    """The memory is shared by these tests, so each has a community of its own."""
    return Place(Community(Platform.DISCORD, f"school-{name}"), "hall")


async def semantic(screening: Screening, text: str, community: Community) -> float:
    said = message(text, place=Place(community, "hall"))
    prediction = await screening.screener.screen(said, behaviour=0.0)
    return {weight.name: weight.value for weight in prediction.weights}["semantic"]


async def case_about(house: House, text: str, where: Place) -> Case:
    await judge(house, message(text, place=where))
    (opened,) = await cases(house)
    return opened


# ---------------------------------------------------------------- what a ruling changes


async def test_after_an_undo_the_same_words_are_known_as_fine_here(
    tmp_path: Path, screening: Screening
) -> None:
    here = place("undo")
    before = await semantic(screening, HARSH, here.community)
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, HARSH, here)
        await house.review.reverse(here.community, opened.number, by="oakley")
        after = await semantic(screening, HARSH, here.community)
    assert before > 0.4
    assert after <= 0.05


async def test_another_community_learns_nothing_of_it(tmp_path: Path, screening: Screening) -> None:
    here = place("border")
    before = await semantic(screening, HARSH, ELSEWHERE)
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, HARSH, here)
        await house.review.reverse(here.community, opened.number, by="oakley")
        after = await semantic(screening, HARSH, ELSEWHERE)
    assert after == before


async def test_after_a_confirmation_the_same_words_are_known_as_harmful(
    tmp_path: Path, screening: Screening
) -> None:
    here = place("confirm")
    before = await semantic(screening, MILD, here.community)
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, MILD, here)
        await house.review.confirm(here.community, opened.number, by="oakley")
        after = await semantic(screening, MILD, here.community)
    assert before < 0.5
    assert after >= 0.95


async def test_a_change_of_mind_replaces_what_was_taught(
    tmp_path: Path, screening: Screening
) -> None:
    here = place("mind")
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, HARSH, here)
        await house.review.confirm(here.community, opened.number, by="oakley")
        await house.review.reverse(here.community, opened.number, by="hob")
        (lesson,) = await house.archive.patterns()
        after = await semantic(screening, HARSH, here.community)
    assert (lesson.ruled_by, after <= 0.05) == ("hob", True)


async def test_what_was_taught_outlives_a_restart(tmp_path: Path, screening: Screening) -> None:
    here = place("restart")
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, HARSH, here)
        await house.review.reverse(here.community, opened.number, by="oakley")
    async with at_home(tmp_path, screening) as house:
        reborn = await PatternMemory.build(
            screening.packs.patterns[:20],
            await house.archive.patterns(),
            screening.embedder,
            FaissIndex,
            calibration=screening.memory._calibration,
            now=lambda: NOON,
        )
    (vector,) = await screening.embedder.embed([redact(normalise(HARSH).screened)])
    assert reborn.recall(vector, here.community).excuse is not None


# ---------------------------------------------------------------- what a lesson holds


class Shelf:
    """An archive that holds one text, or has forgotten it."""

    def __init__(self, text: str | None) -> None:
        self._text = text

    async def message_text(self, *_: object, **__: object) -> str | None:
        return self._text


async def lesson_from(
    text: str | None, screening: Screening, **changes: object
) -> LearnedPattern | None:
    teacher = Teacher(
        archive=Shelf(text),  # type: ignore[arg-type]
        embedder=screening.embedder,
        memory=screening.memory,
        clock=EventClock(NOON),
    )
    return await teacher.lesson(case(**changes), Ruling.REVERSED, by="oakley")


async def test_a_lesson_is_embedded_as_it_will_be_compared(screening: Screening) -> None:
    lesson = await lesson_from("You ABSOLUTE clown, call 020 7946 0958", screening)
    assert lesson
    (vector,) = await screening.embedder.embed([lesson.text])
    assert (lesson.text, lesson.model) == ("you absolute clown, call", screening.embedder.model_id)
    assert lesson.vector == vector.tobytes()


@pytest.mark.parametrize(
    "secret",
    [
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "AKIAIOSFODNN7EXAMPLE",
        "4111 1111 1111 1111",
        "mika at example dot org",
        "2001:db8::ab:cd",
    ],
)
async def test_no_personal_data_is_taught_though_it_be_spelt_out(
    secret: str, screening: Screening
) -> None:
    lesson = await lesson_from(f"you clown {secret}", screening)
    assert lesson
    assert lesson.text == "you clown"


async def test_a_ruling_on_a_siege_is_no_lesson(screening: Screening) -> None:
    """Many people said many things, and its first words may be a defender's."""
    assert await lesson_from(MILD, screening)
    assert await lesson_from(MILD, screening, rung=SIEGE) is None


@pytest.mark.parametrize("text", [None, "", "@mika", "020 79 46 09 58", "https://evil.invalid/x"])
async def test_without_words_there_is_no_lesson(text: str | None, screening: Screening) -> None:
    assert await lesson_from(text, screening) is None


@pytest.mark.parametrize(
    "text",
    [
        "hey @mika you clown",
        "<@123456789> you clown",
        "@ann-marie you clown",
        "you clown, call 0123456789",
        "you clown, call 020 79 46 09 58",
        "you clown, call +44 (20) 7946-0958",
        "you clown live at 192.168.1.10",
        "you clown write to mika.fox@mail.example",
        "you clown write to mika@fox.de",
        "you clown join discord.gg/mikafox",
        "you clown join t.me/mikafox",
        "you clown see https://evil.invalid/mika?u=123",
    ],
)
async def test_nothing_that_names_a_person_or_a_host_is_taught(
    text: str, screening: Screening
) -> None:
    taught = redact(screening.normalise(text).screened)
    assert "you clown" in taught
    personal = ("mika", "marie", "fox", "evil", "discord", "t.me", "mail", "123", "20", "192")
    assert [part for part in personal if part in taught] == []


@pytest.mark.parametrize("text", ["she lives at 10 elm street", "go away... now", "4 of you vs 1"])
async def test_ordinary_words_are_taught_as_they_are(text: str, screening: Screening) -> None:
    assert redact(screening.normalise(text).screened) == text


# ---------------------------------------------------------------- what is unlearned


async def test_a_voided_case_takes_its_lesson_back_to_the_last_bit(
    tmp_path: Path, screening: Screening
) -> None:
    here = place("void")
    before = await semantic(screening, MILD, here.community)
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, MILD, here)
        await house.review.confirm(here.community, opened.number, by="oakley")
        taught = await semantic(screening, MILD, here.community)
        await house.door.bench.void(
            here.community, opened.number, by=moderator(), over=[standing(opened.author)]
        )
        after = await semantic(screening, MILD, here.community)
        kept = await house.archive.patterns()
    assert taught != before
    assert (after, kept) == (before, [])


async def test_the_words_of_a_person_in_danger_teach_nothing(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("danger")
    async with at_home(tmp_path, screening) as house:
        opened = await case_about(house, "i want to die", where)
        await house.review.confirm(where.community, opened.number, by="oak")
    assert screening.memory.lessons(where.community) == ()
