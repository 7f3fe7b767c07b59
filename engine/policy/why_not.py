"""What a policy did not do about a message, and how far it was from doing it: pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.actions import Hide
from engine.policy.community import CommunityPolicy
from engine.policy.facts import facts_of
from engine.policy.ladder import TIMEOUTS, Rung
from engine.policy.matter import Footing, Matter
from engine.policy.measures import is_advert
from engine.policy.pattern import TextPattern
from engine.policy.policy import HELP_AT
from engine.policy.retrial import Retried
from engine.policy.rule import Effect, Rule
from engine.policy.rules import fired
from engine.policy.rulings import has_its_own_way, may_pass
from engine.policy.turning import turning
from engine.policy.unfired import Unfired, unfired
from engine.policy.wishes import border, is_borne
from engine.quantities import lasting
from engine.verdict import Category, Mode

_ABOUT_WORDS = ("message.text", "message.words", "message.length", "message.links", "patterns")


class Border(StrEnum):
    """From here on a message is weighed; it is acted on, more harshly, or hidden; whoever it is
    aimed at is looked after, has it hidden, or punishes it; a person in danger is offered help.
    """

    WEIGHED = "weighed"
    ACTED = "acted"
    HARSHER = "harsher"
    HIDDEN = "hidden"
    CARED = "cared"
    CHOSEN = "chosen"
    BLOCKED = "blocked"
    HELPED = "helped"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One that was not reached; both scores lie in 0..1. Of WEIGHED ones `was` is the risk, of all
    others the harm.
    """

    border: Border
    at: float
    was: float

    @property
    def short(self) -> float:
        return self.at - self.was


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """`notes` say why less was done than thresholds and rules would have it. `unmatched` patterns
    were not found, or do not hold there. `policy` is the version that explains it; `in_force`
    tells whether it was so then, and is None where nobody can say. Of what is said by words no
    longer kept, `wordless` rules cannot be told of.
    """

    policy: str
    mode: Mode
    in_force: bool | None = None
    thresholds: tuple[Threshold, ...] = ()
    rules: tuple[Unfired, ...] = ()
    notes: tuple[str, ...] = ()
    unmatched: int = 0
    wordless: int = 0


_IN_DANGER = (
    "These were heard as the words of a person in danger: nothing is held against them, and no rule"
    " or pattern is asked."
)
_OWN_WAY = "Rules and patterns are not asked about raids, crowds, names and held messages."
_PREVENTED = (
    "A measure in force was to keep these words from being written, so nothing was weighed."
)
_HELPED = "They had been offered help within the day before."
_BORNE = "Whoever it is aimed at chose to bear rough words, and nobody else was spoken to."


def why_not(retried: Retried, policy: CommunityPolicy, *, held_back: str = "") -> WhyNot:
    """`held_back` is what a case says of the caps that were reached."""
    told = WhyNot(policy=policy.version, mode=policy.mode)
    matter, footing = retried.matter, retried.footing
    if matter is None:
        return _unweighed(told, retried, policy)
    if matter.assessment.category is Category.SELF_HARM:
        return _in_danger(told, matter, footing)
    rules = _asked(matter, footing, policy)
    tellable = [rule for rule in rules if _has_words(matter) or not _is_about_words(rule)]
    return replace(
        told,
        thresholds=tuple(_thresholds(retried, matter, policy)),
        rules=unfired(tellable, facts_of(matter, footing)) if tellable else (),
        notes=tuple(filter(None, (*_notes(matter, footing, policy), held_back))),
        unmatched=len(policy.patterns) - len(matter.matched) if _has_words(matter) else 0,
        wordless=len(rules) - len(tellable),
    )


def _unweighed(told: WhyNot, retried: Retried, policy: CommunityPolicy) -> WhyNot:
    if retried.verdict.prevented:
        return replace(told, notes=(_PREVENTED,))
    risk = retried.verdict.prediction.risk_score
    weighed = Threshold(Border.WEIGHED, policy.light_at, risk)
    return replace(told, thresholds=(weighed,) if risk < policy.light_at else ())


def _in_danger(told: WhyNot, matter: Matter, footing: Footing) -> WhyNot:
    harm = matter.assessment.harm_score
    helped = (Threshold(Border.HELPED, HELP_AT, harm),) if harm < HELP_AT else ()
    notes = (_IN_DANGER, _HELPED) if footing.cried else (_IN_DANGER,)
    return replace(told, thresholds=helped, notes=notes)


def _asked(matter: Matter, footing: Footing, policy: CommunityPolicy) -> tuple[Rule, ...]:
    return () if footing.immune or has_its_own_way(matter) else policy.rules


def _has_words(matter: Matter) -> bool:
    return bool(matter.message.text)


def _is_about_words(rule: Rule) -> bool:
    return any(name in rule.when for name in _ABOUT_WORDS)


def _thresholds(retried: Retried, matter: Matter, policy: CommunityPolicy) -> Iterator[Threshold]:
    harm = matter.assessment.harm_score
    for kind, at in _borders(retried, matter, policy):
        if harm < at:
            yield Threshold(kind, at, harm)


def _borders(
    retried: Retried, matter: Matter, policy: CommunityPolicy
) -> Iterator[tuple[Border, float]]:
    harm, hidden = matter.assessment.harm_score, _hides(retried)
    yield Border.ACTED, policy.act_at
    harsher = turning(harm, policy).harsher_from
    if harm >= policy.act_at and harsher is not None:
        yield Border.HARSHER, harsher
    if not hidden and not is_advert(matter):
        yield Border.HIDDEN, policy.hide_at
    if matter.is_aimed and matter.assessment.category is not Category.NONE:
        yield from _chosen(matter, policy, hidden=hidden)


def _chosen(
    matter: Matter, policy: CommunityPolicy, *, hidden: bool
) -> Iterator[tuple[Border, float]]:
    chosen = matter.protection
    if chosen.tell_me or (chosen.hide and not hidden):
        yield Border.CARED, border(chosen, policy)
    if chosen.hide_from is not None and not hidden:
        yield Border.CHOSEN, chosen.hide_from
    if chosen.block and matter.target == matter.message.place.community.owner:
        yield Border.BLOCKED, chosen.block.harm


def _hides(retried: Retried) -> bool:
    return retried.now is not None and any(isinstance(each, Hide) for each in retried.now.actions)


def _notes(matter: Matter, footing: Footing, policy: CommunityPolicy) -> Iterator[str]:
    if footing.immune:
        yield f"Nobody acts on them here: {footing.immune}."
        return
    if has_its_own_way(matter) and (policy.rules or policy.patterns):
        yield _OWN_WAY
    yield from _passing(matter, footing, policy)
    if is_borne(matter, policy):
        yield _BORNE
    if footing.fresh is not None:
        yield (
            f"Within the last minute they had been given {_named(footing.fresh)}: further words of"
            " that minute are only hidden, unless they are worse."
        )
    if matter.doubt:
        yield matter.doubt
    if footing.cried:
        yield "Within the last day they were heard to be in danger, so nobody acts unasked."


def _passing(matter: Matter, footing: Footing, policy: CommunityPolicy) -> Iterator[str]:
    rules = _asked(matter, footing, policy)
    found = fired(rules, facts_of(matter, footing)) if rules else ()
    own: tuple[Rule | TextPattern, ...] = (*matter.matched, *found)
    for each in own:
        if each.then is Effect.EXEMPT:
            grave = "" if may_pass(matter) else ", but it is too grave for that"
            yield f'Your own "{each.name}" lets it pass{grave}.'


def _named(rung: Rung) -> str:
    length = TIMEOUTS.get(rung)
    return f"a time-out of {lasting(length)}" if length else f"a {rung.name.lower()}"
