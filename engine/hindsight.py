"""What was known of a community's people at a moment of the past, read from its cases."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.cases import Case, Ruling
from engine.docket import HORIZON, crier_of, strikes_by
from engine.events import Community
from engine.links import Account, Links
from engine.policy.community import CommunityPolicy
from engine.policy.protection import unprotected
from engine.policy.retrial import Known, messages_of, rulings_on
from engine.policy.strikes import CARE, Strike
from engine.policy.wishes import Protected
from engine.ports import Archive
from engine.text import Normalise, normalise

PolicyOf = Callable[[Community], CommunityPolicy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindsight:
    """Where to look. Without `links` every account stands for itself."""

    archive: Archive
    policies: PolicyOf
    protected: Protected = unprotected
    links: Links | None = None
    normalise: Normalise = normalise

    async def known(
        self, community: Community, policy: CommunityPolicy, *, since: datetime
    ) -> "Past":
        """What a retrial of all messages since then starts from; what has been taken back by now
        counts for nothing. Accounts share a record where `policy` links them.
        """
        past = Past(since)
        async for case in self.archive.cases(community=community, since=since - HORIZON):
            past.enter(case)
        accounts = self._linked_to(community, policy)
        for place in {where for where, _ in accounts}:
            async for case in self.archive.cases(community=place, since=since - HORIZON):
                for person, strike in strikes_by(case):
                    if (place, person) in accounts:
                        past.given[accounts[place, person]].append(strike)
        return past

    def of(self, past: "Past") -> Known:
        return Known(
            earlier=past.earlier,
            given=past.given,
            cries=past.cries,
            ruled=past.ruled,
            protected=self.protected,
            normalise=self.normalise,
        )

    def _linked_to(self, here: Community, policy: CommunityPolicy) -> Mapping[Account, str]:
        """Whose each account elsewhere is."""
        links = self.links
        home = links.homes.of(here) if links else None
        if links is None or home is None:
            return {}
        ruling = policy if home == here else self.policies(home)
        return {
            account: link.member if home == here else link.viewer
            for link in (links.at(home) if ruling.link_accounts else ())
            for account in links.counterparts(link, here)
        }


@dataclass(slots=True)
class Past:
    """Filled case by case. `numbers` are those of the cases since the moment, by message."""

    since: datetime
    earlier: dict[str, list[Strike]] = field(default_factory=lambda: defaultdict(list))
    given: dict[str, list[Strike]] = field(default_factory=lambda: defaultdict(list))
    cries: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    ruled: dict[str, Ruling] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def enter(self, case: Case) -> None:
        before = case.opened_at < self.since
        if before or case.ordered_by is not None:
            strikes = self.earlier if before else self.given
            for person, strike in strikes_by(case):
                strikes[person].append(strike)
        if before:
            self._cried(case)
            return
        if case.ordered_by is None:
            self.ruled.update(rulings_on((case,)))
            self.numbers.update(dict.fromkeys(messages_of(case), case.number))

    def _cried(self, case: Case) -> None:
        crier = crier_of(case)
        if crier is not None and self.since - case.opened_at <= CARE:
            self.cries[crier].append(case.opened_at)
