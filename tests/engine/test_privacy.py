"""People's rights: a planted person is shown, taken along, and erased without a trace."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from engine.actions import AlertModerators
from engine.cases import AppealState, Case, Status
from engine.changes import Changes, DeadLetter, Journaled, Setting
from engine.events import (
    Community,
    MemberJoined,
    MemberNamed,
    Message,
    MessageDeleted,
    Place,
    Platform,
)
from engine.screening.sentiment import Sentiment
from tests.builders import NOON, author, message, minutes, moderator, standing
from tests.engine.house import at_home, cases, judge
from tests.engine.planted import NAME, PERSON, WORDS, place, planted, remembered, traces

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.promise("S14")]

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")


async def plant(house: House, where: Place) -> None:
    """A person with a row in every table, whose case is over."""
    here = where.community
    said = planted(where, targets=("mika",))
    joined = MemberJoined("j1", here, author(PERSON, name=NAME), NOON)
    answer = message(
        f"stop it <@{PERSON}>", by="mika", at=NOON + minutes(1), place=where, targets=(PERSON,)
    )
    await judge(house, joined, said, answer)
    (opened,) = await cases(house)
    await house.review.confirm(here, opened.number, by="oakley")
    await house.ledger.commit(
        Changes(cases=(replace(opened, status=Status.EXPIRED, needs_human=False, expires_at=None),))
    )
    await house.door.bench.note(
        here, opened.number, f"{NAME} again", by=moderator(), over=[standing(PERSON)]
    )
    await house.door.appeals.open(here, opened.number, by=PERSON, text="I was joking.")
    await house.dispatcher.drain()
    await house.ledger.commit(left_over(house, said))


def left_over(house: House, said: Message) -> Changes:
    """What lies about a person in the tables that hold no judged words."""
    here = said.place.community
    deleted = MessageDeleted(said.id, said.place, NOON + minutes(2))
    late = DeadLetter(
        community=here, event=said.id, at=NOON, reason="x", attempts=3, failed_at=NOON
    )
    chosen = Setting(community=here, key=f"protect:{PERSON}", value="{}")
    sessions = house.surroundings.open_sessions()
    return Changes(
        events=(Journaled(deleted),),
        dead_letters=(late,),
        settings=(chosen,),
        sessions=tuple(s for s in sessions if s.place == said.place),
    )


async def test_a_planted_person_is_erased_from_tables_and_trackers(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("erase")
    async with at_home(tmp_path, screening) as house:
        await plant(house, where)
        assert {table for table, _ in traces(tmp_path)} >= {
            *("appeals", "cases", "events", "intents", "patterns"),
            *("people", "sessions", "settings", "verdicts"),
        }
        assert remembered(house)
        await answer_appeal(house, where)
        erasure = await house.privacy.erase(where.community, PERSON)
        left, held = traces(tmp_path), remembered(house)
        lessons = screening.memory.lessons(where.community)
        intact = await house.archive.verify()
        lines = [line.entry async for line in house.archive.audit()]
    assert (left, held, lessons, intact) == ([], [], (), None)
    assert erasure.kept == ()
    assert (erasure.rows["events"], erasure.rows["dead_letters"]) == (3, 1)
    assert (lines[-1].kind, lines[-1].actor, lines[-1].detail) == ("privacy.erased", PERSON, {})


async def answer_appeal(house: House, where: Place) -> None:
    (opened,) = await cases(house)
    await house.door.appeals.decide(
        where.community,
        opened.number,
        AppealState.UPHELD,
        by=moderator("hob"),
        over=[standing(PERSON)],
    )
    await house.dispatcher.drain()


async def test_what_others_said_and_did_stays(tmp_path: Path, screening: Screening) -> None:
    where = place("others")
    async with at_home(tmp_path, screening) as house:
        await plant(house, where)
        await answer_appeal(house, where)
        await house.privacy.erase(where.community, PERSON)
        said = [message async for message, _ in house.archive.verdicts()]
        people = [record.person async for record in house.archive.people()]
        (kept,) = await cases(house)
    assert [(each.author.id, each.text) for each in said] == [("mika", "stop it @erased")]
    assert set(people) == {"mika"}
    assert (kept.author, kept.reason, kept.evidence, kept.notes) == ("erased", "", (), ())


async def test_a_person_of_the_same_id_elsewhere_is_not_touched(
    tmp_path: Path, screening: Screening
) -> None:
    where, there = place("here"), place("there")
    async with at_home(tmp_path, screening) as house:
        await plant(house, where)
        before = await house.privacy.show(where.community, PERSON)
        await house.privacy.erase(there.community, PERSON)
        after = await house.privacy.show(where.community, PERSON)
        nothing = await house.privacy.show(ELSEWHERE, PERSON)
    assert {**before, "audit": 0} == {**after, "audit": 0}
    assert nothing == {}


async def test_an_export_lists_every_kind_of_row_and_nobody_elses_words(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("export")
    async with at_home(tmp_path, screening) as house:
        await plant(house, where)
        document = json.loads(await house.privacy.export(where.community, PERSON))
        shown = await house.privacy.show(where.community, PERSON)
        lines = [line.entry.kind async for line in house.archive.audit()]
    text = json.dumps(document)
    assert set(document["rows"]) == {
        *("messages", "messages_to_you", "verdicts", "verdicts_for_you", "dead_letters"),
        *("people", "people_towards_you", "sessions", "lessons", "settings"),
        *("cases", "calls", "appeals", "audit"),
    }
    assert WORDS in [said.get("text") for said in document["rows"]["messages"]]
    assert document["rows"]["appeals"][0]["text"] == "I was joking."
    assert shown["messages"] == len(document["rows"]["messages"])
    assert "stop it" not in text
    assert "oakley" not in text
    assert lines[-2:] == ["privacy.exported", "privacy.shown"]


async def test_who_shows_a_case_elsewhere_hears_that_it_is_nameless_now(
    tmp_path: Path, screening: Screening
) -> None:
    where, heard = place("heard"), list[Case]()
    async with at_home(tmp_path, screening, hear=heard.append) as house:
        await plant(house, where)
        heard.clear()
        await house.privacy.erase(where.community, PERSON)
    assert [(case.number, case.author) for case in heard] == [(1, "erased")]


async def test_an_abusive_name_goes_with_the_case_and_the_lesson_about_it(
    tmp_path: Path, screening: Screening
) -> None:
    here = place("named").community
    named = MemberNamed(f"{PERSON}~1772366400.000", here, author(PERSON, name=WORDS), NOON)
    async with at_home(tmp_path, screening) as house:
        await judge(house, named)
        (opened,) = await cases(house)
        await house.review.confirm(here, opened.number, by="oakley")
        assert screening.memory.lessons(here)
        erasure = await house.privacy.erase(here, PERSON)
        (left,) = await cases(house)
        lessons = screening.memory.lessons(here)
    assert (left.message, left.actions) == ("erased~1772366400.000", (AlertModerators(text=""),))
    assert (erasure.kept, erasure.rows["events"]) == ((), 1)
    assert (traces(tmp_path), lessons) == ([], ())


async def test_an_erasure_that_cannot_be_written_takes_nothing(
    tmp_path: Path, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    where = place("full")
    async with at_home(tmp_path, screening) as house:
        await plant(house, where)
        before = traces(tmp_path)
        with monkeypatch.context() as broken:
            broken.setattr(house.ledger._disk, "_lengthen", full)
            with pytest.raises(sqlite3.OperationalError):
                await house.privacy.erase(where.community, PERSON)
        assert traces(tmp_path) == before
        await house.ledger.commit(Changes(audit=()))
        assert await house.archive.verify() is None


async def test_a_person_of_whom_nothing_is_known_is_erased_all_the_same(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        erasure = await house.privacy.erase(ELSEWHERE, 'nobody"%_')
    assert (sum(erasure.rows.values()), erasure.kept) == (0, ())


async def test_what_the_screening_remembers_of_texts_goes_with_a_person(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("caches")
    async with at_home(tmp_path, screening) as house:
        await judge(house, planted(where))
        before = held_texts(screening)
        await house.privacy.erase(where.community, PERSON)
    assert min(before) > 0
    assert set(held_texts(screening)) == {0}


def held_texts(screening: Screening) -> tuple[int, ...]:
    screener = screening.screener
    assert isinstance(screener._sentiment, Sentiment)
    readings, signals = screener._read.cache_info(), screener._signals.cache_info()
    tones = len(screener._sentiment._scores)
    return (len(screener._cache), readings.currsize, signals.currsize, tones)


async def test_whoever_remembers_outside_the_house_forgets_as_well(
    tmp_path: Path, screening: Screening
) -> None:
    where, told = place("outside"), list[tuple[Community, str]]()
    async with at_home(tmp_path, screening, forget=lambda *whom: told.append(whom)) as house:
        await house.privacy.erase(where.community, PERSON)
    assert told == [(where.community, PERSON)]
