"""Bans by a moderator's word in a chat: asked about once more, for nobody there shows a button."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.amendments import Amendments, check_no_crisis
from engine.authority import DeniedError, require
from engine.campaign_bans import is_campaign, unbanned
from engine.casebook import CaseBook
from engine.cases import Case
from engine.clock import Clock
from engine.events import Community, Power, Standing
from engine.review import RefusedRulingError, standing_case

PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Question:
    """Whom a moderator was asked about, at which rung the case was then, and until when."""

    number: int
    seen: str
    people: frozenset[str]
    until: datetime


class ChatBans:
    """Whoever calls has looked whether `by` moderates. Nobody else's standing is known in a chat:
    the platform refuses to ban its moderators.

    Raises, everywhere:
        DeniedError: `by` may not do that to these people, or was asked too long ago.
        RefusedRulingError: there is no such case here, or nobody to ban in it.
    """

    def __init__(self, *, casebook: CaseBook, amendments: Amendments, clock: Clock) -> None:
        self._casebook = casebook
        self._amendments = amendments
        self._clock = clock
        self._asked: dict[tuple[Community, str], _Question] = {}

    async def ask(self, community: Community, number: int, *, by: str) -> int:
        """How many accounts a ban would be about."""
        case = await standing_case(self._casebook, community, number)
        check_no_crisis(case)
        people = _people(case)
        _require(community, by, people)
        now = self._clock.now()
        # What nobody answers in time names people for no longer than that.
        self._asked = {key: each for key, each in self._asked.items() if now <= each.until}
        self._asked[community, by] = _Question(number, case.rung, people, now + PATIENCE)
        return len(people)

    async def carry_out(self, community: Community, number: int, *, by: str) -> int:
        """How many are banned: those asked about, and nobody who has come since."""
        question = self._asked.pop((community, by), None)
        if question is None or question.number != number or self._clock.now() > question.until:
            raise DeniedError(f"Ask first whom that bans, with: ban {number}")
        await self._amendments.ban(
            community, number, seen=question.seen, by=by, over=question.people
        )
        return len(question.people)


def _people(case: Case) -> frozenset[str]:
    """An owner who joins in what their chat repeats is none of the crowd."""
    if not is_campaign(case):
        return frozenset({case.author})
    people = frozenset(unbanned(case)) - {case.community.owner}
    if not people:
        raise RefusedRulingError(f"Case {case.number} has banned all its accounts already.")
    return people


def _require(community: Community, by: str, people: frozenset[str]) -> None:
    """The owner stands above all; nobody rules in a case of their own."""
    owner = community.owner
    moderator = Standing(id=by, rank=1, is_owner=by == owner, may=frozenset(Power))
    over = [Standing(id=person, is_owner=person == owner) for person in sorted(people)]
    require(moderator, {Power.REVIEW, Power.BAN}, over)
