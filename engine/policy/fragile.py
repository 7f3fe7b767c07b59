"""Who may be in danger is not punished for how they speak: moderators are told, and decide."""

from dataclasses import replace

from engine.actions import AlertModerators
from engine.verdict import Decision

# The chance from which that is so: well below the one at which help is offered.
MAY_BE_IN_DANGER = 0.5
_PERHAPS = "They may also be in danger themselves, so nothing was done: a moderator must decide."


def only_told(decided: Decision) -> Decision:
    """The same decision as a proposal."""
    reason = f"{decided.reason} {_PERHAPS}"
    return replace(
        decided,
        actions=(AlertModerators(text=reason),),
        reason=reason,
        needs_human=True,
        proposal=decided.proposal or decided.actions[0],
    )
