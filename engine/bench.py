"""Moderators' rulings: who rules is looked at here, what a ruling does is done elsewhere."""

from collections.abc import Sequence
from typing import get_args

from engine.amendments import Amendments
from engine.authority import Deed, DeniedError, power_for, require
from engine.casebook import CaseBook
from engine.cases import Case
from engine.events import Community, Power, Standing
from engine.holds import Fate, recommended
from engine.policy.ladder import Rung
from engine.review import RefusedRulingError, Review


class Bench:
    """`over` are all the people whom a case is about. Whoever rules upon a measure needs the right
    to take it, so that nobody has Haven do what the platform would refuse themselves.

    Raises, everywhere:
        DeniedError: `by` may not do that, or not to these people.
        RefusedRulingError: there is no such case here, or the ruling cannot be any more.
    """

    def __init__(self, *, casebook: CaseBook, review: Review, amendments: Amendments) -> None:
        self._casebook = casebook
        self._review = review
        self._amendments = amendments

    async def confirm(
        self, community: Community, number: int, *, by: Standing, over: Sequence[Standing]
    ) -> Case:
        await self.allow(community, number, by, over)
        return await self._review.confirm(community, number, by=by.id)

    async def reverse(
        self, community: Community, number: int, *, by: Standing, over: Sequence[Standing]
    ) -> Case:
        await self.allow(community, number, by, over)
        return await self._review.reverse(community, number, by=by.id)

    async def decide(
        self,
        community: Community,
        number: int,
        fate: type[Fate],
        *,
        by: Standing,
        over: Sequence[Standing],
    ) -> Case:
        """Let a message through that the platform holds back, or keep it back for good."""
        await self.allow(community, number, by, over)
        return await self._review.decide(community, number, fate, by=by.id)

    async def void(
        self, community: Community, number: int, *, by: Standing, over: Sequence[Standing]
    ) -> Case:
        await self.allow(community, number, by, over)
        return await self._amendments.void(community, number, by=by.id)

    async def lighter(
        self,
        community: Community,
        number: int,
        *,
        seen: str,
        by: Standing,
        over: Sequence[Standing],
    ) -> Case:
        await self.allow(community, number, by, over, step=-1)
        return await self._amendments.lighter(community, number, seen=seen, by=by.id)

    async def harsher(
        self,
        community: Community,
        number: int,
        *,
        seen: str,
        by: Standing,
        over: Sequence[Standing],
    ) -> Case:
        await self.allow(community, number, by, over, step=+1)
        return await self._amendments.harsher(community, number, seen=seen, by=by.id)

    async def ban(
        self,
        community: Community,
        number: int,
        *,
        seen: str,
        by: Standing,
        over: Sequence[Standing],
    ) -> Case:
        await self.allow(community, number, by, over)
        require(by, {Power.BAN}, over)
        people = {person.id for person in over}
        return await self._amendments.ban(community, number, seen=seen, by=by.id, over=people)

    async def note(
        self,
        community: Community,
        number: int,
        text: str,
        *,
        by: Standing,
        over: Sequence[Standing],
    ) -> Case:
        await self.allow(community, number, by, over, touched=False)
        return await self._amendments.note(community, number, text, by=by.id)

    async def give_reason(
        self,
        community: Community,
        number: int,
        text: str,
        *,
        by: Standing,
        over: Sequence[Standing],
    ) -> Case:
        await self.allow(community, number, by, over, touched=False)
        return await self._amendments.give_reason(community, number, text, by=by.id)

    async def allow(
        self,
        community: Community,
        number: int,
        by: Standing,
        over: Sequence[Standing],
        *,
        step: int = 0,
        touched: bool = True,
    ) -> Case:
        """The case that `by` may rule upon; `touched` if that does something to people."""
        case = await self._casebook.case(community, number)
        if case is None:
            raise RefusedRulingError(f"There is no case {number} here.")
        if {case.author, *case.accounts} != {person.id for person in over}:
            raise DeniedError("It is not known how all people of this case stand here.")
        powers = {Power.REVIEW}
        if touched:
            powers |= _powers(case, step)
        require(by, powers, over)
        return case


def _powers(case: Case, step: int) -> set[Power]:
    """The rights to what a case does or proposes, and to what a step makes of it."""
    measures = [*case.actions, *([case.proposal] if case.proposal else [])]
    if case.rung.upper() in Rung.__members__:
        rung = Rung[case.rung.upper()] + step
        measures += [Rung(rung).action(case.author, "")] if rung in set(Rung) else []
    powers = {power_for(deed) for deed in measures if isinstance(deed, get_args(Deed))}
    # What a message held back needs is what hiding one that was let through would.
    return powers | ({Power.HIDE} if recommended(case) else set())
