"""What was not done about a message, in words: on cards, for `/explain`, and in a terminal."""

from collections.abc import Callable, Iterator

from engine.inquiry import Answer
from engine.policy.unfired import Unfired
from engine.policy.why_not import Border, Threshold, WhyNot
from engine.quantities import counted
from engine.verdict import Category, Mode

# Whatever others wrote goes through it, with the room there is.
Clean = Callable[[str, int], str]

_NAME, _PART, _VALUE, _NOTE = 60, 120, 40, 240
_BORDERS = {
    Border.WEIGHED: "Words are weighed from a risk of",
    Border.ACTED: "It is acted on from a harm of",
    Border.HARSHER: "It is answered more harshly from a harm of",
    Border.HIDDEN: "It is hidden for everybody from a harm of",
    Border.CARED: "Whoever it is aimed at is looked after, as they chose, from a harm of",
    Border.CHOSEN: "Whoever it is aimed at chose to have it hidden from a harm of",
    Border.BLOCKED: "Whoever owns this channel chose a measure of their own from a harm of",
    Border.HELPED: "Help is offered from",
}
_MODES = {
    Mode.OBSERVE: "The mode is observe: nothing is done, it is only shown.",
    Mode.ASSIST: "The mode is assist: a moderator has to confirm what is done.",
}


def whose(told: WhyNot) -> str:
    """Which policy explains it."""
    if told.in_force:
        return "By the policy that was in force then."
    if told.in_force is None:
        return "Which policy held then is not kept; this is what the present one says."
    return "The policy has changed since; this is what the present one says."


def not_done(
    told: WhyNot, clean: Clean, *, but: frozenset[Border] = frozenset(), most: int | None = None
) -> Iterator[str]:
    """Line by line, without thresholds that are told elsewhere; at most so many rules."""
    yield from (clean(note, _NOTE) for note in told.notes)
    yield from (_threshold(each) for each in told.thresholds if each.border not in but)
    yield from (_rule(each, clean) for each in told.rules[:most])
    if left_out := len(told.rules[len(told.rules[:most]) :]):
        yield f"{counted(left_out, 'rule')} more did not fire, and lacked more."
    if told.wordless:
        yield f"{counted(told.wordless, 'rule')} about words cannot be tried: they are gone."
    if told.unmatched:
        yield f"{counted(told.unmatched, 'pattern')} of this community did not match."
    if told.mode in _MODES:
        yield _MODES[told.mode]


def weighed(answer: Answer) -> str:
    """What was made of a message that there is no case about."""
    found, risk = answer.verdict.assessment, answer.verdict.prediction.risk_score
    if found is None:
        return f"Its risk was {_percent(risk)}, and nobody weighed its words."
    harmless = found.category is Category.NONE
    kind = "" if harmless else f" ({found.category.value.replace('_', ' ')})"
    harm = _percent(found.harm_score)
    return f"Its risk was {_percent(risk)}; weighed, its harm was found to be {harm}{kind}."


def _threshold(each: Threshold) -> str:
    short = f"{100 * each.short:.1f}".removesuffix(".0")
    points = "point" if short == "1" else "points"
    return (
        f"{_BORDERS[each.border]} {_percent(each.at)} on: it was {_percent(each.was)},"
        f" {short} {points} short."
    )


def _rule(each: Unfired, clean: Clean) -> str:
    name, part = clean(each.rule, _NAME), clean(each.part, _PART)
    if each.was is None:
        return f'Rule "{name}" did not fire: {part} was not true.'
    was = _number(each.was) if isinstance(each.was, float | int) else clean(each.was, _VALUE)
    short = f", {_number(each.short)} away" if each.short else ""
    return f'Rule "{name}" did not fire: {part}, but it was {was}{short}.'


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _percent(score: float) -> str:
    return f"{100 * score:.1f}".removesuffix(".0") + "%"
