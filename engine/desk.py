"""What lies on the moderators' desk: the open queue, people's histories, a search."""

from collections.abc import Callable
from dataclasses import replace

from engine.cases import Case, Status
from engine.clock import Clock
from engine.dossier import CaseView, view_of
from engine.events import Community
from engine.inquiry import Answer, Inquiry
from engine.links import Linked, nobody_linked
from engine.memory.targets import Targets
from engine.packets import KeptPacket, Packets
from engine.policy.community import CommunityPolicy
from engine.ports import Archive
from engine.queries import MOST_AT_ONCE, MOST_WORDS, CaseQuery, Page
from engine.verdict import Category
from engine.wording import legible

CaseKey = tuple[Community, int]
PolicyOf = Callable[[Community], CommunityPolicy]

# Beyond this nobody walks the queue any more; the newest of it are shown.
MOST_OPEN = 1_000


class Desk:
    """`policy_of` tells a community's present policy; without it no view has one. Without an
    `inquiry` nobody tells what was not done.
    """

    def __init__(
        self,
        *,
        archive: Archive,
        targets: Targets,
        clock: Clock,
        policy_of: PolicyOf | None = None,
        linked: Linked = nobody_linked,
        packets: Packets | None = None,
        inquiry: Inquiry | None = None,
    ) -> None:
        self._archive = archive
        self._targets = targets
        self._clock = clock
        self._policy_of = policy_of
        self._linked = linked
        self._packets = packets
        self._inquiry = inquiry

    async def case(self, community: Community, number: int) -> Case | None:
        return await self._archive.case(community, number)

    async def view(self, community: Community, number: int) -> CaseView | None:
        case = await self.case(community, number)
        if case is None:
            return None
        view = await view_of(case, self._archive)
        return replace(view, policy=self._policy_behind(case))

    async def explained(self, community: Community, number: int) -> CaseView | None:
        """As `view`, and what was not done about its message."""
        view = await self.view(community, number)
        if view is None or self._inquiry is None or view.case.ordered_by:
            return view
        answer = await self._inquiry.about(community, view.case.message, case=view.case)
        return replace(view, why_not=answer.why_not if answer else None)

    async def unanswered(self, community: Community, message: str) -> Answer | None:
        """Why nothing came of a message; None where nothing is known of it in this community."""
        return await self._inquiry.about(community, message) if self._inquiry else None

    async def packet(self, case: Case) -> KeptPacket | None:
        """What was read about it; None where nothing was, or nothing is kept of it."""
        return await self._packets.of(case.community, case.number) if self._packets else None

    def _policy_behind(self, case: Case) -> CommunityPolicy | None:
        policy = self._policy_of(case.community) if self._policy_of else None
        return policy if policy and policy.version == case.policy else None

    async def queue(
        self, *communities: Community, behind: CaseKey | None = None, limit: int = 20
    ) -> tuple[Case, ...]:
        """Cases that wait for a moderator: people in danger first, then those under attack.

        It goes on `behind` a case, or from the start where that one has been answered.
        """
        waiting: list[Case] = []
        for community in communities:
            asking = CaseQuery(community=community, asking=True, limit=MOST_OPEN)
            waiting += await self._archive.search(asking)
        waiting.sort(key=self._urgency)
        keys = [(case.community, case.number) for case in waiting]
        start = keys.index(behind) + 1 if behind in keys else 0
        return tuple(waiting[start : start + _bounded(limit)])

    async def history(
        self, community: Community, person: str, *, before: int | None = None, limit: int = 20
    ) -> Page:
        """What there has been about a person here, the newest first."""
        return await self.search(
            CaseQuery(community=community, person=person, before=before, limit=limit)
        )

    def is_about_linked(self, case: Case, home: Community, member: str) -> bool:
        """Whether a case in another community is about the account that a member of `home` linked
        there.
        """
        accounts = self._linked(home, member)
        return any((case.community, each) in accounts for each in {case.author, *case.accounts})

    async def linked_cases(self, community: Community, person: str) -> int | None:
        """How many there have been about the account that somebody linked, of the last ones in
        each place; None where no other account's record counts here.
        """
        accounts = self._linked(community, person)
        queries = (
            CaseQuery(community=where, person=who, limit=MOST_AT_ONCE) for where, who in accounts
        )
        found = [len(await self._archive.search(query)) for query in queries]
        return sum(found) if found else None

    async def about(self, community: Community, message: str, *, by: str) -> Case | None:
        """The newest case about a message of this person, if it is among their last ones."""
        found = await self._archive.search(
            CaseQuery(community=community, person=by, limit=MOST_AT_ONCE)
        )
        return next((case for case in found if case.message == message), None)

    async def last_campaign(self, community: Community) -> Case | None:
        """The newest campaign that has not been taken back, if it is among the last ones."""
        found = await self._archive.search(
            CaseQuery(community=community, campaigns=True, limit=MOST_AT_ONCE)
        )
        taken_back = {Status.UNDONE, Status.VOID}
        standing = (case for case in found if case.status not in taken_back)
        return next((case for case in standing if not case.gathers), None)

    async def search(self, query: CaseQuery) -> Page:
        limit = _bounded(query.limit)
        found = await self._archive.search(
            replace(query, words=_words(query.words), limit=limit + 1)
        )
        shown = tuple(found[:limit])
        return Page(shown, shown[-1].number if len(found) > limit else None)

    def _urgency(self, case: Case) -> tuple[bool, float, float, int, str]:
        moment = self._clock.now()
        suffered = 0.0
        if case.target:
            suffered = self._targets.exposure(case.community, case.target, moment).total
        calm = case.category is not Category.SELF_HARM
        return calm, -suffered, -case.harm_score, case.number, str(case.community)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST_AT_ONCE))


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    single = " ".join(legible(each) for each in words).casefold().split()
    return tuple(single[:MOST_WORDS])
