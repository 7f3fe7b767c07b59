"""A case in plain words: who, whom, why, what was done and until when."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import assert_never

from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    AnswerRequest,
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
    subject,
)
from engine.cases import Case, Status
from engine.holds import is_open, overruled, recommended
from engine.policy.ladder import RULE, TOPIC
from engine.quantities import counted, lasting
from engine.verdict import Category, Mode


def card(case: Case) -> str:
    return "\n".join(_lines(case))


def is_crisis(case: Case) -> bool:
    """About a person in danger, of whom nobody needs to be protected."""
    return case.category is Category.SELF_HARM


# What a moderator can do for somebody who may be in danger; the buttons' names are the card's.
IN_DANGER = (
    "Somebody may be in danger. A kind note from a person they know helps most: ask how they are, "
    "listen, and pass on the help lines. In acute danger call the emergency number. Nobody is "
    "punished here."
)


def _lines(case: Case) -> Iterator[str]:
    if is_crisis(case):
        yield from _crisis_lines(case)
        return
    accounts = len(case.accounts)
    who = counted(accounts, "account") if accounts > 1 else case.author
    towards = f" → {case.target}" if case.target else ""
    yield f"Case {case.number} · {headline(case)} · {who}{towards}"
    yield f"  Why: {case.reason}"
    for evidence in case.evidence:
        yield f"  - {evidence.text} [{evidence.id}]"
    yield f"  Done: {done(case)}"
    if case.foretells:
        yield "  Asked of you: have a look; no ruling on it does anything to anybody"
    elif case.needs_human and case.proposal:
        yield f"  Asked of you: {_asked(case, case.proposal)}"
    yield f"  Harm {case.harm_score:.0%}, risk {case.risk_score:.0%}, {under(case)}"


def _crisis_lines(case: Case) -> Iterator[str]:
    number = case.number
    yield f"Case {number} · {headline(case)} · {case.author}"
    yield f"  Why: {case.reason}"
    yield f"  Done: {done(case)}"
    yield f"  {IN_DANGER}"
    seen, mistaken = f"!haven confirm {number}", f"!haven undo {number}"
    yield f"  Asked of you: {seen} when you have seen to it, {mistaken} if it is no crisis"


def _asked(case: Case, proposal: Action | Unban) -> str:
    number = case.number
    if case.gathers and case.mode is not Mode.OBSERVE:
        names, hidden = ", ".join(joining(case)) or "nobody", ", ".join(only_hidden(case))
        hides = f", only hides words of {hidden}" if hidden else ""
        return (
            f"look who attacks and who defends; !haven confirm {number} silences {names}{hides}, "
            "and does nothing to the others: whose side they are on is not sure"
        )
    if case.mode is Mode.OBSERVE:
        return f"was this right? (!haven confirm {number} or !haven undo {number})"
    if is_open(case):
        return f"{words_for(proposal)} (!haven approve {number} or !haven deny {number})"
    return f"{words_for(proposal)} (!haven confirm {number})"


def joining(case: Case) -> tuple[str, ...]:
    """Those around somebody under attack who are silenced or warned if a moderator agrees."""
    return _subjects(action for action in case.actions[1:] if not isinstance(action, Hide))


def only_hidden(case: Case) -> tuple[str, ...]:
    """Those to whom no more is done than that words of theirs are hidden."""
    met = joining(case)
    hidden = _subjects(action for action in case.actions[1:] if isinstance(action, Hide))
    return tuple(each for each in hidden if each not in met)


def _subjects(actions: Iterable[Action | Unban]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(subject, actions))))


def under(case: Case) -> str:
    """Under which policy it was decided; alike for cases that were decided under the same one."""
    version = case.policy.rpartition("@")[2]
    return f"policy version {version}" if "@" in case.policy else "by no policy"


def headline(case: Case) -> str:
    if case.rung == TOPIC:
        return "unwelcome topic"
    if case.rung == RULE:
        return "a rule of this community"
    if case.category is Category.NONE and recommended(case):
        return "held message"
    if case.foretells:
        return "early warning"
    if case.gathers:
        return "several people at one"
    return "a person in danger" if is_crisis(case) else case.category.value.replace("_", " ")


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def done(case: Case, *, told: Callable[[datetime], str] = utc) -> str:
    """What happened, in the order it was carried out; `told` puts a moment into words."""
    if fate := overruled(case):
        return words_for(fate)
    if case.waits and case.mode is Mode.OBSERVE:
        return f"nothing, Haven only observes; it would have been: {_listed(case)}"
    if case.waits and case.status is Status.EXPIRED:
        return "nothing, no moderator answered in time"
    if case.waits:
        return f"nothing yet, {case.mode} mode waits for a moderator"
    until = f" until {told(case.expires_at)}" if case.expires_at else ""
    return _listed(case, until=until) + _STATES.get(case.status, "")


def _listed(case: Case, *, until: str = "") -> str:
    main, *others = case.actions
    times = Counter(map(words_for, others))
    also = [f"{words} × {n}" if n > 1 else words for words, n in times.items()]
    return ", ".join([f"{words_for(main)}{until}", *also])


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
            return f"slowed down to one message in {lasting(delay)}"
        case Timeout(duration=duration):
            return f"timed out for {lasting(duration)}"
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
            return f"slow mode, {lasting(delay)}"
        case LockDown(duration=duration):
            return f"locked down for {lasting(duration)}"
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
        case AnswerRequest():
            return "request answered"
        case _:
            assert_never(action)
