"""What a community went through, as the tables have it."""

from dataclasses import replace
from datetime import timedelta

from data.state import State
from engine.changes import AuditEntry, Changes, Journaled
from engine.events import Origin, Place
from engine.queries import Span
from engine.verdict import Assessment, Category, Verdict
from tests.data.values import ELSEWHERE, HERE, START, a_message, a_verdict, at, place_in

SPAN = Span(START, START + timedelta(days=1))


def judged(number: int, **changes: object) -> Verdict:
    return a_verdict(number, **changes)


def found(harm: float, category: Category = Category.INSULT) -> Assessment:
    return Assessment(
        harm_score=harm, category=category, rationale="", evidence=(), reasoner="rules"
    )


def risked(number: int, risk: float, **changes: object) -> Verdict:
    verdict = judged(number, **changes)
    prediction = replace(verdict.prediction, risk_score=risk, category=Category.INSULT)
    return replace(verdict, prediction=prediction)


async def struck(state: State, *verdicts: Verdict) -> list[tuple[str, float]]:
    await state.ledger.commit(Changes(verdicts=verdicts))
    blows = state.archive.harms.blows(HERE, SPAN, harm=0.35)
    return [(blow.message, blow.harm) async for blow in blows]


async def test_what_was_concluded_counts_rather_than_the_first_impression(state: State) -> None:
    among_friends = risked(1, 0.9, assessment=found(0.1))
    mild_in_a_siege = risked(2, 0.1, assessment=found(0.6))
    assert await struck(state, among_friends, mild_in_a_siege) == [("m2", 0.6)]


async def test_without_a_conclusion_the_risk_counts(state: State) -> None:
    assert await struck(state, risked(1, 0.5), risked(2, 0.2)) == [("m1", 0.5)]


async def test_people_in_danger_and_words_that_never_came_harm_nobody(state: State) -> None:
    danger = risked(1, 0.9, assessment=found(0.9, Category.SELF_HARM))
    spared = risked(2, 0.9, prevented=True)
    harmless = risked(3, 0.9, assessment=found(0.9, Category.NONE))
    assert await struck(state, danger, spared, harmless) == []


async def test_what_the_platform_held_back_hurt_nobody(state: State) -> None:
    held = a_message(1, origin=Origin.AUTOMOD_HOLD)
    read = a_message(2)
    await state.ledger.commit(Changes(events=(Journaled(held), Journaled(read))))
    assert await struck(state, risked(1, 0.5), risked(2, 0.5)) == [("m2", 0.5)]


async def test_blows_come_in_the_order_of_time_over_many_pages(state: State) -> None:
    count = 4_100
    told = await struck(state, *(risked(number, 0.5) for number in reversed(range(count))))
    assert [message for message, _ in told] == [f"m{number}" for number in range(count)]


async def test_only_the_span_and_the_community_count(state: State) -> None:
    late = replace(risked(1, 0.5), at=SPAN.until)
    early = replace(risked(2, 0.5), at=START - timedelta(microseconds=1))
    there = replace(risked(3, 0.5), place=place_in(ELSEWHERE))
    assert await struck(state, late, early, there, risked(4, 0.5)) == [("m4", 0.5)]
    assert await state.archive.harms.hours(HERE, SPAN) == {START: 1}


async def test_a_judged_name_is_no_message(state: State) -> None:
    name = replace(judged(1), place=Place(HERE, ""))
    await state.ledger.commit(Changes(verdicts=(name, judged(2))))
    assert await state.archive.harms.hours(HERE, SPAN) == {START: 1}


async def test_messages_are_counted_by_the_hour(state: State) -> None:
    moments = [0, 3599, 3600, 7300, 7301]
    await state.ledger.commit(Changes(verdicts=tuple(map(judged, moments))))
    hour = timedelta(hours=1)
    assert await state.archive.harms.hours(HERE, SPAN) == {
        START: 2,
        START + hour: 1,
        START + 2 * hour: 2,
    }


def call(case: int, seconds: float, action: str, kind: str = "call.applied") -> AuditEntry:
    return AuditEntry(
        at=at(seconds),
        community=HERE,
        actor="haven",
        kind=kind,
        case=case,
        detail={"action": action},
    )


async def test_relief_is_the_first_call_that_did_more_than_tell(state: State) -> None:
    lines = (
        call(1, 1, "alert_moderators"),
        call(1, 5, "timeout"),
        call(1, 9, "hide"),
        call(2, 2, "ban", "call.forbidden"),
        call(3, 3, "hide", "call.simulated"),
        call(4, 4, "alert_target"),
        call(7, 4, "answer_request"),
        replace(call(5, 4, "ban"), community=ELSEWHERE),
        call(6, 90_000, "ban"),
    )
    await state.ledger.commit(Changes(audit=lines))
    assert await state.archive.harms.reliefs(HERE, SPAN) == {1: at(5), 3: at(3)}
