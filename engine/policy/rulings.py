"""What a community's own rules and patterns ask for in one matter, and what they cannot change."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import Origin
from engine.policy.community import CommunityPolicy
from engine.policy.facts import facts_of
from engine.policy.held import awaits_ruling
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.pattern import TextPattern
from engine.policy.rule import Effect, Rule
from engine.policy.rules import fired
from engine.verdict import Category, Evidence

# What a rule and a pattern have alike: a name, and what follows.
Own = Rule | TextPattern

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
    """What fired and counts. Where one of it lets it pass, none makes it harsher."""

    fired: tuple[Own, ...] = ()

    @property
    def exempts(self) -> bool:
        return self._has(Effect.EXEMPT)

    @property
    def least(self) -> Rung | None:
        """The mildest rung that they allow."""
        rungs = [each.then.rung for each in self.fired if each.then is not None]
        return max((rung for rung in rungs if rung is not None), default=None)

    @property
    def hides(self) -> bool:
        return self._has(Effect.HIDE)

    @property
    def alerts(self) -> bool:
        return self._has(Effect.ALERT)

    @property
    def asks(self) -> str:
        """Why a moderator must confirm it; empty where none need."""
        names = ", ".join(f'"{each.name}"' for each in self.fired if each.then is Effect.ASK)
        return f"A rule here, {names}, wants a moderator to confirm it." if names else ""

    @property
    def category(self) -> Category | None:
        """What the patterns say that it is; nobody is judged by it, but a case needs a name."""
        named = (each.category for each in self.fired if isinstance(each, TextPattern))
        return next((category for category in named if category), None)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(map(_evidence, self.fired))

    def _has(self, effect: Effect) -> bool:
        return any(each.then is effect for each in self.fired)


NO_RULINGS = Rulings()


def rulings(matter: Matter, footing: Footing, policy: CommunityPolicy) -> Rulings:
    """None of them about a person in danger, somebody immune, a crowd that acts as one, a name, or
    what a platform holds back until a moderator decides: those have their own way.
    """
    own = policy.rules or matter.matched
    if not own or footing.immune or has_its_own_way(matter):
        return NO_RULINGS
    rules = fired(policy.rules, facts_of(matter, footing)) if policy.rules else ()
    patterns = tuple(each for each in matter.matched if each.then is not None)
    return Rulings(_counting((*patterns, *rules), matter))


def has_its_own_way(matter: Matter) -> bool:
    message, category = matter.message, matter.assessment.category
    crowd = matter.campaign and category in {Category.RAID, Category.DOGPILING}
    alone = message.origin is Origin.NAME or awaits_ruling(message)
    return bool(crowd) or alone or category is Category.SELF_HARM


def _counting(own: Sequence[Own], matter: Matter) -> tuple[Own, ...]:
    if not may_pass(matter):
        return tuple(each for each in own if each.then is not Effect.EXEMPT)
    if any(each.then is Effect.EXEMPT for each in own):
        return tuple(each for each in own if each.then in {Effect.EXEMPT, Effect.ALERT})
    return tuple(own)


def may_pass(matter: Matter) -> bool:
    found = matter.assessment
    return found.category not in _NEVER_EXEMPT or found.harm_score < _GRAVE


def _evidence(own: Own) -> Evidence:
    if isinstance(own, TextPattern):
        said = f'It matches your pattern "{own.name}"'
        return Evidence(f"pattern:{own.name}", f"{said}: {_told(own.then)}.")
    said = f'The rule "{own.name}" of this community fired'
    return Evidence(f"rule:{own.name}", f"{said}: {_told(own.then)}.")


def _told(then: Effect | None) -> str:
    if then is None:
        return "rules may ask for it"
    return _TOLD[then] if then.rung is None else f"at least {then.value.replace('_', ' ')}"
