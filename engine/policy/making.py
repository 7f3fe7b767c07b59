"""How a decision is put together from its matter, whatever it is."""

from dataclasses import replace

from engine.actions import Action
from engine.policy.community import CommunityPolicy
from engine.policy.matter import Matter
from engine.verdict import Decision, Mode


def decision(
    matter: Matter,
    policy: CommunityPolicy,
    *,
    actions: tuple[Action, ...],
    rung: str,
    proposal: Action | None = None,
) -> Decision:
    return Decision(
        actions=actions,
        rung=rung,
        reason=matter.assessment.rationale,
        category=matter.assessment.category,
        harm_score=matter.assessment.harm_score,
        evidence=matter.assessment.evidence,
        mode=policy.mode,
        policy=policy.version,
        needs_human=policy.mode is Mode.ASSIST or proposal is not None,
        proposal=proposal or (actions[0] if policy.mode is Mode.ASSIST else None),
        elsewhere=_elsewhere(actions[0], policy.mode),
    )


def _elsewhere(main: Action, mode: Mode) -> tuple[tuple[Mode, str], ...]:
    said = {
        Mode.OBSERVE: "nothing, only shown",
        Mode.ASSIST: f"{main.type}, once a moderator confirms",
        Mode.ENFORCE: main.type,
    }
    return tuple((other, text) for other, text in said.items() if other is not mode)


def explained(decided: Decision, why: str) -> Decision:
    return replace(decided, reason=f"{decided.reason} {why}")
