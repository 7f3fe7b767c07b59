"""A rule that moderators keep correcting asks them first, until it is right again."""

from dataclasses import replace

from engine.policy.community import CommunityPolicy
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.shares import Share
from engine.verdict import Category, Decision, Mode

# Fewer rulings say nothing about a rule, whatever they say of each case.
FEWEST = 5


def cautiously(
    matter: Matter, footing: Footing, policy: CommunityPolicy, *, taken_back: Share
) -> Decision | None:
    """As `decide`, but as in `assist` where the rule that the assessment rests on has been taken
    back too often. Help for a person in danger does not wait, nor does hiding what somebody asked
    not to read of, whatever the rules make of it.
    """
    acts = policy.mode is Mode.ENFORCE and matter.assessment.category is not Category.SELF_HARM
    if not acts or not overspent(taken_back, policy.overturn_budget):
        return decide(matter, footing, policy)
    why = (
        f"Moderators took back {taken_back.part} of {taken_back.whole} such cases lately,"
        " so one must confirm this."
    )
    if matter.unwelcome and not matter.campaign:
        return decide(replace(matter, doubt=f"{matter.doubt} {why}".lstrip()), footing, policy)
    decided = decide(matter, footing, replace(policy, mode=Mode.ASSIST))
    if decided is None:
        return None
    return replace(decided, reason=f"{decided.reason} {why}", policy=policy.version)


def overspent(taken_back: Share, budget: float) -> bool:
    """Whether the true rate is very likely above the budget, 0..1."""
    return taken_back.whole >= FEWEST and taken_back.interval[0] > budget
