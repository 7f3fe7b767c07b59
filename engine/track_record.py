"""How often moderators took back what each rule had found, community by community."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.cases import SIEGE, Case, Ruling
from engine.events import Community
from engine.policy.ladder import RULE, TOPIC
from engine.shares import Share
from engine.verdict import Assessment, Evidence

# Older rulings were about another policy, another model or another time.
LATELY = timedelta(days=30)

_Key = tuple[Community, str]


@dataclass(frozen=True, slots=True)
class _Ruled:
    opened_at: datetime
    was_wrong: bool


class TrackRecord:
    """Rebuilt from the cases at start, kept in step with what is written of them."""

    def __init__(self) -> None:
        self._ruled: dict[_Key, dict[int, _Ruled]] = defaultdict(dict)
        self._counted: dict[tuple[Community, int], _Key] = {}

    def enter(self, case: Case) -> None:
        """Count a case if it is ruled upon; its later form replaces the earlier one, which may have
        rested on something else: of a case whose author was erased nobody knows any more.
        """
        name = case.community, case.number
        if (before := self._counted.pop(name, None)) is not None:
            self._ruled[before].pop(case.number, None)
        if case.ruling is None or case.ordered_by is not None or not is_havens_finding(case):
            return
        key = self._counted[name] = case.community, rule_of(case.evidence, case.reasoner)
        self._ruled[key][case.number] = _Ruled(case.opened_at, case.ruling is Ruling.REVERSED)

    def behind(self, assessment: Assessment, community: Community, moment: datetime) -> Share:
        """Of the last thirty days' cases that rest on the same rule and were ruled upon, those
        that were reversed.
        """
        rule = rule_of(assessment.evidence, assessment.reasoner)
        return self._taken_back((community, rule), moment)

    def by_rule(self, community: Community, moment: datetime) -> Mapping[str, Share]:
        rules = [rule for where, rule in self._ruled if where == community]
        shares = {rule: self._taken_back((community, rule), moment) for rule in rules}
        return {rule: share for rule, share in shares.items() if share.whole}

    def _taken_back(self, key: _Key, moment: datetime) -> Share:
        ruled = self._ruled.get(key, {})
        for number in [n for n, each in ruled.items() if moment - each.opened_at > LATELY]:
            del ruled[number], self._counted[key[0], number]
        return Share(sum(each.was_wrong for each in ruled.values()), len(ruled))


def is_havens_finding(case: Case) -> bool:
    """Not somebody's wish or a community's own rule, nor a forecast that found no harm, nor a
    question whose side somebody is on.
    """
    return case.rung not in {TOPIC, RULE, SIEGE} and not case.foretells


def rule_of(cited: Iterable[Evidence], reasoner: str) -> str:
    """What a case rests on first: the strongest evidence, which is cited before all other."""
    for evidence in cited:
        source, _, name = evidence.id.partition(":")
        if source == "precedent":
            return "memory"
        if source == "signal":
            return name
    return reasoner
