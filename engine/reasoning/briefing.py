"""A packet in words, under a budget: what a language model reads, and numbers nowhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from engine.events import Origin
from engine.packets import Briefing, Line
from engine.policy.protection import Sensitivity
from engine.reasoning.harmless import for_model, is_marked
from engine.reasoning.packet import Packet
from engine.sessions.context import Turn
from engine.verdict import Category, Polarity, Precedent, Signal

# With the system prompt, the schema and the answer it stays well within prompt.NUM_CTX.
BUDGET = 2_400
_TURNS, _PRECEDENTS, _SIGNALS, _LIKE = 8, 4, 10, 0.4
_SHORT = 240
_SHIPPED = "shipped pattern"
_RULES = (
    "People here are not to be insulted, threatened, harassed or hunted, nor hated for what they"
    " are; no scams, no adverts, no raids. Teasing among friends, quoting and talk of harm are"
    " fine.",
)
_STRENGTHS = ((0.8, "very strongly"), (0.6, "strongly"), (0.35, "clearly"), (0.0, "slightly"))
_HEAT = ((0.7, "heated"), (0.4, "tense"), (0.15, "a little tense"), (0.0, "calm"))
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*(?:\s?%)?")


def brief(packet: Packet, *, budget: int = BUDGET) -> Briefing:
    """The message and what frames it always; then precedents, signals and the latest turns."""
    needed = [*_framing(packet), _message(packet)]
    left = budget - sum(line.tokens for line in needed)
    more = [*_precedents(packet), *_signals(packet), *_turns(packet)]
    lines = _numbered((*needed[:-1], *reversed(_fitting(more, left)), needed[-1]))
    return Briefing(lines, any(is_marked(words) for words in _untrusted(packet)))


def bare(packet: Packet) -> str:
    """The message and nothing around it, for whoever is to know no more."""
    return for_model(_unnamed(packet.message.text, packet))


def _fitting(lines: Iterable[Line], left: int) -> list[Line]:
    """As many as there is room for, the first ones first."""
    kept = []
    for line in lines:
        left -= line.tokens
        if left < 0:
            break
        kept.append(line)
    return kept


def _numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Letters, since a model copies numbers: e-a, e-b and so on."""
    citable = [line.evidence for line in lines if line.evidence]
    names = {evidence: f"e-{chr(ord('a') + at)}" for at, evidence in enumerate(citable)}
    return tuple(replace(line, id=names.get(line.evidence, "")) for line in lines)


def _untrusted(packet: Packet) -> Iterator[str]:
    yield packet.message.text
    yield packet.message.author.name
    for turn in turns_in(packet):
        yield turn.text
        yield turn.name
    for precedent in packet.prediction.precedents:
        yield precedent.explanation


def _framing(packet: Packet) -> Iterator[Line]:
    yield from (Line("rule", rule) for rule in _RULES)
    if own := for_model(packet.policy.rules_text).strip():
        yield Line("rule", f"This community's own rules: {own}")
    session = packet.context.session
    people, heat = _count(len(session.participants)), _word(_HEAT, session.escalation_score)
    said = f"The talk among {people} people is {heat}; {_count(session.message_count)} messages."
    yield Line("talk", said, evidence="session")
    yield Line("people", _pair(packet))
    if packet.protection.sensitivity is not Sensitivity.USUAL:
        yield Line("choice", "The person it is aimed at chose to be protected earlier than usual.")


def _pair(packet: Packet) -> str:
    if packet.context.target is None:
        return "It is aimed at nobody in particular."
    sure = "It is aimed at" if packet.context.certainty >= 0.8 else "It may be aimed at"
    signals = {signal.source: signal for signal in packet.context.signals}
    friends = " The two tease each other." if "reciprocity" in signals else ""
    return f"{sure} the target.{friends}"


def _message(packet: Packet) -> Line:
    part = "name" if packet.message.origin is Origin.NAME else "message"
    return Line(part, bare(packet), who="author", evidence=f"message:{packet.message.id}")


def _turns(packet: Packet) -> Iterator[Line]:
    """The latest first."""
    names = names_in(packet)
    for turn in reversed(turns_in(packet)):
        text = for_model(_unnamed(turn.text, packet), longest=_SHORT)
        yield Line("earlier", text, who=names.get(turn.author, "somebody"))


def turns_in(packet: Packet) -> Sequence[Turn]:
    """Those that may be shown, in order; an edited message's former words are none of them."""
    earlier = [turn for turn in packet.context.turns if turn.message != packet.message.id]
    return earlier[-_TURNS:]


def names_in(packet: Packet) -> dict[str, str]:
    """People go by their part in it: no name or id leaves for a model."""
    others = dict.fromkeys(turn.author for turn in packet.context.turns)
    names = {person: f"person {chr(ord('A') + at % 26)}" for at, person in enumerate(others)}
    if packet.context.target:
        names[packet.context.target] = "target"
    return names | {packet.message.author.id: "author"}


def _unnamed(text: str, packet: Packet) -> str:
    names = names_in(packet)
    return re.sub(
        r"<@[!&]?([^<>\s]{1,64})>", lambda found: f"@{names.get(found[1], 'somebody')}", text
    )


def _signals(packet: Packet) -> Iterator[Line]:
    signals = (*packet.prediction.signals, *packet.context.signals)
    for signal in sorted(signals, key=lambda one: -one.score)[:_SIGNALS]:
        yield Line("signal", _told(signal), evidence=f"signal:{signal.source}")


def _told(signal: Signal) -> str:
    side = "for harmlessness" if signal.category is Category.NONE else "for harm"
    return f"Speaks {_word(_STRENGTHS, signal.score)} {side}: {_in_words(signal.evidence)}"


def _precedents(packet: Packet) -> Iterator[Line]:
    """Up to four, of both kinds in turn where there are both, those that moderators ruled first."""
    near = [each for each in packet.prediction.precedents if each.similarity >= _LIKE]
    near.sort(key=lambda each: each.ended == _SHIPPED)
    harmful = [each for each in near if each.polarity is Polarity.HARMFUL]
    fine = [each for each in near if each.polarity is Polarity.FINE]
    both = [each for pair in zip_longest(harmful, fine) for each in pair if each]
    for precedent in both[:_PRECEDENTS]:
        yield Line("precedent", _remembered(precedent), evidence=f"precedent:{precedent.id}")


def _remembered(precedent: Precedent) -> str:
    found = "harmful" if precedent.polarity is Polarity.HARMFUL else "fine"
    return f"Something like it was found {found}: {_in_words(precedent.explanation)}"


def _in_words(text: str) -> str:
    return for_model(_NUMBER.sub(_number, for_model(text, longest=_SHORT)), longest=_SHORT)


def _number(found: re.Match[str]) -> str:
    return _count(int(found[0])) if found[0].isascii() and found[0].isdecimal() else "some"


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else "many"


def _word(scale: Sequence[tuple[float, str]], score: float) -> str:
    return next((word for least, word in scale if score >= least), scale[-1][1])
