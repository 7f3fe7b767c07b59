"""All that is known about a message, gathered once: what a reasoner reads and may cite."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from engine.events import Message
from engine.policy.community import CommunityPolicy
from engine.policy.protection import UNPROTECTED, Protection
from engine.quantities import counted, people
from engine.sessions.context import Context
from engine.verdict import Assessment, Evidence, Polarity, RiskPrediction, Route


@dataclass(frozen=True, slots=True)
class Packet:
    """`way` is how much thought the message gets; `protection` is what its target chose."""

    message: Message
    prediction: RiskPrediction
    context: Context
    evidence: tuple[Evidence, ...]
    way: Route = Route.LIGHT
    policy: CommunityPolicy = field(default_factory=CommunityPolicy)
    protection: Protection = UNPROTECTED

    def cite(self, *ids: str) -> tuple[Evidence, ...]:
        """The evidence with these ids, in their order; an unknown id is left out."""
        known = {evidence.id: evidence for evidence in self.evidence}
        return tuple(known[name] for name in dict.fromkeys(ids) if name in known)


class Reasoner(Protocol):
    @property
    def name(self) -> str: ...

    async def reason(self, packet: Packet) -> Assessment:
        """Never raises on any packet; a reasoner that cannot answer says so in `degraded`."""
        ...

    def forget(self) -> None:
        """Drop whatever is kept of anybody's words."""
        ...


def build_packet(
    message: Message,
    prediction: RiskPrediction,
    context: Context,
    *,
    way: Route = Route.LIGHT,
    policy: CommunityPolicy | None = None,
    protection: Protection = UNPROTECTED,
) -> Packet:
    evidence = tuple(_evidence(message, prediction, context))
    chosen = policy or CommunityPolicy()
    return Packet(message, prediction, context, evidence, way, chosen, protection)


def _evidence(message: Message, prediction: RiskPrediction, context: Context) -> Iterator[Evidence]:
    yield Evidence(f"message:{message.id}", "The message itself.")
    for signal in (*prediction.signals, *context.signals):
        yield Evidence(f"signal:{signal.source}", signal.evidence)
    for precedent in prediction.precedents:
        what = "did harm" if precedent.polarity is Polarity.HARMFUL else "were fine"
        yield Evidence(
            f"precedent:{precedent.id}",
            f"Like remembered words that {what} ({precedent.ended}): {precedent.explanation}",
        )
    session = context.session
    yield Evidence(
        "session",
        f"This conversation so far: {counted(session.message_count, 'message')} by "
        f"{people(len(session.participants))}; heat {session.escalation_score:.0%}.",
    )
