"""Every value that can be stored comes back from its row as the same value."""

from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine, RowMapping, Table, create_engine, delete, insert, select

from data.appeals import appeal_of, appeal_row
from data.audit import Tail, audit_row, chained, line_of
from data.cases import case_of, case_row, intent_of, intent_row
from data.encoding import from_stamp, to_stamp
from data.events import event_of, event_row
from data.links import link_of, link_row
from data.patterns import pattern_of, pattern_row
from data.people import person_of, person_row, session_of, session_row
from data.settings import dead_letter_of, dead_letter_row, setting_of, setting_row
from data.tables import (
    APPEALS,
    AUDIT,
    CASES,
    DEAD_LETTERS,
    EVENTS,
    INTENTS,
    LINKS,
    PATTERNS,
    PEOPLE,
    SESSIONS,
    SETTINGS,
    VERDICTS,
    Row,
)
from data.verdicts import verdict_of, verdict_row
from engine.cases import Appeal, Case, Intent
from engine.changes import (
    AuditEntry,
    DeadLetter,
    Journaled,
    LearnedPattern,
    Link,
    PersonRecord,
    Setting,
)
from engine.events import Event
from engine.verdict import Session, Verdict
from tests.data.strategies import PLAIN, anything
from tests.data.values import a_prediction, a_verdict

quick = settings(max_examples=30, deadline=None, derandomize=True)


@cache
def _database_with(table: Table) -> Engine:
    engine = create_engine("sqlite://")
    table.create(engine)
    return engine


def stored(table: Table, row: Row) -> RowMapping:
    """The row as a real database gives it back."""
    with _database_with(table).begin() as connection:
        connection.execute(delete(table))
        connection.execute(insert(table), [row])
        return connection.execute(select(table)).mappings().one()


@quick
@given(anything(Event))
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    assert event_of(stored(EVENTS, event_row(Journaled(event)))) == event


@quick
@given(anything(Verdict))
def test_every_verdict_comes_back_as_it_was(verdict: Verdict) -> None:
    assert verdict_of(stored(VERDICTS, verdict_row(verdict))) == verdict


@quick
@given(anything(PersonRecord))
def test_every_person_record_comes_back_as_it_was(record: PersonRecord) -> None:
    assert person_of(stored(PEOPLE, person_row(record))) == record


def test_a_count_stays_a_whole_number_and_a_figure_a_fraction() -> None:
    record = PersonRecord(
        community=a_verdict().place.community,
        kind="actor",
        person="ann",
        values={"count": 1, "figure": 1.0},
        updated_at=a_verdict().at,
    )

    values = person_of(stored(PEOPLE, person_row(record))).values

    assert [type(value) for value in values.values()] == [int, float]


@quick
@given(anything(Session))
def test_every_session_comes_back_as_it_was(session: Session) -> None:
    assert session_of(stored(SESSIONS, session_row(session))) == session


@quick
@given(anything(Case))
def test_every_case_comes_back_as_it_was(case: Case) -> None:
    assert case_of(stored(CASES, case_row(case))) == case


@quick
@given(anything(Intent))
def test_every_intent_comes_back_as_it_was(intent: Intent) -> None:
    assert intent_of(stored(INTENTS, intent_row(intent))) == intent


@quick
@given(anything(Appeal))
def test_every_appeal_comes_back_as_it_was(appeal: Appeal) -> None:
    assert appeal_of(stored(APPEALS, appeal_row(appeal))) == appeal


@quick
@given(anything(LearnedPattern))
def test_every_learned_pattern_comes_back_as_it_was(pattern: LearnedPattern) -> None:
    assert pattern_of(stored(PATTERNS, pattern_row(pattern))) == pattern


@quick
@given(anything(Setting))
def test_every_setting_comes_back_as_it_was(setting: Setting) -> None:
    assert setting_of(stored(SETTINGS, setting_row(setting))) == setting


@quick
@given(anything(Link))
def test_every_link_that_stands_comes_back_as_it_was(link: Link) -> None:
    standing = replace(link, ended=False)

    assert link_of(stored(LINKS, link_row(standing))) == standing


@quick
@given(anything(DeadLetter))
def test_every_dead_letter_comes_back_as_it_was(letter: DeadLetter) -> None:
    assert dead_letter_of(stored(DEAD_LETTERS, dead_letter_row(letter))) == letter


@quick
@given(anything(AuditEntry))
def test_every_audit_entry_comes_back_as_it_was(entry: AuditEntry) -> None:
    line = line_of(stored(AUDIT, chained(audit_row(entry), Tail())))

    assert line.entry == entry


@quick
@given(PLAIN[datetime], PLAIN[datetime])
def test_stamps_sort_like_the_moments_they_stand_for(one: datetime, other: datetime) -> None:
    assert (to_stamp(one) < to_stamp(other)) == (one < other)


@quick
@given(PLAIN[datetime])
def test_a_moment_keeps_its_last_microsecond(moment: datetime) -> None:
    assert from_stamp(to_stamp(moment)) == moment


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = a_verdict().at.replace(tzinfo=None)

    with pytest.raises(TypeError, match="offset-naive"):
        to_stamp(naive)


def test_what_a_later_haven_added_to_a_value_is_passed_over() -> None:
    row = dict(stored(VERDICTS, verdict_row(a_verdict())))
    grown = row["prediction"].replace('{"risk_score"', '{"of_a_later_haven":1,"risk_score"')

    again = stored(VERDICTS, {**row, "prediction": grown})

    assert verdict_of(again).prediction == a_prediction()
