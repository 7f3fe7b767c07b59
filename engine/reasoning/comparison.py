"""Two reasoners over kept packets: what each thinks of a case, and what moderators said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.cases import Case
from engine.memory.rulings import is_harmful
from engine.packets import Briefing, KeptPacket
from engine.reasoning.advice import moved
from engine.reasoning.answer import Answer
from engine.reasoning.calibration import Curve
from engine.verdict import Assessment, Category


class Recommended(StrEnum):
    LEAVE = "leave it"
    ASK = "ask a moderator"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Opinion:
    harm: float
    category: Category
    recommended: Recommended


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`harmful` is what moderators ruled; an opinion is None where no answer came."""

    case: Case
    first: Opinion | None
    second: Opinion | None
    harmful: bool | None

    @property
    def differs(self) -> bool:
        both = self.first, self.second
        return None not in both and both[0] != both[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """`both` answered so many, and agreed on what to do in `agreed`; `ruled` of them moderators
    ruled upon, and `first` and `second` say of how many of those each was on their side.
    """

    both: int
    agreed: int
    mean_difference: float
    ruled: int
    first: int
    second: int


def deterministic(packet: KeptPacket) -> Opinion:
    """As the rules judged it then: their figure is kept, for all that they looked at is not."""
    return _opinion(packet, packet.category, packet.ruled)


def advised_again(
    packet: KeptPacket, briefing: Briefing, answer: Answer, *, curve: Curve
) -> Opinion:
    """What would follow from a model's answer, within the same bounds as when it advises. The
    category is the model's own.
    """
    found = Assessment(
        harm_score=packet.ruled,
        category=packet.category,
        rationale="",
        evidence=(),
        reasoner="rules",
    )
    harm, unsure = moved(found, answer, packet.acts_from, is_marked=briefing.is_marked, curve=curve)
    return _opinion(packet, answer.category, harm, unsure)


def _opinion(packet: KeptPacket, category: Category, harm: float, unsure: str = "") -> Opinion:
    if unsure:
        return Opinion(harm, category, Recommended.ASK)
    acts = harm >= packet.acts_from
    return Opinion(harm, category, Recommended.ACT if acts else Recommended.LEAVE)


def compared(case: Case, first: Opinion | None, second: Opinion | None) -> Compared:
    harmful = is_harmful(case, case.ruling) if case.ruling else None
    return Compared(case=case, first=first, second=second, harmful=harmful)


def totals(rows: Sequence[Compared]) -> Totals:
    pairs = [(row.first, row.second, row.harmful) for row in rows]
    both = [(one, other, said) for one, other, said in pairs if one and other]
    ruled = [(one, other, said) for one, other, said in both if said is not None]
    apart = sum(other.harm - one.harm for one, other, _ in both)
    return Totals(
        both=len(both),
        agreed=sum(one.recommended == other.recommended for one, other, _ in both),
        mean_difference=apart / len(both) if both else 0.0,
        ruled=len(ruled),
        first=sum(_is_right(one, harmful=said) for one, _, said in ruled),
        second=sum(_is_right(other, harmful=said) for _, other, said in ruled),
    )


def _is_right(opinion: Opinion, *, harmful: bool) -> bool:
    """Whoever asks leaves it to moderators, and is on nobody's side."""
    return opinion.recommended is (Recommended.ACT if harmful else Recommended.LEAVE)
