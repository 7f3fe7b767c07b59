"""Packets for tests of language models, and models that say what a test wants."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from engine.events import Message
from engine.reasoning.model import ModelError, Said
from engine.reasoning.packet import Packet, build_packet
from engine.reasoning.prompt import Prompt
from engine.sessions.context import Context, Turn
from engine.verdict import Assessment, Category, Precedent, Route, Session, Signal
from tests.builders import HALL, NOON, message, policy, prediction

INSULT = Signal("lexicon", Category.INSULT, 0.55, "A strong insult.")
FENCE = "f3nce"


def turn(text: str, *, by: str = "mika", name: str = "Mika", ago: float = 30) -> Turn:
    at = NOON - timedelta(seconds=ago)
    return Turn(f"{by}-{ago}", by, name, "vex", text, 0.1, at)


def around(*signals: Signal, turns: Sequence[Turn] = (), target: str | None = "mika") -> Context:
    session = Session(
        id="s1",
        place=HALL,
        started_at=NOON,
        ended_at=NOON,
        participants=("vex", "mika"),
        message_count=7,
        escalation_score=0.43,
        harassment_flags=(),
        features={},
    )
    return Context(
        session=session,
        turns=tuple(turns),
        target=target,
        certainty=1.0,
        signals=signals,
        campaign=None,
        records=(),
    )


def packet(
    text: str | Message = "you absolute fool",
    *signals: Signal,
    turns: Sequence[Turn] = (),
    precedents: Sequence[Precedent] = (),
    way: Route = Route.ESCALATE,
    target: str | None = "mika",
    **chosen: object,
) -> Packet:
    said = text if isinstance(text, Message) else message(text)
    predicted = replace(prediction(*(signals or (INSULT,))), precedents=tuple(precedents))
    context = around(turns=turns, target=target)
    return build_packet(said, predicted, context, way=way, policy=policy(**chosen))


def ruled(harm: float, category: Category = Category.INSULT) -> Assessment:
    return Assessment(
        harm_score=harm, category=category, rationale="An insult.", evidence=(), reasoner="rules"
    )


def reply(prompt: Prompt, **changes: object) -> str:
    told = {
        "rationale": "It is an insult.",
        "evidence_ids": list(prompt.citable)[:1],
        "category": "insult",
        "severity": "mild",
        "harm_percent": 60,
        "recommended_action": "follow_the_rules",
    }
    return json.dumps(told | changes)


class ScriptedModel:
    """Says what `reply` makes of a prompt; holds back while `stalled`, fails while `fails`."""

    def __init__(self, name: str = "first", reply: Callable[[Prompt], str] = reply) -> None:
        self.name = name
        self.reply = reply
        self.fails = self.stalled = False
        self.version = "1"
        self.asked: list[Prompt] = []

    async def digest(self) -> str:
        await self._held()
        return self.version

    async def load(self) -> None:
        await self._held()

    async def say(self, talk: Sequence[Said], prompt: Prompt) -> str:
        self.asked.append(prompt)
        await self._held()
        return self.reply(prompt)

    async def _held(self) -> None:
        if self.stalled:
            await asyncio.get_running_loop().create_future()
        if self.fails:
            raise ModelError(f"{self.name}: broken")
