"""What a decision comes to in a few words, so that two of them can be compared."""

from engine.actions import Hide
from engine.verdict import Decision, Mode

NOTHING = "nothing"


def deed(decision: Decision | None) -> str:
    """The rung, what is done besides, and whether a moderator comes first where Haven may act."""
    if decision is None:
        return NOTHING
    rest = decision.actions[1:]
    parts = [decision.rung.replace("_", " ") if decision.rung else decision.actions[0].type]
    if any(isinstance(action, Hide) for action in rest):
        parts.append("hide")
    told = " + ".join(dict.fromkeys(parts))
    if decision.mode is Mode.ENFORCE and decision.needs_human:
        return f"{told}, a moderator confirms"
    return told


def differ(then: Decision | None, now: Decision | None) -> bool:
    """Who must confirm is compared only where both were decided in one mode."""
    if then is None or now is None or then.mode is now.mode:
        return deed(then) != deed(now)
    return _plain(then) != _plain(now)


def _plain(decision: Decision) -> str:
    return deed(decision).partition(",")[0]
