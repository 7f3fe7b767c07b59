"""A case in plain words: who, whom, why, what was done and until when."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never

from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    Ban,
    Blur,
    Collapse,
    Hide,
    Kick,
    LockDown,
    Measure,
    Mute,
    OfferHelp,
    Release,
    Throttle,
    Timeout,
    Unban,
    Warn,
    Withhold,
)
from engine.cases import Case, Status
from engine.holds import is_open


def card(case: Case) -> str:
    return "\n".join(_lines(case))


def _lines(case: Case) -> Iterator[str]:
    who = f"{len(case.accounts)} accounts" if len(case.accounts) > 1 else case.author
    towards = f" → {case.target}" if case.target else ""
    yield f"Case {case.number} · {headline(case)} · {who}{towards}"
    yield f"  Why: {case.reason}"
    for evidence in case.evidence:
        yield f"  - {evidence.text} [{evidence.id}]"
    yield f"  Done: {done(case)}"
    if case.foretells:
        yield "  Asked of you: have a look; no ruling on it does anything to anybody"
    elif case.needs_human and case.proposal:
        yield f"  Asked of you: {words_for(case.proposal)} ({_how(case)})"
    yield f"  Harm {case.harm_score:.2f}, risk {case.risk_score:.2f}, policy {case.policy}"


def _how(case: Case) -> str:
    number = case.number
    if is_open(case):
        return f"!haven approve {number} or !haven deny {number}"
    return f"!haven confirm {number}"


def headline(case: Case) -> str:
    if case.foretells:
        return "early warning"
    return case.category.value.replace("_", " ")


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def done(case: Case, *, told: Callable[[datetime], str] = utc) -> str:
    """What happened, in the order it was carried out; `told` puts a moment into words."""
    if case.waits and case.status is Status.EXPIRED:
        return "nothing, no moderator answered in time"
    if case.waits:
        return f"nothing yet, {case.mode} mode waits for a moderator"
    main, *others = case.actions
    until = f" until {told(case.expires_at)}" if case.expires_at else ""
    counted = Counter(map(words_for, others))
    also = [f"{words} × {n}" if n > 1 else words for words, n in counted.items()]
    return ", ".join([f"{words_for(main)}{until}", *also]) + _STATES.get(case.status, "")


# What a reader must know besides what was ordered.
_STATES = {
    Status.REFUSED: " (the platform refused)",
    Status.FAILED: " (failed)",
    Status.UNKNOWN: " (nobody knows whether it arrived)",
    Status.UNDONE: " (taken back)",
    Status.EXPIRED: " (over)",
    Status.VOID: " (void)",
}


def words_for(action: Action | Unban) -> str:
    match action:
        case Warn():
            return "warned"
        case Hide():
            return "message hidden"
        case Blur():
            return "message blurred"
        case Throttle(delay=delay):
            return f"slowed down to one message in {delay.total_seconds():.0f} s"
        case Timeout(duration=duration):
            return f"timed out for {_length(duration.total_seconds())}"
        case Mute():
            return "muted until a moderator lifts it"
        case Kick():
            return "removed"
        case Ban():
            return "banned"
        case Unban():
            return "unbanned"
        case _:
            return _measure(action)


def _measure(action: Measure) -> str:
    match action:
        case Collapse(delay=delay):
            return f"slow mode, {delay.total_seconds():.0f} s"
        case LockDown(duration=duration):
            return f"locked down for {_length(duration.total_seconds())}"
        case AlertModerators():
            return "moderators told"
        case AlertTarget():
            return "person told"
        case OfferHelp():
            return "help offered"
        case Release():
            return "let through"
        case Withhold():
            return "kept back"
        case _:
            assert_never(action)


def _length(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
