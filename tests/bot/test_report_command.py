"""`haven report`: in words, as JSON, as a picture, and what it refuses."""

import asyncio
import json
from collections import Counter
from io import BytesIO
from pathlib import Path

import matplotlib.image
import pytest

from bot.match import Match
from bot.rival import Contest
from data.state import open_state
from engine.cases import Case, Ruling
from engine.changes import Changes
from engine.events import Community, Place, Platform
from engine.packets import KeptPacket
from engine.policy.rival import RivalTally
from engine.screening.shadow import Tally
from engine.verdict import Category, Verdict
from tests.bot.command import Finished, one_line, within
from tests.builders import HALL, NOON, assessment, case, message, minutes, verdict
from tests.data.values import a_packet

MILL = Community(Platform.TWITCH, "mill")
# The tests' days; the command itself counts back from today.
THEN = ("--until", "2026-03-02", "--state", ".")


def struck(number: int, place: Place = HALL) -> Verdict:
    said = message(place=place, at=NOON + minutes(number), id=f"m{number}")
    return verdict(said, assessment=assessment(0.8))


async def stored(
    folder: Path,
    *cases: Case,
    verdicts: tuple[Verdict, ...],
    packets: tuple[KeptPacket, ...] = (),
) -> None:
    async with open_state(folder) as state:
        await state.ledger.commit(Changes(cases=cases, verdicts=verdicts, packets=packets))


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    reversed_ = case(2, message="m2", opened_at=NOON + minutes(2), ruling=Ruling.REVERSED)
    await stored(tmp_path, case(1), reversed_, verdicts=tuple(map(struck, (1, 2, 3))))
    return tmp_path


def reported(folder: Path, *words: str) -> Finished:
    return within("report", *THEN, *words, folder=folder)


def test_a_week_is_told_in_words(folder: Path) -> None:
    told = reported(folder)
    assert (told.returncode, told.stderr) == (0, "")
    words = " ".join(told.stdout.split())
    assert "discord:inn, 24 February to 2 March 2026, 7 days" in words
    assert "2 cases, 0 in the week before: 2 insult." in words
    assert "Of 1 ruling, 1 took a case back: 100%" in words
    assert "1. mika: 2 harmful messages before help came, 0 after" in words


def test_a_program_reads_json(folder: Path) -> None:
    told = json.loads(reported(folder, "--json").stdout)
    assert (told["community"], told["cases"], told["messages"]) == ("discord:inn", 2, 3)
    assert told["overturned"]["rate"] == 1.0
    assert told["overturned_by"]["reasoner"]["rules"]["ruled"] == 1
    assert told["exposed"] == [{"person": "mika", "before": 2, "after": 0}]
    assert told["relief"] == {
        "helped": 0,
        "not_helped": 1,
        "median": None,
        "ninetieth_percentile": None,
    }
    assert told["messages_by_weekday_and_hour"][0][12] == 3
    assert told["since"] == "2026-02-24T00:00:00+00:00"
    assert [day["cases"] for day in told["days"]] == [0, 0, 0, 0, 0, 0, 2]


def test_a_program_reads_how_right_each_reasoner_was(folder: Path) -> None:
    numbers = range(50, 70)
    ruled = [case(n, message=f"m{n}", ruling=Ruling.CONFIRMED, ruled_by="mod") for n in numbers]
    packets = tuple(a_packet(n, community=HALL.community) for n in numbers)
    asyncio.run(stored(folder, *ruled, verdicts=(), packets=packets))
    model, rules = json.loads(reported(folder, "--json").stdout)["reasoners"]
    assert (model["reasoner"], model["ruled"], model["precision"]) == ("llama@d1", 20, 1.0)
    assert model["low"] == pytest.approx(0.839, abs=0.001)
    assert (rules["reasoner"], rules["calibration_error_calibrated"]) == ("rules", None)
    assert model["calibration_error"] == pytest.approx(0.2)


def test_what_challengers_made_of_it_is_told_as_it_was_kept(folder: Path) -> None:
    assert json.loads(reported(folder, "--json").stdout)["compared_in_the_shadow"] == []
    tally = RivalTally(agreed=9, more=2, less=1, reversed=1)
    Contest("graduated@new", tally).keep(folder)
    Match("old", "new", Tally(both=3, challenger_only=Counter({Category.HATE: 1}))).keep(folder)
    (line, other) = json.loads(reported(folder, "--json").stdout)["compared_in_the_shadow"]
    assert line == "model new: like old on 3 of 4 messages; flags 1 more and 0 fewer"
    assert other == (
        "policy graduated@new: like the one in force on 9 of 12 messages; would act on 2 more and"
        " 1 fewer; against 1 reversal and 0 confirmations of moderators"
    )
    assert "flags 1 more and 0 fewer" in " ".join(reported(folder).stdout.split())


def test_a_picture_holds_both_charts(folder: Path) -> None:
    told = reported(folder, "--png", "week.png")
    assert told.returncode == 0
    drawn = matplotlib.image.imread(BytesIO((folder / "week.png").read_bytes()), format="png")
    assert drawn.shape[:2] == (560 + 680, 1_100)


def test_a_time_without_anything_is_told_kindly_and_not_drawn(folder: Path) -> None:
    told = within(
        *("report", "--until", "2026-04-20", "--days", "3", "--state", ".", "--png", "w.png"),
        folder=folder,
    )
    assert told.returncode == 0
    assert "Haven read no message here in that time." in " ".join(told.stdout.split())
    assert one_line(told) == "There is nothing to draw."
    assert not (folder / "w.png").exists()


def test_of_several_communities_one_must_be_named(folder: Path) -> None:
    asyncio.run(stored(folder, verdicts=(struck(9, Place(MILL, "mill")),)))
    refused = reported(folder)
    assert refused.returncode == 2
    names = "discord:inn, twitch:mill"
    assert one_line(refused) == f"Name a community with --community; there are: {names}"
    told = json.loads(reported(folder, "--json", "--community", "twitch:mill").stdout)
    assert (told["messages"], told["cases"]) == (1, 0)
    wrong = reported(folder, "--community", "twitch:inn")
    assert wrong.returncode == 2
    assert one_line(wrong) == f"--community twitch:inn: there is none; there are: {names}"


def test_before_anything_was_read_there_is_nothing_to_report_on(tmp_path: Path) -> None:
    within("db", "upgrade", "--state", ".", folder=tmp_path)
    refused = within("report", "--state", ".", folder=tmp_path)
    assert refused.returncode == 2
    assert one_line(refused).startswith("There is nothing to report on yet")


def test_before_the_first_start_there_is_no_state(tmp_path: Path) -> None:
    refused = within("report", folder=tmp_path)
    assert refused.returncode == 2
    assert "nothing has been recorded there yet" in one_line(refused)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--png", "week.jpg"), "week.jpg: it becomes a PNG; name it so that it ends in .png"),
        (("--png", "no/week.png"), "no/week.png: its folder does not exist"),
    ],
)
def test_a_picture_that_finds_no_place_is_refused(
    folder: Path, words: tuple[str, ...], why: str
) -> None:
    refused = reported(folder, *words)
    assert (refused.returncode, refused.stdout, one_line(refused)) == (2, "", why)


@pytest.mark.parametrize("words", [("--days", "0"), ("--days", "400"), ("--until", "soon")])
def test_wrong_use_says_how_to_use_it(folder: Path, words: tuple[str, ...]) -> None:
    refused = within("report", "--state", ".", *words, folder=folder)
    assert refused.returncode == 2
    assert "Usage: haven report" in refused.stderr


def test_the_same_days_are_reported_alike_whenever_it_is(folder: Path) -> None:
    assert reported(folder, "--json").stdout == reported(folder, "--json").stdout
