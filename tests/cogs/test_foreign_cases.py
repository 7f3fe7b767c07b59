"""The commands of one server, where another has the same numbers and people: none of its rows."""

from dataclasses import replace

import pytest

from engine.actions import Timeout
from engine.changes import Changes
from engine.events import Community, Place, Platform
from tests.builders import minutes
from tests.cogs.court import Court, said_in
from tests.data.values import a_case, a_record, an_appeal

pytestmark = pytest.mark.promise("S4")

SECRET = "never ours"
ELSEWHERE = Community(Platform.DISCORD, "100")
QUESTIONS = [
    *[("case show", {"number": number}) for number in (1, 2, 3)],
    *[("explain", {"case": str(number)}) for number in (2, 3)],
    *[("undo", {"case": str(number)}) for number in (2, 3)],
    *[("case reason", {"number": number, "text": "mine"}) for number in (2, 3)],
    ("case list", {}),
    ("case search", {"words": "never"}),
    ("memory search", {}),
    ("memory search", {"words": "never"}),
    ("memory forget", {"ruling": "foreign:2"}),
    ("appeals list", {}),
    ("review", {}),
    ("privacy show", {}),
    ("privacy export", {}),
]


async def planted(court: Court) -> None:
    """Elsewhere the same people, in cases of our number and of two that we do not have."""
    vex = court.id_of("vex")
    place, timeout = Place(ELSEWHERE, "hall"), Timeout(user=vex, duration=minutes(10))
    theirs = a_case(
        1, place=place, author=vex, target=court.id_of("mika"), accounts=(vex,), reason=SECRET
    )
    cases = tuple(
        replace(theirs, number=number, message=f"f{number}", actions=(timeout,), needs_human=True)
        for number in (1, 2, 3)
    )
    appeals = tuple(
        an_appeal(community=ELSEWHERE, case=number, by=vex, text=SECRET) for number in (1, 2)
    )
    record = a_record(vex, community=ELSEWHERE, values={"note": SECRET})
    await court.door.ledger.commit(Changes(cases=cases, appeals=appeals, people=(record,)))


async def test_no_command_tells_or_changes_a_row_of_another_server(court: Court) -> None:
    await court.act()
    await planted(court)
    before = [await court.door.archive.case(ELSEWHERE, number) for number in (1, 2, 3)]
    told = []
    for name, options in QUESTIONS:
        for person in ("oakley", "vex", "marshal"):
            told += said_in(await court.slash(person, name, **options))
    for asked in ("vex", "mika"):
        told += said_in(await court.slash("oakley", "history", person=court.people[asked]))
    assert [words for words in told if SECRET in words] == []
    assert [await court.door.archive.case(ELSEWHERE, number) for number in (1, 2, 3)] == before
