"""What a decision costs once a message has been screened: the rules' reasoning and the policy."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter

import numpy as np

from engine.events import Author, Community, Message, Place, Platform
from engine.policy.circumstances import around
from engine.policy.community import CommunityPolicy
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.policy.rival import Rival, RivalTally
from engine.policy.rule import Effect, Rule
from engine.reasoning.packet import build_packet
from engine.reasoning.rules import RulesReasoner
from engine.sessions.context import alone
from engine.verdict import (
    Assessment,
    Category,
    Evidence,
    Mode,
    RiskPrediction,
    Route,
    Signal,
)

# What issue 7 allows for one.
MOST_MS = 0.5
_TIMES = 4_000
WORDS = "you are the worst player in this whole channel, get lost"
_MESSAGE = Message(
    id="m1",
    place=Place(Community(Platform.DISCORD, "bench"), "hall"),
    author=Author(id="vex", name="vex"),
    text=WORDS,
    sent_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    targets=("mika",),
)
RULES = tuple(
    Rule(
        name=f"rule {number}",
        when=f"category == 'insult' && harm >= 0.{50 + number % 50} && session.messages > {number}",
        then=Effect.HIDE,
    )
    for number in range(50)
)


def deciding() -> dict[str, float]:
    """Milliseconds of reasoner and policy together, without rules of a community and with 50."""
    figures: dict[str, float] = {}
    for name, rules in (("decision", ()), ("decision_with_50_rules", RULES)):
        took = asyncio.run(_timed(CommunityPolicy(mode=Mode.ENFORCE, rules=rules)))
        for part in (50, 95):
            figures[f"{name}_p{part}_ms"] = float(np.percentile(took, part))
    for name, rules in (("rival", ()), ("rival_with_50_rules", RULES)):
        took = asyncio.run(_rivalled(CommunityPolicy(mode=Mode.ENFORCE, rules=rules)))
        figures[f"{name}_p95_ms"] = float(np.percentile(took, 95))
    return figures


async def _timed(policy: CommunityPolicy) -> Sequence[float]:
    reasoner = RulesReasoner()
    took = []
    for turn in range(_TIMES):
        prediction, _ = _found(turn)
        started = perf_counter()
        matter = await _weighed(reasoner, prediction, policy)
        decide(matter, Footing(), policy)
        took.append((perf_counter() - started) * 1_000)
    return _settled(took)


async def _rivalled(policy: CommunityPolicy) -> Sequence[float]:
    """What a challenger policy costs on top, for each message that is weighed."""
    reasoner, in_force = RulesReasoner(), CommunityPolicy(mode=Mode.ENFORCE)
    rival = Rival(lambda _: policy, RivalTally())
    took = []
    for turn in range(_TIMES):
        matter = await _weighed(reasoner, _found(turn)[0], in_force)
        decided = decide(matter, Footing(), in_force)
        started = perf_counter()
        rival.see(matter, Footing(), decided, lambda _: ())
        took.append((perf_counter() - started) * 1_000)
    return _settled(took)


async def _weighed(
    reasoner: RulesReasoner, prediction: RiskPrediction, policy: CommunityPolicy
) -> Matter:
    context = alone(_MESSAGE)
    packet = build_packet(_MESSAGE, prediction, context, way=Route.LIGHT, policy=policy)
    return Matter(
        message=_MESSAGE,
        assessment=await reasoner.reason(packet),
        target="mika",
        help_text="",
        circumstances=around(prediction, context),
    )


def _settled(took: Sequence[float]) -> Sequence[float]:
    """Without the first ones, which compile the rules."""
    return took[len(took) // 20 :]


def _found(turn: int) -> tuple[RiskPrediction, Assessment]:
    return found_in(0.3 + turn % 60 / 100, WORDS)


def found_in(harm: float, text: str) -> tuple[RiskPrediction, Assessment]:
    """As screening and reasoning would have found it."""
    signal = Signal("lexicon", Category.INSULT, harm, f"An insult: {text[:20]}")
    prediction = RiskPrediction(
        risk_score=harm,
        category=Category.INSULT,
        confidence=harm,
        flags=(),
        signals=(signal, Signal("classifier", Category.INSULT, harm, "It reads like an insult.")),
        weights=(),
        precedents=(),
        model="bench",
        screening_time_ms=0.0,
        language="en",
    )
    assessment = Assessment(
        harm_score=harm,
        category=Category.INSULT,
        rationale="It insults a person.",
        evidence=(Evidence("signal:lexicon", signal.evidence),),
        reasoner="rules",
    )
    return prediction, assessment
