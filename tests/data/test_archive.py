"""Reads: order, borders, pages and what counts as handled."""

import asyncio
import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from data.reader import PAGE
from data.state import State
from engine.actions import Mute, Timeout, end_of
from engine.cases import AppealState, IntentState, Status
from engine.changes import Changes, Journaled, Setting
from engine.events import Community, MessageEdited, Origin, Platform
from tests.builders import assessment
from tests.data.values import (
    ELSEWHERE,
    HERE,
    START,
    a_case,
    a_dead_letter,
    a_message,
    a_pattern,
    a_record,
    a_session,
    a_verdict,
    an_appeal,
    an_entry,
    an_intent,
    at,
    every,
    journaled,
    judge,
)
from tests.running import PATIENCE


async def test_a_commit_is_seen_by_the_next_read(state: State) -> None:
    await state.ledger.commit(Changes(cases=(a_case(),)))

    assert await state.archive.case(HERE, 1) == a_case()


async def test_an_unknown_case_is_none(state: State) -> None:
    assert await state.archive.case(HERE, 1) is None


async def test_a_case_of_another_community_is_none(state: State) -> None:
    await state.ledger.commit(Changes(cases=(a_case(),)))

    assert await state.archive.case(ELSEWHERE, 1) is None


async def test_a_community_with_the_same_id_on_another_platform_is_another_one(
    state: State,
) -> None:
    await state.ledger.commit(Changes(cases=(a_case(),)))

    assert await state.archive.case(Community(Platform.TWITCH, HERE.id), 1) is None


async def test_a_foreign_community_reads_nothing_at_all(state: State) -> None:
    archive = state.archive
    await state.ledger.commit(
        Changes(
            events=(journaled(),),
            verdicts=(a_verdict(),),
            people=(a_record(),),
            sessions=(a_session(),),
            cases=(a_case(),),
            intents=(an_intent(),),
            audit=(an_entry(),),
            settings=(Setting(community=HERE, key="mode", value="assist"),),
            dead_letters=(a_dead_letter(),),
        )
    )

    seen: list[Any] = [
        *await every(archive.cases(community=ELSEWHERE)),
        *await archive.intents_of(ELSEWHERE, 1),
        *await every(archive.verdicts(community=ELSEWHERE)),
        *await every(archive.weighed(ELSEWHERE, since=START, risk=0)),
        *await archive.dead_letters(ELSEWHERE),
        *await every(archive.people(ELSEWHERE)),
        *await every(archive.sessions(community=ELSEWHERE)),
        *await archive.settings(ELSEWHERE),
        *await every(archive.audit(ELSEWHERE)),
    ]

    assert (seen, await archive.message_text(ELSEWHERE, "m1", at=at(1))) == ([], None)


async def test_cases_come_in_the_order_they_were_opened(state: State) -> None:
    later, sooner = a_case(1, opened_at=at(9)), a_case(1, community=ELSEWHERE, opened_at=at(3))
    await state.ledger.commit(Changes(cases=(later, sooner)))

    assert await every(state.archive.cases()) == [sooner, later]


async def test_cases_can_be_narrowed_by_time_and_status(state: State) -> None:
    wanted = a_case(3).become(Status.APPLIED)
    await state.ledger.commit(Changes(cases=(a_case(1), a_case(2).become(Status.APPLIED), wanted)))

    found = await every(state.archive.cases(since=at(3), statuses=[Status.APPLIED]))

    assert found == [wanted]


async def test_the_last_case_number_is_known_for_each_community(state: State) -> None:
    await state.ledger.commit(Changes(cases=(a_case(1), a_case(2), a_case(5, community=ELSEWHERE))))

    assert await state.archive.last_case_numbers() == {HERE: 2, ELSEWHERE: 5}


async def test_only_cases_that_still_last_fall_due(state: State) -> None:
    over = a_case(1, expires_at=at(10), status=Status.APPLIED)
    undone = a_case(2, expires_at=at(10), status=Status.UNDONE)
    lasting = a_case(3, expires_at=at(11), status=Status.APPLIED)
    forever = a_case(4, status=Status.APPLIED)
    await state.ledger.commit(Changes(cases=(over, undone, lasting, forever)))

    assert await state.archive.due_cases(at(10)) == [over]


async def test_intents_of_some_states_come_in_the_order_they_were_created(state: State) -> None:
    first, second = an_intent(name="first"), an_intent(name="second")
    done = an_intent(name="done", state=IntentState.DONE)
    await state.ledger.commit(Changes(cases=(a_case(),), intents=(first, done, second)))

    found = await state.archive.intents([IntentState.PENDING])

    assert found == [first, second]


async def test_an_intent_that_changes_keeps_its_turn(state: State) -> None:
    first, second = an_intent(name="first"), an_intent(name="second")
    await state.ledger.commit(Changes(cases=(a_case(),), intents=(first, second)))
    sending = an_intent(name="first", state=IntentState.SENDING, attempts=1)
    await state.ledger.commit(Changes(intents=(sending,)))

    assert await state.archive.intents_of(HERE, 1) == [sending, second]


async def test_a_stream_longer_than_a_page_is_complete_and_in_order(state: State) -> None:
    numbers = range(2 * PAGE + 1)
    await judge(state, *numbers)

    found = await every(state.archive.verdicts())

    assert [message.id for message, _ in found] == [f"m{number}" for number in numbers]


async def test_sessions_of_one_moment_are_paged_by_their_ids(state: State) -> None:
    names = [f"s{number:04}" for number in range(PAGE + 1)]
    await state.ledger.commit(Changes(sessions=tuple(map(a_session, reversed(names)))))

    assert [session.id for session in await every(state.archive.sessions())] == names


async def test_a_stream_may_be_left_half_read(state: State) -> None:
    await judge(state, *range(2 * PAGE))
    for _ in range(9):
        await anext(aiter(state.archive.unhandled()), None)
        await anext(aiter(state.archive.verdicts()))

    assert await asyncio.wait_for(state.archive.cursor("none"), PATIENCE) == 0


async def test_each_wording_of_a_message_is_found_by_its_moment(state: State) -> None:
    edit = MessageEdited(a_message(1, text="worse", origin=Origin.EDIT), at(30))
    await state.ledger.commit(Changes(events=(journaled(1), Journaled(edit))))

    wordings = [await state.archive.message_text(HERE, "m1", at=at(when)) for when in (1, 30)]
    assert wordings == ["words 1", "worse"]


async def test_a_message_is_found_at_a_moment_after_it_with_its_latest_wording(
    state: State,
) -> None:
    edit = MessageEdited(a_message(1, text="worse", origin=Origin.EDIT), at(30))
    await judge(state, 1)
    await state.ledger.commit(Changes(events=(Journaled(edit),)))

    texts = [await state.archive.message_text(HERE, "m1", at=at(when)) for when in (0, 29, 99)]

    assert texts == [None, "words 1", "worse"]
    assert await state.archive.verdict(HERE, "m1", at=at(99)) is not None


async def test_revoked_patterns_are_not_read(state: State) -> None:
    kept = a_pattern("p2", community=ELSEWHERE)
    await state.ledger.commit(Changes(patterns=(a_pattern("p1"), kept)))
    await state.ledger.commit(Changes(patterns=(a_pattern("p1", revoked=True),)))

    assert await state.archive.patterns() == [kept]


async def test_a_cursor_says_how_far_a_source_was_handled(state: State) -> None:
    await state.ledger.commit(Changes(cursor=("chat.jsonl", 7)))
    await state.ledger.commit(Changes(cursor=("chat.jsonl", 9)))

    assert (await state.archive.cursor("chat.jsonl"), await state.archive.cursor("new")) == (9, 0)


async def test_a_setting_is_replaced_by_its_key(state: State) -> None:
    settings = [Setting(community=HERE, key="mode", value=value) for value in ("observe", "assist")]
    for setting in settings:
        await state.ledger.commit(Changes(settings=(setting,)))

    assert await state.archive.settings(HERE) == settings[1:]


async def test_settings_of_one_kind_can_be_left_out(state: State) -> None:
    mode, note, other = (
        Setting(community=HERE, key=key, value="1") for key in ("mode", "card:7", "card%")
    )
    await state.ledger.commit(Changes(settings=(mode, note, other)))

    assert await state.archive.settings(HERE, but="card:") == [mode, other]


async def test_forgetting_drops_the_words_and_keeps_the_record(state: State) -> None:
    await judge(state, 1, 2)

    forgotten = await state.ledger.forget(Platform.DISCORD, before=at(2))

    texts = [message.text async for message, _ in state.archive.verdicts()]
    assert (forgotten, texts) == (1, ["", "words 2"])


async def test_forgetting_leaves_other_platforms_alone(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(1, community=ELSEWHERE),)))

    await state.ledger.forget(Platform.DISCORD, before=START + timedelta(days=9))

    assert await state.archive.message_text(ELSEWHERE, "m1", at=at(1)) == "words 1"


async def test_a_forgotten_text_is_none(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(1),)))

    await state.ledger.forget(Platform.DISCORD, before=at(2))

    assert await state.archive.message_text(HERE, "m1", at=at(1)) is None


async def test_a_case_has_one_open_appeal_whoever_writes(state: State) -> None:
    await state.ledger.commit(Changes(cases=(a_case(),), appeals=(an_appeal(1),)))

    with pytest.raises(sqlite3.IntegrityError, match="appeals"):
        await state.ledger.commit(Changes(appeals=(an_appeal(2),)))

    assert await state.archive.appeals(HERE, state=AppealState.OPEN) == [an_appeal(1)]


async def test_long_silences_are_mutes_and_long_time_outs_in_force(state: State) -> None:
    mute, short, long = (
        Mute(user="vex"),
        Timeout(user="vex", duration=timedelta(days=1)),
        Timeout(user="vex", duration=timedelta(days=60)),
    )
    cases = [
        a_case(
            number=number,
            actions=(action,),
            proposal=None,
            status=status,
            opened_at=START,
            expires_at=end_of(action, START),
        )
        for number, (action, status) in enumerate(
            [
                (mute, Status.APPLIED),
                (short, Status.APPLIED),
                (long, Status.APPLIED),
                (long, Status.UNKNOWN),
                (mute, Status.UNDONE),
                (long, Status.EXPIRED),
            ],
            start=1,
        )
    ]
    await state.ledger.commit(Changes(cases=tuple(cases)))

    assert [case.number for case in await state.archive.long_silences()] == [1, 3, 4]


async def test_weighed_are_the_risky_and_those_reasoned_about_of_late(state: State) -> None:
    await judge(state, 1, 3, 2)
    weighed = [m.id async for m, _ in state.archive.weighed(HERE, since=at(2), risk=0.25)]
    assert weighed == ["m3", "m2"]
    assert await every(state.archive.weighed(HERE, since=START, risk=0.3)) == []
    thought = a_verdict(4, assessment=assessment(0.1))
    await state.ledger.commit(Changes(events=(journaled(4),), verdicts=(thought,)))
    assert await every(state.archive.weighed(HERE, since=START, risk=0.3)) == [
        (a_message(4), thought)
    ]
