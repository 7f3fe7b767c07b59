"""Why another policy decides otherwise, in a few words and nobody's own: pure."""

from engine.policy.community import CommunityPolicy
from engine.policy.deed import deed
from engine.policy.matter import Footing, Matter
from engine.policy.retrial import Retried, acts
from engine.policy.rulings import rulings
from engine.policy.wishes import blocked


def why(retried: Retried, policy: CommunityPolicy) -> str:
    """What counted most; empty where nothing was decided about it at all."""
    matter, footing = retried.matter, retried.footing
    if matter is None:
        return "it was not weighed"
    ruled = _ruled(matter, footing, policy)
    if retried.now is None:
        return footing.immune or ruled or _below(matter, policy)
    said = [ruled] if ruled else []
    if not acts(retried.verdict.decision) and not ruled and _reaches(matter, policy):
        said.append(f"harm {matter.assessment.harm_score:.2f} reaches {policy.act_at:g}")
    if blocked(matter) is not None or matter.unwelcome:
        said.append("somebody's own wishes")
    if matter.doubt:
        said.append("in doubt")
    return "; ".join((*said, *_standing(matter, footing, policy, retried)))


def _below(matter: Matter, policy: CommunityPolicy) -> str:
    harm = matter.assessment.harm_score
    if harm < policy.act_at:
        return f"harm {harm:.2f} is below {policy.act_at:g}"
    return f"risk {matter.circumstances.risk:.2f} is below {policy.light_at:g}"


def _reaches(matter: Matter, policy: CommunityPolicy) -> bool:
    return matter.assessment.harm_score >= policy.act_at


def _ruled(matter: Matter, footing: Footing, policy: CommunityPolicy) -> str:
    fired = rulings(matter, footing, policy).fired
    return ", ".join(f'rule "{rule.name}": {rule.then}' for rule in fired)


def _standing(
    matter: Matter, footing: Footing, policy: CommunityPolicy, retried: Retried
) -> tuple[str, ...]:
    """Where both act and differ, the ladder and the record are what is left to tell."""
    if not acts(retried.verdict.decision) or deed(retried.now) == deed(retried.verdict.decision):
        return ()
    harm = matter.assessment.harm_score
    return (f"harm {harm:.2f}, {footing.strikes:.1f} strikes, ladder {policy.ladder}",)
