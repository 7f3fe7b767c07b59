"""`haven explain`: of a case, of a message that made none, and what it refuses."""

import asyncio
import hashlib
import json
from pathlib import Path

import pytest

from data.database import FILE
from data.state import open_state
from engine.changes import Changes, Journaled, Setting
from engine.events import Community, Message, Place, Platform
from engine.verdict import Category, Verdict
from tests.bot.command import Finished, one_line, within
from tests.builders import (
    HALL,
    INN,
    NOON,
    assessment,
    case,
    decision,
    message,
    minutes,
    policy,
    prediction,
    verdict,
)

SECRET = "you absolute turnip"
MILL = Place(Community(Platform.DISCORD, "mill"), "hall")
RULES = """
mode = "enforce"
[[rules]]
name = "grave threats"
when = "aimed && category == 'threat' && harm >= 0.85"
then = "ban"
[[rules]]
name = "busy talk"
when = "session.messages >= 3 && session.people >= 2"
then = "alert"
"""


def said(name: str, after: float, place: Place = HALL, by: str = "vex") -> Message:
    return message(SECRET, id=name, at=NOON + minutes(after), place=place, by=by)


def heard(what: Message, harm: float, **changes: object) -> Verdict:
    return verdict(what, **{"assessment": assessment(harm), **changes})


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Case 7 is about m1; nothing came of m2 and m3, and m4 is another community's."""
    first, second, third = said("m1", 0), said("m2", 1, by="mika"), said("m3", 2)
    acted = heard(first, 0.62, decision=decision(harm_score=0.62))
    quiet = heard(third, 0, assessment=None, prediction=prediction(risk=0.12))
    told = (acted, heard(second, 0.42), quiet)
    await stored(
        tmp_path,
        Changes(
            events=tuple(map(Journaled, (first, second, third))),
            verdicts=told,
            cases=(case(7, message="m1", harm_score=0.62),),
            settings=(Setting(community=INN, key="policy", value=RULES),),
        ),
    )
    return tmp_path


def explained(folder: Path, *words: str) -> Finished:
    return within("explain", "--state", ".", *words, folder=folder)


def shown(folder: Path, *words: str) -> dict[str, object]:
    told = explained(folder, *words, "--json")
    assert (told.returncode, told.stderr) == (0, "")
    return json.loads(told.stdout)  # type: ignore[no-any-return]


async def stored(folder: Path, changes: Changes) -> None:
    async with open_state(folder) as state:
        await state.ledger.commit(changes)


def add(folder: Path, **changes: object) -> None:
    asyncio.run(stored(folder, Changes(**changes)))  # type: ignore[arg-type]


def test_a_case_is_told_what_was_not_done_and_nothing_is_written(folder: Path) -> None:
    before = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    told = explained(folder, "7")
    assert (told.returncode, told.stderr) == (0, "")
    words = " ".join(told.stdout.split())
    assert "case 7, message m1: timeout 10 minutes was decided" in words
    assert "answered more harshly from a harm of 75% on: it was 62%, 13 points short" in words
    assert "hidden for everybody from a harm of 70% on: it was 62%, 8 points short" in words
    assert "Rule \"grave threats\" did not fire: category == 'threat', but it was insult." in words
    assert "The policy has changed since" in words
    assert SECRET not in told.stdout
    assert hashlib.sha256((folder / FILE).read_bytes()).hexdigest() == before


def test_a_message_that_made_no_case_is_explained_from_its_verdict(folder: Path) -> None:
    told = shown(folder, "m2")
    assert (told["case"], told["decided"], told["policy_was_in_force"]) == (None, None, None)
    assert (told["harm"], told["category"]) == (0.42, Category.INSULT)
    borders = {each["border"]: each["short"] for each in told["thresholds"]}  # type: ignore[attr-defined]
    assert borders == {"acted": pytest.approx(0.08), "hidden": pytest.approx(0.28)}
    near, far = told["rules"]  # type: ignore[misc]
    assert (near["rule"], near["part"], near["was"]) == (
        "busy talk",
        "session.messages >= 3",
        2,
    )
    assert far["rule"] == "grave threats"


def test_a_message_that_made_a_case_is_told_its_number(folder: Path) -> None:
    assert shown(folder, "m1")["case"] == 7


def test_what_was_never_weighed_is_told_by_its_risk(folder: Path) -> None:
    told = explained(folder, "m3").stdout
    assert "Its risk was 12%, and nobody weighed its words." in told
    assert "weighed from a risk of 20% on: it was 12%, 8 points short" in told


def test_the_policy_that_was_in_force_then_is_named(folder: Path) -> None:
    was = said("m9", 9)
    under = policy()
    judged = heard(was, 0.62, decision=decision(policy=under.version))
    plain = Setting(community=INN, key="policy", value='mode = "enforce"\n')
    add(folder, events=(Journaled(was),), verdicts=(judged,), settings=(plain,))
    told = shown(folder, "m9")
    assert (told["policy"], told["policy_was_in_force"]) == (under.version, True)


@pytest.mark.parametrize(
    ("named", "why"),
    [("nothing", "there is no message nothing"), ("12", "there is no case or message 12")],
)
def test_what_is_not_known_is_said_to_be_unknown(folder: Path, named: str, why: str) -> None:
    told = explained(folder, named)
    assert told.returncode == 2
    assert why in one_line(told)


def test_another_communitys_case_and_message_are_not_found(folder: Path) -> None:
    other = said("m4", 0, MILL)
    add(folder, events=(Journaled(other),), verdicts=(heard(other, 0.3),))
    for named in ("7", "m1"):
        told = explained(folder, named, "--community", "discord:mill")
        assert told.returncode == 2
        assert f"discord:mill: there is no {'case or ' if named == '7' else ''}" in one_line(told)
    assert explained(folder, "m4", "--community", "discord:mill").returncode == 0
    assert "Name a community" in one_line(explained(folder, "7"))


def test_what_a_moderator_ordered_asked_no_rule(folder: Path) -> None:
    ordered = case(8, message="", ordered_by="oakley")
    add(folder, cases=(ordered,))
    assert "a moderator ordered it" in one_line(explained(folder, "8"))
