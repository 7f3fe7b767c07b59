"""What counts as handled, and what a crash left undone."""

from data.state import State
from engine.changes import Changes, Journaled
from engine.events import (
    AccountFlagged,
    Author,
    Deed,
    MemberJoined,
    MemberNamed,
    MessageEdited,
    Origin,
    Place,
    PlatformDeed,
    UnbanRequested,
)
from tests.data.values import (
    HERE,
    START,
    a_dead_letter,
    a_message,
    a_verdict,
    at,
    every,
    journaled,
    judge,
)


async def test_a_message_without_a_verdict_is_unhandled(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(1), journaled(2))))
    await state.ledger.commit(Changes(verdicts=(a_verdict(1),)))

    assert await every(state.archive.unhandled()) == [a_message(2)]


async def test_an_edit_is_unhandled_until_it_has_a_verdict_of_its_own(state: State) -> None:
    edit = MessageEdited(a_message(1, text="worse", origin=Origin.EDIT), at(30))
    await state.ledger.commit(Changes(events=(journaled(1), Journaled(edit))))
    await state.ledger.commit(Changes(verdicts=(a_verdict(1),)))
    before = await every(state.archive.unhandled())

    await state.ledger.commit(Changes(verdicts=(a_verdict(1, at=at(30)),)))

    assert (before, await every(state.archive.unhandled())) == ([edit], [])


async def test_two_edits_of_a_message_are_two_events(state: State) -> None:
    edits = [MessageEdited(a_message(1, origin=Origin.EDIT), at(when)) for when in (30, 40, 40)]
    await state.ledger.commit(Changes(events=tuple(map(Journaled, edits))))

    assert await every(state.archive.unhandled()) == edits[:2]


async def test_a_message_that_was_set_aside_is_not_tried_again(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(1), journaled(2))))
    await state.ledger.commit(Changes(dead_letters=(a_dead_letter(),)))

    assert await every(state.archive.unhandled()) == [a_message(2)]


async def test_handled_events_come_in_journal_order_with_their_verdicts(state: State) -> None:
    joined = MemberJoined("j1", HERE, Author(id="ann", name="Ann"), at(2))
    await state.ledger.commit(Changes(events=(journaled(9), Journaled(joined), journaled(3))))
    await state.ledger.commit(Changes(verdicts=(a_verdict(3), a_verdict(9))))

    assert await every(state.archive.handled(since=START)) == [
        (a_message(9), a_verdict(9)),
        (joined, None),
        (a_message(3), a_verdict(3)),
    ]


async def test_an_unjudged_message_is_not_handled(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(1),)))

    assert await every(state.archive.handled(since=START)) == []


async def test_handled_leaves_out_what_is_too_old(state: State) -> None:
    await judge(state, 1, 2, 3)

    found = await every(state.archive.handled(since=at(2)))

    assert [event for event, _ in found] == [a_message(2), a_message(3)]


async def test_handled_leaves_out_what_lies_behind_a_position(state: State) -> None:
    await judge(state, 1, 2, 3)

    found = await every(state.archive.handled(since=START, before=3))

    assert [event for event, _ in found] == [a_message(1), a_message(2)]


async def test_a_live_event_has_no_position_and_is_never_left_out(state: State) -> None:
    await state.ledger.commit(Changes(events=(Journaled(a_message(1)),), verdicts=(a_verdict(1),)))

    assert len(await every(state.archive.handled(since=START, before=0))) == 1


async def test_a_name_is_unhandled_until_it_has_a_verdict(state: State) -> None:
    named = MemberNamed("n1", HERE, Author(id="ann", name="Ann"), at(2))
    await state.ledger.commit(Changes(events=(Journaled(named),)))
    before = await every(state.archive.unhandled())

    verdict = a_verdict(message="n1", place=Place(HERE, ""), at=at(2))
    await state.ledger.commit(Changes(verdicts=(verdict,)))

    assert (before, await every(state.archive.unhandled())) == ([named], [])
    assert await every(state.archive.handled(since=START)) == [(named, verdict)]


async def test_a_name_can_be_read_like_words_and_is_no_message(state: State) -> None:
    named = MemberNamed("n1", HERE, Author(id="ann", name="Ann"), at(2))
    verdict = a_verdict(message="n1", place=Place(HERE, ""), at=at(2))
    await state.ledger.commit(Changes(events=(Journaled(named),), verdicts=(verdict,)))

    assert await state.archive.message_text(HERE, "n1", at=at(2)) == "Ann"
    assert await every(state.archive.verdicts()) == []


async def test_what_platforms_do_by_themselves_is_kept_as_it_was(state: State) -> None:
    place, ann = Place(HERE, "mikalive"), Author(id="ann", name="Ann")
    events = (
        PlatformDeed(
            id="d1", place=place, deed=Deed.DENY, by="bo", done_at=at(2), user="ann", message="m1"
        ),
        AccountFlagged(id="f1", place=place, user="ann", suspicion=0.6, flagged_at=at(3)),
        UnbanRequested(id="u1", place=place, author=ann, text="let me in", requested_at=at(4)),
    )
    await state.ledger.commit(Changes(events=tuple(map(Journaled, events))))

    found = await every(state.archive.handled(since=START))

    assert tuple(event for event, _ in found) == events
    assert await every(state.archive.unhandled()) == []
