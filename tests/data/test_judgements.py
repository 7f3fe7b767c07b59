"""One message and its verdict, and who had spoken before in its session."""

from dataclasses import replace

from data.state import State
from engine.changes import Changes, Journaled
from tests.data.values import ELSEWHERE, HERE, START, a_message, a_verdict, at


async def test_a_message_is_found_with_its_verdict(state: State) -> None:
    said, judged = a_message(1), a_verdict(1)
    await state.ledger.commit(Changes(events=(Journaled(said),), verdicts=(judged,)))
    assert await state.archive.judgements.of(HERE, said.id) == (said, judged)
    assert await state.archive.judgements.of(HERE, "another") is None


async def test_another_communitys_message_is_not_found(state: State) -> None:
    said = a_message(1, community=ELSEWHERE)
    judged = a_verdict(1, community=ELSEWHERE)
    await state.ledger.commit(Changes(events=(Journaled(said),), verdicts=(judged,)))
    assert await state.archive.judgements.of(HERE, said.id) is None


async def test_what_was_said_later_does_not_count(state: State) -> None:
    said, judged = a_message(1), a_verdict(1)
    await state.ledger.commit(Changes(events=(Journaled(said),), verdicts=(judged,)))
    assert await state.archive.judgements.of(HERE, said.id, at=judged.at) == (said, judged)
    assert await state.archive.judgements.of(HERE, said.id, at=at(-60)) is None


async def test_a_talk_counts_who_had_spoken_in_that_session_before(state: State) -> None:
    verdicts = [
        replace(a_verdict(number), author=who, session=session, at=at(number))
        for number, who, session in ((1, "a", "s"), (2, "b", "s"), (3, "a", "s"), (4, "c", "t"))
    ]
    await state.ledger.commit(Changes(verdicts=tuple(verdicts)))
    last = replace(a_verdict(5), author="a", session="s", at=at(5))
    assert await state.archive.judgements.talk(last, since=START) == {"a": 2, "b": 1}
    assert await state.archive.judgements.talk(last, since=at(2)) == {"a": 1, "b": 1}
