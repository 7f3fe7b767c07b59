"""How Haven came to a case, in full: what the card's button, the menu and `/explain` all tell."""

from collections.abc import Iterator

from cogs.cards import IN_DANGER, done, is_crisis, under, words_for
from cogs.case_wording import precedents, why
from cogs.harmless import harmless
from cogs.why_not_wording import not_done, weighed, whose
from engine.cases import Case, Status
from engine.dossier import CaseView
from engine.inquiry import Answer
from engine.policy.ladder import Rung
from engine.policy.record import RECORD
from engine.policy.turning import Turning, turning
from engine.policy.why_not import Border, WhyNot
from engine.quantities import counted, people
from engine.verdict import Category, Decision, Mode, RiskPrediction, Verdict, Weight

_LINE, _ALL_SIGNALS, _PUSHES = 130, 8, 3
# From which score on a signal is called so.
_STRENGTHS = ((0.8, "very strongly"), (0.6, "strongly"), (0.35, "clearly"), (0.0, "slightly"))
# What the parts of a risk are about; one that is not here is told by its own name.
_PARTS = {
    "semantic": "likeness to remembered cases",
    "behaviour": "how this person has behaved",
    "negative_sentiment": "an angry tone",
    "lexicon": "harsh words",
    "linear": "how it is worded",
    "encoder": "what it means as a whole",
    "ruling": "what moderators said of the same words",
    "spam": "signs of an advert or a trap",
}
_JUDGES = {
    "rules": "Haven's own rules",
    "moderator": "a moderator",
    "report": "a member, who reported it",
}
_BIAS = "bias"
# Discord's 4,000 characters of a message, with some to spare.
_ROOM, _NEAREST = 3_900, 5
_TOLD_ELSEWHERE = frozenset({Border.HARSHER})


def explanation(view: CaseView) -> Iterator[str]:
    """Paragraphs, each of which says something; together they fit into a message."""
    told = list(_explanation(view))
    if view.why_not is None or view.verdict is None or is_crisis(view.case):
        yield from told
        return
    yield from told[:-1]
    yield from _not_done(view.why_not, room=_ROOM - sum(map(len, told)))
    yield told[-1]


def unopened(answer: Answer) -> Iterator[str]:
    """About a message that there is no case about, or none of its own."""
    decided = answer.verdict.decision
    among = decided is not None and decided.campaign is not None
    title = "It belongs to a case of several people" if among else "Why there is no case about it"
    yield f"**{title}**\n{weighed(answer)}"
    lines = not_done(answer.why_not, _clean, most=_NEAREST)
    yield "\n".join(f"- {line}" for line in lines) or "- Nothing there was short of its border."
    yield f"-# {whose(answer.why_not)}"


def _not_done(told: WhyNot, *, room: int) -> Iterator[str]:
    """As many lines as there is room for; the policy it goes by stands first."""
    lines = [f"**What was not done**\n-# {whose(told)}"]
    room -= len(lines[0])
    for line in not_done(told, _clean, but=_TOLD_ELSEWHERE, most=_NEAREST):
        room -= len(line) + 3
        if room < 0:
            break
        lines.append(f"- {line}")
    if len(lines) > 1:
        yield "\n".join(lines)


def _clean(text: str, longest: int) -> str:
    return harmless(text, longest=longest)


def _explanation(view: CaseView) -> Iterator[str]:
    case, verdict = view.case, view.verdict
    yield f"**How case {case.number} came about**\n{why(case)}"
    if verdict is None:
        yield "A moderator ordered it." if case.ordered_by else "Its judgement is no longer kept."
        return
    if is_crisis(case):
        yield from _heard(view)
        return
    yield from filter(
        None,
        (
            "\n".join((*_weighed(verdict), *_pushed(verdict.prediction))),
            precedents(view),
            _record(case),
            _talk(view, verdict),
            _modes(verdict.decision),
            "\n".join(_otherwise(view, verdict)),
        ),
    )
    yield f"-# Judged by {_judged(case, verdict)}"


def _judged(case: Case, verdict: Verdict) -> str:
    """By which parts of Haven; and why no language model had a say where one was to have it."""
    made = harmless(f"{_judge(case)}; {under(case)}", longest=_LINE)
    if verdict.assessment is None or not verdict.assessment.degraded:
        return made
    return f"{made}. No language model answered in time, so the rules alone decided."


def _judge(case: Case) -> str:
    """A name that is not here is told as it is."""
    judge = _JUDGES.get(case.reasoner, case.reasoner)
    return f"{judge}, words read by model {case.model}" if case.model else judge


def _heard(view: CaseView) -> Iterator[str]:
    """Of a person in danger nothing is weighed that could be held against them."""
    case = view.case
    yield (
        "- Haven listens for words of not wanting to live, of a plan, and of worry about somebody"
        " close. Laughter, games, songs, quotations and a past that is over speak against it."
    )
    yield f"**Done:** {done(case)}"
    yield f"**What you can do:** {IN_DANGER}"


def _weighed(verdict: Verdict) -> Iterator[str]:
    """The signals by strength; those of category NONE spoke against it."""
    found = sorted(verdict.prediction.signals, key=lambda signal: -signal.score)
    for signal in found[:_ALL_SIGNALS]:
        side = "for harmlessness" if signal.category is Category.NONE else "for harm"
        strength = next(words for least, words in _STRENGTHS if signal.score >= least)
        told = harmless(signal.evidence, longest=_LINE)
        yield f"- {signal.score:.0%} {side}, {strength}: {told}"


def _pushed(prediction: RiskPrediction) -> Iterator[str]:
    """What a risk is made of, in words, since its parts are no shares of anything."""
    parts = [each for each in prediction.weights if each.name != _BIAS]
    parts.sort(key=lambda part: -abs(part.value * part.weight))
    up = [_part(each) for each in parts if each.value * each.weight > 0][:_PUSHES]
    down = [_part(each) for each in parts if each.value * each.weight < 0][:_PUSHES]
    if up or down:
        told = [f"up by {', '.join(up)}"] if up else []
        told += [f"down by {', '.join(down)}"] if down else []
        yield f"- Its risk of {prediction.risk_score:.0%} was pushed {', and '.join(told)}."


def _part(weight: Weight) -> str:
    return _PARTS.get(weight.name) or harmless(weight.name.replace("_", " "), longest=_LINE)


def _record(case: Case) -> str:
    """What two linked accounts were given, where that made it harsher."""
    told = next((each.text for each in case.evidence if each.id == RECORD), "")
    return f"**Their record:** {told}" if told else ""


def _talk(view: CaseView, verdict: Verdict) -> str:
    """How heated the talk was, and how it had become so."""
    if not verdict.session:
        return ""
    told = f"**The talk** was {verdict.escalation:.0%} heated at this message"
    if len(view.course) < 2:
        return f"{told}."
    voices = people(len({beat.author for beat in view.course}))
    earlier = f"{view.course[0].escalation:.0%} when it began"
    return f"{told}, and {earlier}: {counted(len(view.course), 'message')} by {voices}."


def _modes(decision: Decision | None) -> str:
    if decision is None:
        return ""
    told = (f"- In {mode}: {harmless(words, longest=_LINE)}" for mode, words in decision.elsewhere)
    return "\n".join(told)


def _otherwise(view: CaseView, verdict: Verdict) -> Iterator[str]:
    """Only what is certain: where the policy has changed meanwhile, that is said instead."""
    decision = verdict.decision
    if decision is None or decision.rung.upper() not in Rung.__members__:
        return
    yield "**What would have changed it**"
    if view.policy is None:
        yield "- The policy has changed since: nobody can say what it would have taken then."
    else:
        yield from _turned(turning(decision.harm_score, view.policy), decision)
    if view.words and view.case.status not in {Status.UNDONE, Status.VOID}:
        yield "- A ruling that such words are fine here: Reverse, and they hardly count any more."


def _turned(turn: Turning, decision: Decision) -> Iterator[str]:
    act = "been shown" if decision.mode is Mode.OBSERVE else "been done"
    yield (
        f"- Harm below {turn.acts_from:.0%}: it was {turn.harm:.0%}, and with less than that"
        f" nothing would have {act}."
    )
    if Rung[decision.rung.upper()] > turn.first:
        yield f"- No strikes: with a clean record they would have been {_named(turn.first)}."
    else:
        yield "- Not their record: with a clean one it would have been the same."
    if turn.harsher_from is not None:
        yield f"- Harm from {turn.harsher_from:.0%} on: that is answered more harshly."


def _named(rung: Rung) -> str:
    return words_for(rung.action("", ""))
