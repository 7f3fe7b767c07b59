"""A packet as it is kept with the case that came of it."""

from collections.abc import Iterator
from datetime import datetime

from engine.cases import Case
from engine.packets import KeptPacket
from engine.reasoning.advice import acts_from
from engine.reasoning.briefing import brief, names_in, turns_in
from engine.reasoning.packet import Packet
from engine.reasoning.prompt import PROMPT_VERSION
from engine.verdict import Assessment


def kept(packet: Packet, assessment: Assessment, case: Case) -> KeptPacket:
    briefing = brief(packet)
    shown = {line.who for line in briefing.lines}
    return KeptPacket(
        community=case.community,
        case=case.number,
        oldest=min(_moments(packet)),
        speakers=tuple(pair for pair in _speakers(packet) if pair[0] in shown),
        reasoner=assessment.reasoner,
        prompt=PROMPT_VERSION,
        ruled=_ruled(assessment),
        category=assessment.category,
        acts_from=acts_from(packet),
        counsel=assessment.counsel,
        briefing=briefing,
    )


def _ruled(assessment: Assessment) -> float:
    """Neither a language model's word nor a guard's is counted as the rules' own."""
    if assessment.counsel:
        return assessment.counsel.ruled
    return assessment.harm_score if assessment.ruled is None else assessment.ruled


def _moments(packet: Packet) -> Iterator[datetime]:
    yield packet.message.sent_at
    yield from (turn.at for turn in turns_in(packet))


def _speakers(packet: Packet) -> Iterator[tuple[str, str]]:
    """Whoever said any of the words that may be in it, by their part in it and their id."""
    names = names_in(packet)
    said = dict.fromkeys(turn.author for turn in turns_in(packet))
    for person in {**said, packet.message.author.id: None}:
        yield names[person], person
