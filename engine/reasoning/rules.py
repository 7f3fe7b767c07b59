"""The deterministic reasoner: harm from evidence, by rules that a moderator can check.

Each piece of evidence is one independent reason to believe in harm, so they are joined as
probabilities are: 1 - (1 - a)(1 - b)…. Only the model is not independent of the words that it has
read, so its reading counts where it says more than they do. What speaks for harmlessness scales
down the kinds of evidence it explains, and only those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import prod

from engine.reasoning.packet import Packet
from engine.verdict import Assessment, Category, Polarity, Signal


class Kind(Enum):
    """What a piece of evidence is about: these words, what has been going on, or a crowd."""

    WORDS = auto()
    PROCESS = auto()
    CROWD = auto()


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason to believe in harm: `strength` is weight times score, 0..1."""

    kind: Kind
    category: Category
    strength: float
    evidence: str
    text: str


READING = "classifier"
DEFENCE = "defence"

# (kind, weight). Nothing that is weak by itself reaches the default `act_at` of 0.5 alone: the
# margin against remembered texts separates with an AUC of about 0.7, so it only supports.
GROUNDS: dict[str, tuple[Kind, float]] = {
    "lexicon": (Kind.WORDS, 0.95),
    READING: (Kind.WORDS, 0.55),
    "spam": (Kind.WORDS, 0.85),
    "evasion": (Kind.WORDS, 0.2),
    "heuristics": (Kind.WORDS, 0.1),
    "escalation": (Kind.PROCESS, 0.35),
    "pairs": (Kind.PROCESS, 0.7),
    "dogpile": (Kind.PROCESS, 0.7),
    "brigade": (Kind.PROCESS, 0.7),
    "raid": (Kind.CROWD, 0.95),
}
SEMANTIC_WEIGHT = 0.4

# How much of each kind a full mitigating signal explains away.
RELIEFS: dict[str, dict[Kind, float]] = {
    "quotation": {Kind.WORDS: 0.9},
    "endearment": {Kind.WORDS: 0.8},
    "reciprocity": {Kind.WORDS: 0.75, Kind.PROCESS: 0.75},
    DEFENCE: {Kind.WORDS: 0.85, Kind.PROCESS: 1.0},
    "hype": {Kind.CROWD: 1.0, Kind.WORDS: 0.5},
    # What moderators here found fine is: only what goes on around it can still speak against it.
    "ruling": {Kind.WORDS: 0.95},
}

# A rationale names what weighs; a moderator finds the rest in the evidence.
_SAID = 3
_WORTH_SAYING = 0.2

# Harsh words that score below this were meant for a thing or for the speaker; the model, which has
# seen few such texts, is then believed only half.
_UNAIMED, _HALF = 0.2, 0.5

_BRIGADE = "signal:brigade"
_PERSONAL = frozenset({Category.HARASSMENT, Category.INSULT, Category.DOGPILING, Category.NONE})

# From here on a crowd's part outweighs what each of its adverts is by itself.
_A_CROWD = 0.3

# Below this a precedent is about something else, and citing it would only confuse.
_WORTH_CITING = 0.4

# Threats and "kill yourself", said to a person: 0.8 and more, at 0.95 of itself.
_GRAVE = 0.75

# From here on a person is believed to be in danger.
CRISIS_AT = 0.5


class RulesReasoner:
    """Always answers, in microseconds; what it says is built from the evidence it cites."""

    name = "rules"

    def forget(self) -> None:
        """Nothing is kept."""

    async def reason(self, packet: Packet) -> Assessment:
        signals = (*packet.prediction.signals, *packet.context.signals)
        grounds = sorted(_grounds(packet, signals), key=lambda ground: -ground.strength)
        harm = _harm(grounds, signals)
        if crisis := _crisis(signals):
            return self._assessment(packet, crisis.score, crisis.category, [crisis.evidence], [])
        if not grounds:
            return self._assessment(packet, 0.0, Category.NONE, [], [])
        reliefs = [signal for signal in signals if signal.source in RELIEFS and signal.score > 0]
        said = [ground.text for ground in grounds[:_SAID] if ground.strength >= _WORTH_SAYING]
        said += [f"But: {relief.evidence}" for relief in reliefs]
        ids = [ground.evidence for ground in grounds]
        ids += [f"signal:{relief.source}" for relief in reliefs]
        return self._assessment(packet, harm, _category(grounds), said, ids)

    def _assessment(
        self,
        packet: Packet,
        harm: float,
        category: Category,
        said: list[str],
        ids: list[str],
    ) -> Assessment:
        if category is Category.SELF_HARM:
            ids = ["signal:crisis"]
        precedents = [
            f"precedent:{precedent.id}"
            for precedent in packet.prediction.precedents
            if precedent.similarity >= _WORTH_CITING
        ]
        message = f"message:{packet.message.id}"
        return Assessment(
            harm_score=harm,
            category=category,
            rationale=" ".join(said) or "Nothing of weight speaks for harm.",
            evidence=packet.cite(*ids, *precedents, "session", message),
            reasoner=self.name,
        )


def _grounds(packet: Packet, signals: Sequence[Signal]) -> Iterator[Ground]:
    for signal in signals:
        if signal.source not in GROUNDS or signal.category is Category.NONE:
            continue
        kind, weight = GROUNDS[signal.source]
        yield Ground(
            kind,
            signal.category,
            weight * signal.score,
            f"signal:{signal.source}",
            signal.evidence,
        )
    yield from _remembered(packet)


def _remembered(packet: Packet) -> Iterator[Ground]:
    """Likeness to remembered harm, where it is more than likeness to remembered talk."""
    semantic = next((w.value for w in packet.prediction.weights if w.name == "semantic"), 0.0)
    nearest = next(
        (p for p in packet.prediction.precedents if p.polarity is Polarity.HARMFUL), None
    )
    if nearest is None or semantic <= 0:
        return
    yield Ground(
        Kind.WORDS,
        nearest.category,
        SEMANTIC_WEIGHT * semantic,
        f"precedent:{nearest.id}",
        f"It is like a remembered case: {nearest.explanation}",
    )


def _harm(grounds: Sequence[Ground], signals: Sequence[Signal]) -> float:
    """All grounds together, 0..1; of the words, what they show or how the model reads them."""
    read, shown, around = 0.0, 1.0, 1.0
    for ground in grounds:
        strength = relieved(ground, signals)
        if ground.evidence == f"signal:{READING}":
            read = strength * (_HALF if _unaimed(signals) else 1.0)
        elif ground.kind is Kind.WORDS:
            shown *= 1.0 - strength
        else:
            around *= 1.0 - strength
    return 1.0 - min(shown, 1.0 - read) * around


def _unaimed(signals: Sequence[Signal]) -> bool:
    return any(signal.source == "lexicon" and signal.score < _UNAIMED for signal in signals)


def relieved(ground: Ground, signals: Sequence[Signal]) -> float:
    """The strength that is left once all that explains it away has been heard."""
    left = (
        1.0 - RELIEFS[signal.source].get(ground.kind, 0.0) * signal.score
        for signal in signals
        if signal.source in RELIEFS and _excuses(signal, ground)
    )
    return ground.strength * prod(left)


def _excuses(signal: Signal, ground: Ground) -> bool:
    """A good cause excuses insults, and no threat, no hate and nothing that is meant to destroy."""
    if signal.source != DEFENCE:
        return True
    return ground.category in _PERSONAL


def _crisis(signals: Sequence[Signal]) -> Signal | None:
    """Danger to oneself comes first, whatever else is said in anger, unless the same words
    threaten somebody or wish them dead.
    """
    crisis = next((signal for signal in signals if signal.source == "crisis"), None)
    if crisis is None or crisis.score < CRISIS_AT or any(map(_attacks, signals)):
        return None
    return crisis


def _attacks(signal: Signal) -> bool:
    grave = signal.source == "lexicon" and signal.score >= _GRAVE
    return grave and signal.category in {Category.THREAT, Category.HARASSMENT}


def _category(grounds: Sequence[Ground]) -> Category:
    """The strongest ground's; a crowd of adverts is a raid, not so many single adverts, and so is
    a crowd of strangers' abuse. A brigade is told as one, whatever each of its people says.
    """
    strongest = grounds[0].category
    if strongest in _PERSONAL and any(ground.evidence == _BRIGADE for ground in grounds):
        return Category.DOGPILING
    crowd = next((ground for ground in grounds if ground.kind is Kind.CROWD), None)
    if crowd is None or crowd.strength < _A_CROWD:
        return strongest
    is_one_matter = crowd.category is Category.RAID or strongest in {Category.SPAM, Category.SCAM}
    return crowd.category if is_one_matter else strongest
