"""What a community's own rules and patterns put on top of a decision, punishing nobody by that."""

from dataclasses import replace

from engine.actions import Action, AlertModerators
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import RULE
from engine.policy.making import decision, explained
from engine.policy.matter import Matter
from engine.policy.measures import hiding
from engine.policy.rulings import Rulings
from engine.verdict import Category, Decision


def with_rulings(
    decided: Decision | None, matter: Matter, policy: CommunityPolicy, ruled: Rulings
) -> Decision | None:
    """Hiding and telling moderators are added; the evidence names every rule that fired."""
    if not ruled.fired:
        return decided
    named = " ".join(each.text for each in ruled.evidence)
    if decided is None:
        # Whoever is to be asked is told where there is nothing to confirm.
        wanted = _wanted(matter, ruled) or (_alert(matter, ruled) if ruled.asks else ())
        if not wanted:
            return None
        decided = decision(matter, policy, actions=wanted, rung=RULE)
    else:
        added = tuple(each for each in _wanted(matter, ruled) if not _is_there(each, decided))
        decided = replace(decided, actions=(*decided.actions, *added))
    evidence = (*decided.evidence, *ruled.evidence)
    return replace(explained(decided, named), evidence=evidence, category=_named(decided, ruled))


def _named(decided: Decision, ruled: Rulings) -> Category:
    """What Haven found goes before what a pattern calls it."""
    found = decided.category
    return ruled.category or found if found is Category.NONE else found


def _wanted(matter: Matter, ruled: Rulings) -> tuple[Action, ...]:
    hides = hiding(matter) if ruled.hides else ()
    return (*hides, *_alert(matter, ruled)) if ruled.alerts else hides


def _alert(matter: Matter, ruled: Rulings) -> tuple[AlertModerators]:
    names = " ".join(each.text for each in ruled.evidence)
    return (AlertModerators(text=f"{names} {matter.assessment.rationale}"),)


def _is_there(action: Action, decided: Decision) -> bool:
    """One alert is enough, whatever it says."""
    if isinstance(action, AlertModerators):
        return any(isinstance(each, AlertModerators) for each in decided.actions)
    return action in decided.actions
