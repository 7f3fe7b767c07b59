"""What a policy would have done of late, to people who linked another account."""

from collections.abc import Set
from datetime import timedelta
from pathlib import Path

import pytest

from data.state import open_state
from engine.cases import Status
from engine.changes import Changes, Journaled
from engine.charter import LOOK_BACK, Charter
from engine.clock import EventClock
from engine.events import Place
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from tests.builders import NOON, assessment, case, decision, message, verdict
from tests.engine.linked import CHAT, HALL, HOME, known_to, link

# Whoever was warned has a day to notice it, and words are not hidden for that alone.
PATIENT = "warning_grace_seconds = 86400\nhide_at = 1\n"
WEEK_BEGAN = NOON - LOOK_BACK
BOTH = pytest.mark.parametrize(
    ("here", "author", "there", "other"), [(HALL, "vex", CHAT, "900"), (CHAT, "900", HALL, "vex")]
)


async def previewed(
    folder: Path,
    said_in: Place,
    by: str,
    *,
    warned: tuple[Place, str],
    after: float = -1,
    linking: bool,
) -> Set[str]:
    """What is acted on of one harsh message; the other account was timed out hours `after` it."""
    at = WEEK_BEGAN + timedelta(hours=1)
    said = message("words", id="m0", by=by, at=at, place=said_in)
    judged = verdict(said, decision(), assessment=assessment(0.55))
    where, who = warned
    given = {"place": where, "author": who, "accounts": (who,), "rung": "timeout_24_hours"}
    strike = case(7, status=Status.APPLIED, opened_at=at + timedelta(hours=after), **given)
    async with open_state(folder) as state:
        await state.ledger.commit(
            Changes(events=(Journaled(said),), verdicts=(judged,), cases=(strike,))
        )
        clock = EventClock(NOON)
        links = known_to(state.ledger, clock).links
        links.restore([link()])
        configured = CommunityPolicy(link_accounts=linking and said_in is CHAT)
        policies = PolicyBook(lambda _: configured, ledger=state.ledger)
        charter = Charter(policies=policies, archive=state.archive, clock=clock, links=links)
        wanted = f"link_accounts = {str(linking).lower()}" if said_in.community == HOME else ""
        draft = charter.draft(said_in.community, PATIENT + wanted)
        return (await charter.preview(draft)).would_act


@BOTH
async def test_a_preview_counts_what_a_linked_account_was_given(
    tmp_path: Path, here: Place, author: str, there: Place, other: str
) -> None:
    seen = await previewed(tmp_path, here, author, warned=(there, other), linking=True)
    assert seen == frozenset()


@BOTH
async def test_a_preview_of_a_policy_that_links_nobody_does_not_count_it(
    tmp_path: Path, here: Place, author: str, there: Place, other: str
) -> None:
    seen = await previewed(tmp_path, here, author, warned=(there, other), linking=False)
    assert seen == {"m0"}


async def test_a_preview_counts_nothing_that_came_later_or_was_somebody_elses(
    tmp_path: Path,
) -> None:
    later = await previewed(
        tmp_path / "later", HALL, "vex", warned=(CHAT, "900"), after=2, linking=True
    )
    others = await previewed(tmp_path / "others", HALL, "vex", warned=(CHAT, "901"), linking=True)
    assert (later, others) == ({"m0"}, {"m0"})
