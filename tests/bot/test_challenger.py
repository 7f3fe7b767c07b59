"""The challenger: opened beside the champion, compared with it, its figures kept and told."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn, cast

import pytest

from bot import challenger, doctor
from bot.challenger import Challenge, challenge_to, comparing
from bot.doctor import Check, Health, checkup
from bot.match import FILE, Match
from bot.screening import Screening
from bot.settings import Settings
from engine.changes import LearnedPattern
from engine.screening.manifest import ModelError, read
from engine.screening.shadow import Screened, Shadow, Tally
from engine.verdict import Category
from tests.bot.challenging import Stack
from tests.bot.command import until
from tests.builders import INN, message, prediction
from tests.cogs.offices import lesson, new_memory

MODEL = Settings().screening.model
PLAYED = Match(
    "old@1",
    "new@1",
    Tally(
        both=5,
        neither=90,
        champion_only=Counter({Category.INSULT: 1}),
        challenger_only=Counter({Category.THREAT: 1, Category.HATE: 3}),
        skipped=7,
    ),
)

LESSON = lesson(INN, 1, "burnt beans")
CHAMPION = cast("Screening", Stack())


def settings(name: str, folder: Path = Path("state")) -> Settings:
    return Settings.model_validate(
        {"screening": {"challenger": name}, "state": {"folder": str(folder)}}
    )


def test_without_a_challenger_there_is_no_challenge(tmp_path: Path) -> None:
    assert challenge_to(CHAMPION, settings(""), folder=tmp_path) is None


def test_a_challenger_that_is_not_there_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert challenge_to(CHAMPION, settings("absent"), folder=tmp_path) is None
    assert "no challenger: " in caplog.text


def test_the_challenger_is_opened_with_one_worker(tmp_path: Path) -> None:
    challenge = challenge_to(CHAMPION, settings(MODEL), folder=tmp_path)

    assert challenge
    assert (challenge.settings.screening.model, challenge.settings.screening.workers) == (MODEL, 1)


@pytest.mark.parametrize(("champion", "compared"), [("old@1", 100), ("older@1", 0)])
def test_the_figures_of_the_same_two_models_go_on(
    tmp_path: Path, champion: str, compared: int
) -> None:
    Match(champion, shipped_id(), PLAYED.tally).keep(tmp_path)

    challenge = challenge_to(CHAMPION, settings(MODEL), folder=tmp_path)

    assert challenge
    assert challenge.match.tally.compared == compared


def begun() -> Challenge:
    tally = Tally()
    shadow = Shadow(flag_at=0.5, tally=tally)
    return Challenge(Match("old@1", "new@1", tally), shadow, settings(MODEL), new_memory())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of any challenger comes one that flags everything."""

    @asynccontextmanager
    async def opening(
        _: Settings, *, learned: Sequence[LearnedPattern], background: bool
    ) -> AsyncIterator[Stack]:
        assert background
        assert not learned
        yield Stack()

    monkeypatch.setattr(challenger, "open_screening", opening)


@pytest.mark.usefixtures("opened")
async def test_what_came_of_it_is_kept_at_the_end(tmp_path: Path) -> None:
    challenge = begun()

    async with comparing(challenge, lambda: False, learned=(), folder=tmp_path):
        challenge.shadow.offer(Screened(message(), 0.0, 0, prediction(risk=0.9)))
        await until(lambda: challenge.match.tally.compared == 1)

    assert Match.read(tmp_path) == Match("old@1", "new@1", Tally(both=1))


@pytest.fixture
def learnt(monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A challenger that learnt a lesson when it was opened."""
    stack = Stack()
    stack.memory.learn(LESSON)

    @asynccontextmanager
    async def opening(_: Settings, **__: object) -> AsyncIterator[Stack]:
        yield stack

    monkeypatch.setattr(challenger, "open_screening", opening)
    return stack


async def test_the_challenger_forgets_what_the_champion_has_forgotten(
    tmp_path: Path, learnt: Stack
) -> None:
    challenge = begun()
    challenge.champion.learn(LESSON)
    async with comparing(challenge, lambda: False, learned=(LESSON,), folder=tmp_path):
        await until(lambda: learnt.screener.forgot)
        kept = learnt.memory.lessons(INN)

        challenge.champion.revoke(LESSON.id)
        challenge.memories.forget(INN, "vex")

    assert (kept, learnt.memory.lessons(INN)) == ((LESSON,), ())


async def test_what_was_forgotten_while_the_challenger_was_opened_is_not_learnt(
    tmp_path: Path, learnt: Stack
) -> None:
    challenge = begun()

    async with comparing(challenge, lambda: False, learned=(LESSON,), folder=tmp_path):
        await until(lambda: learnt.screener.forgot)

    assert learnt.memory.lessons(INN) == ()


async def test_a_damaged_challenger_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def damaged(*_: object, **__: object) -> NoReturn:
        raise ModelError("model.onnx: damaged")

    monkeypatch.setattr(challenger, "open_screening", damaged)

    async with comparing(begun(), lambda: False, learned=(), folder=tmp_path):
        await until(lambda: bool(caplog.records))

    assert "no challenger: model.onnx: damaged" in caplog.text


def test_figures_are_read_as_they_were_kept(tmp_path: Path) -> None:
    PLAYED.keep(tmp_path)

    assert Match.read(tmp_path) == PLAYED


@pytest.mark.parametrize("written", ["", "[]", '{"champion": 1}', '{"tally": {"both": "many"}}'])
def test_figures_that_cannot_be_understood_count_for_nothing(tmp_path: Path, written: str) -> None:
    (tmp_path / FILE).write_text(written)

    assert Match.read(tmp_path) is None


def test_figures_that_cannot_be_kept_stop_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    PLAYED.keep(tmp_path / "gone")

    assert "not kept" in caplog.text


@pytest.fixture
def one_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor looks at nothing else."""
    monkeypatch.setattr(doctor, "QUICK", [doctor._challenger])


async def told(folder: Path, name: str) -> Check:
    (check,) = await checkup(settings(name, folder), quick=True)
    return check


@pytest.mark.usefixtures("one_probe")
async def test_the_doctor_tells_how_often_the_two_agree(tmp_path: Path) -> None:
    shipped = Match("old@1", shipped_id(), PLAYED.tally)
    shipped.keep(tmp_path)

    check = await told(tmp_path, MODEL)

    assert check.state is Health.OK
    assert check.said.endswith(
        "compared 100, agreed 95, champion only 1 (insult 1), "
        "challenger only 4 (hate 3, threat 1), skipped 7, failed 0"
    )


@pytest.mark.usefixtures("one_probe")
async def test_the_doctor_knows_figures_of_another_model_from_this_ones(tmp_path: Path) -> None:
    PLAYED.keep(tmp_path)

    assert (await told(tmp_path, MODEL)).said == f"{shipped_id()}: nothing compared yet"


@pytest.mark.usefixtures("one_probe")
async def test_the_doctor_warns_of_a_challenger_that_is_not_there(tmp_path: Path) -> None:
    check = await told(tmp_path, "absent")

    assert (check.state, "not found" in check.said) == (Health.WARNING, True)


def shipped_id() -> str:
    return read(Settings().screening.folder).model_id
