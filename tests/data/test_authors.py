"""Who wrote what, as they were called then."""

from data.state import State
from engine.changes import Changes
from tests.data.values import ELSEWHERE, HERE, a_message, at, journaled


async def test_the_author_of_a_message_is_found_as_long_as_it_is_kept(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(1),)))

    places = [(HERE, "m1", 1), (HERE, "m1", 0), (HERE, "m2", 1), (ELSEWHERE, "m1", 1)]
    found = [await state.archive.author(where, name, at=at(when)) for where, name, when in places]

    assert found == [a_message(1).author, None, None, None]
