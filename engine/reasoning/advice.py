"""A language model advises: it moves what the rules found within a band, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.policy.protection import SHARES
from engine.reasoning.answer import Advice, Answer
from engine.reasoning.calibration import AS_SAID, Curve
from engine.reasoning.packet import Packet
from engine.reasoning.prompt import PROMPT_VERSION
from engine.verdict import ADVICE, Assessment, Category, Counsel, Evidence

BAND = 0.15
# What the rules alone find as harmful as this, no model talks down.
HIGH = 0.7

ASKED = "The language model would rather have a person decide."
UNFOUNDED = "The language model named no evidence that exists."


@dataclass(frozen=True, slots=True)
class Bounds:
    floor: float
    cap: float


def bounds(ruled: Assessment, *, is_marked: bool) -> Bounds:
    """How far a model may move it. Words that speak to the model are not made milder by it."""
    if ruled.category in {Category.NONE, Category.SELF_HARM}:
        return Bounds(ruled.harm_score, ruled.harm_score)
    keeps = is_marked or ruled.harm_score >= HIGH
    floor = ruled.harm_score if keeps else max(0.0, ruled.harm_score - BAND)
    return Bounds(floor, min(1.0, ruled.harm_score + BAND))


def advised(
    ruled: Assessment,
    answer: Answer,
    packet: Packet,
    *,
    citable: Mapping[str, str],
    is_marked: bool,
    model: str,
    digest: str = "",
    curve: Curve = AS_SAID,
) -> Assessment:
    """Category and reason stay the rules' own: they choose actions, and are told to members."""
    harm, unsure = moved(ruled, answer, acts_from(packet), is_marked=is_marked, curve=curve)
    cited = packet.cite(*(citable[name] for name in answer.cited))
    said = Evidence(ADVICE, f"The language model {model} said: {answer.rationale or 'nothing.'}")
    return replace(
        ruled,
        harm_score=harm,
        evidence=(*dict.fromkeys((*ruled.evidence, *cited)), said),
        reasoner=f"{ruled.reasoner}, advised by {model}",
        unsure=unsure,
        counsel=Counsel(model, digest, PROMPT_VERSION, answer.harm, ruled.harm_score),
    )


def moved(
    ruled: Assessment, answer: Answer, acts_from: float, *, is_marked: bool, curve: Curve
) -> tuple[float, str]:
    """The harm after advice, and why a person must decide, or nothing."""
    limits = bounds(ruled, is_marked=is_marked)
    meant = _meant(ruled, replace(answer, harm=curve(answer.harm)))
    return max(limits.floor, min(limits.cap, meant)), _unsure(answer, limits, acts_from)


def _meant(ruled: Assessment, answer: Answer) -> float:
    """Advice that contradicts its own figure moves nothing, nor does mercy without evidence."""
    lowers = answer.harm < ruled.harm_score
    contradicts = answer.advice is (Advice.FOLLOW if lowers else Advice.LEAVE)
    return ruled.harm_score if contradicts or (lowers and not answer.is_founded) else answer.harm


def _unsure(answer: Answer, limits: Bounds, acts_from: float) -> str:
    """Whatever would be done even at the floor, no model can put off."""
    if limits.floor >= acts_from:
        return ""
    if not answer.is_founded:
        return UNFOUNDED
    return ASKED if answer.advice is Advice.ASK else ""


def acts_from(packet: Packet) -> float:
    """The harm from which on something is done about it."""
    # Who tolerates more does so for insults alone, so tolerance puts nothing off here.
    return packet.policy.act_at * min(1.0, SHARES[packet.protection.sensitivity])
