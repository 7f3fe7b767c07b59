"""The challenger policy of a running bot: read, refused by name, kept, told by the doctor."""

from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Check, Health, checkup
from bot.refusals import RefusedUseError
from bot.rival import FILE, Contest, contending, contest_of, heard_by, rival_of
from bot.settings import Settings
from data.state import open_state
from engine.cases import Case, Ruling
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.rival import Difference, RivalTally
from engine.verdict import Mode
from tests.builders import INN, case


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "new.toml").write_text('act_at = 0.4\nmode = "enforce"\n')
    return tmp_path / "new.toml"


def settings(file: Path | str) -> Settings:
    folder = str(Path(file).parent)
    return Settings.model_validate({"shadow": {"policy": str(file)}, "state": {"folder": folder}})


def rewrite(file: Path, text: str | bytes) -> None:
    file.write_bytes(text.encode() if isinstance(text, str) else text)


async def test_without_a_document_and_in_a_replay_there_is_none(file: Path) -> None:
    for chosen, live in ((Settings(), True), (settings(file), False)):
        async with contending(chosen, file.parent, live=live) as contest:
            assert contest is None
            assert not (file.parent / FILE).exists()


async def test_figures_of_the_same_document_go_on_after_a_restart(file: Path) -> None:
    async with contending(settings(file), file.parent, live=True) as contest:
        assert contest
        contest.tally.more += 2
        contest.tally.last.append(Difference("m1", "nothing", "warn"))
    async with contending(settings(file), file.parent, live=True) as again:
        assert again
        assert (again.tally.more, again.tally.last[0].now) == (2, "warn")
    rewrite(file, "act_at = 0.3\n")
    async with contending(settings(file), file.parent, live=True) as other:
        assert other
        assert other.tally == RivalTally()


@pytest.mark.parametrize(
    ("written", "why"), [(b"act_at = 4", "act_at: must be at most 1"), (b"\xff", "cannot be read")]
)
async def test_a_broken_document_is_refused_by_name(file: Path, written: bytes, why: str) -> None:
    rewrite(file, written)
    with pytest.raises(RefusedUseError, match=f"new.toml: {why}"):
        async with contending(settings(file), file.parent, live=True):
            pass


async def test_it_decides_in_the_mode_that_is_in_force(file: Path) -> None:
    async with open_state(file.parent / "state") as state:
        book = PolicyBook(lambda _: CommunityPolicy(hide_at=0.9), ledger=state.ledger)
        rival = rival_of(contest_of(str(file)), book)
        assert rival
        found = rival._policies(INN)
    assert found == CommunityPolicy(hide_at=0.9, act_at=0.4, mode=Mode.OBSERVE)


def test_rulings_are_heard_by_both() -> None:
    heard: list[Case] = []
    assert heard_by(heard.append, None) == heard.append
    contest = Contest("x", RivalTally())
    rival = rival_of(contest, PolicyBook(lambda _: CommunityPolicy(), ledger=None))  # type: ignore[arg-type]
    assert rival
    rival._acts[INN, "m1"] = True
    heard_by(heard.append, rival)(case(1, ruling=Ruling.REVERSED))
    assert (len(heard), contest.tally.reversed) == (1, 1)


@pytest.mark.parametrize("written", ["", "[]", '{"version": 1}', '{"version":"a","tally":{}}'])
def test_figures_that_cannot_be_understood_count_for_nothing(tmp_path: Path, written: str) -> None:
    (tmp_path / FILE).write_text(written)
    assert Contest.read(tmp_path) is None


@pytest.fixture
def one_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor looks at nothing else."""
    monkeypatch.setattr(doctor, "QUICK", [doctor._rival])


async def told(chosen: Settings) -> Check:
    (check,) = await checkup(chosen, quick=True)
    return check


@pytest.mark.usefixtures("one_probe")
async def test_the_doctor_tells_what_came_of_it(file: Path) -> None:
    assert (await told(Settings())).said == "none is configured"
    assert (await told(settings(file))).said.endswith("nothing compared yet")
    contest = contest_of(str(file))
    contest.tally.agreed, contest.tally.less = 9, 1
    contest.keep(file.parent)
    assert (
        "compared 10, agreed 9, would act more 0, would act less 1"
        in (await told(settings(file))).said
    )
    rewrite(file, "act_at = 4")
    assert (await told(settings(file))).state is Health.FAILED
