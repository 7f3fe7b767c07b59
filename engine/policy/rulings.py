"""What a community's own rules ask for in one matter, and what they cannot change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.events import Origin
from engine.policy.community import CommunityPolicy
from engine.policy.facts import facts_of
from engine.policy.held import awaits_ruling
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.rule import Effect, Rule
from engine.policy.rules import fired
from engine.verdict import Category, Evidence

# Whoever writes rules cannot let these pass once they are grave, by mistake or not.
_NEVER_EXEMPT = frozenset({Category.THREAT, Category.HATE, Category.DOXXING})
_GRAVE = 0.7

_TOLD = {
    Effect.HIDE: "hide it",
    Effect.ALERT: "tell moderators",
    Effect.ASK: "ask a moderator first",
    Effect.EXEMPT: "let it pass",
}


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rules that fired and count. Where one lets it pass, none makes it harsher."""

    fired: tuple[Rule, ...] = ()

    @property
    def exempts(self) -> bool:
        return self._has(Effect.EXEMPT)

    @property
    def least(self) -> Rung | None:
        """The mildest rung that they allow."""
        rungs = [rung for rule in self.fired if (rung := rule.then.rung) is not None]
        return max(rungs, default=None)

    @property
    def hides(self) -> bool:
        return self._has(Effect.HIDE)

    @property
    def alerts(self) -> bool:
        return self._has(Effect.ALERT)

    @property
    def asks(self) -> str:
        """Why a moderator must confirm it; empty where none need."""
        names = ", ".join(f'"{rule.name}"' for rule in self.fired if rule.then is Effect.ASK)
        return f"A rule here, {names}, wants a moderator to confirm it." if names else ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(Evidence(f"rule:{rule.name}", _in_words(rule)) for rule in self.fired)

    def _has(self, effect: Effect) -> bool:
        return any(rule.then is effect for rule in self.fired)


NO_RULINGS = Rulings()


def rulings(matter: Matter, footing: Footing, policy: CommunityPolicy) -> Rulings:
    """None of them about a person in danger, somebody immune, a crowd that acts as one, a name, or
    what a platform holds back until a moderator decides: those have their own way.
    """
    if not policy.rules or footing.immune or _has_its_own_way(matter):
        return NO_RULINGS
    return Rulings(_counting(fired(policy.rules, facts_of(matter, footing)), matter))


def _has_its_own_way(matter: Matter) -> bool:
    message, category = matter.message, matter.assessment.category
    crowd = matter.campaign and category in {Category.RAID, Category.DOGPILING}
    alone = message.origin is Origin.NAME or awaits_ruling(message)
    return bool(crowd) or alone or category is Category.SELF_HARM


def _counting(rules: Sequence[Rule], matter: Matter) -> tuple[Rule, ...]:
    if not _may_pass(matter):
        return _without(rules, {Effect.EXEMPT})
    if any(rule.then is Effect.EXEMPT for rule in rules):
        return tuple(rule for rule in rules if rule.then in {Effect.EXEMPT, Effect.ALERT})
    return tuple(rules)


def _may_pass(matter: Matter) -> bool:
    found = matter.assessment
    return found.category not in _NEVER_EXEMPT or found.harm_score < _GRAVE


def _without(rules: Iterable[Rule], effects: set[Effect]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.then not in effects)


def _in_words(rule: Rule) -> str:
    rung = rule.then.rung
    said = _TOLD[rule.then] if rung is None else f"at least {rung.name.lower().replace('_', ' ')}"
    return f'The rule "{rule.name}" of this community fired: {said}.'
