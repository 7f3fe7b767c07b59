"""What commands need of the house, over a test's door."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from cogs.case_buttons import Services
from cogs.charts import Painter
from cogs.commands import Offices
from cogs.report import Reporting
from engine.changes import LearnedPattern
from engine.desk import Desk
from engine.events import Community
from engine.hindsight import Hindsight
from engine.homes import Homes
from engine.inquiry import Inquiry
from engine.lessons import Lessons
from engine.linking import Linking
from engine.memory.index import FaissIndex
from engine.memory.patterns import Calibration, PatternMemory
from engine.memory.targets import Targets
from engine.policy.community import CommunityPolicy
from engine.policy.protection import Protections
from engine.ports import Vectors
from engine.privacy import Privacy, nobody_remembers
from engine.verdict import Category, Polarity
from engine.weeks import Weeks
from tests.builders import NOON, minutes
from tests.engine.door import Door, quiet, reports_at
from tests.engine.linked import Known


def offices_of(
    door: Door,
    memory: PatternMemory,
    mod_logs: Mapping[str, str],
    homes: Mapping[Community, Community],
    known: Known,
) -> Offices:
    """`mod_logs` and `homes` may be filled later."""

    def policies(community: Community) -> CommunityPolicy:
        return replace(quiet(community), mod_log=mod_logs.get(community.id, ""))

    desk = Desk(
        archive=door.archive,
        targets=Targets(),
        clock=door.clock,
        linked=known.links.shared_with,
        packets=door.archive.packets,
        inquiry=Inquiry(
            judgements=door.archive.judgements,
            looking=Hindsight(archive=door.archive, policies=policies),
        ),
    )
    protections = Protections(ledger=door.ledger)
    painter, harms = Painter(), door.archive.harms
    weeks = Weeks(archive=door.archive, harms=harms, clock=door.clock)
    return Offices(
        cases=Services(desk=desk, bench=door.bench, painter=painter, homes=Homes(homes)),
        sanctions=door.sanctions,
        reports=reports_at(door, desk),
        reporting=Reporting(weeks=weeks, painter=painter, policies=policies),
        appeals=door.appeals,
        lessons=_lessons(door, memory),
        privacy=_privacy(door, protections, known.linking),
        protections=protections,
        linking=known.linking,
        policies=policies,
        clock=door.clock,
    )


class Evenly:
    """All words are alike to it: what is found by likeness is the engine's own test."""

    model_id = "evenly"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 1), dtype=np.float32)


def lesson(community: Community, number: int, text: str, **changes: object) -> LearnedPattern:
    taught: dict[str, object] = {
        "id": f"ruling-{number}",
        "community": community,
        "text": text,
        "category": Category.THREAT,
        "severity": 0.8,
        "polarity": Polarity.HARMFUL,
        "explanation": "",
        "case": number,
        "ruled_by": "oakley",
        "learned_at": NOON + minutes(number),
        "model": Evenly.model_id,
        "vector": np.ones(1, dtype=np.float32).tobytes(),
    }
    return LearnedPattern(**{**taught, **changes})  # type: ignore[arg-type]


def new_memory() -> PatternMemory:
    nothing = Calibration(slope=10.0, offset=0.1, usual_fine=0.3)
    return PatternMemory(
        lambda: FaissIndex(dimensions=1), calibration=nothing, now=lambda: NOON + minutes(1)
    )


def _lessons(door: Door, memory: PatternMemory) -> Lessons:
    return Lessons(memory=memory, embedder=Evenly(), casebook=door.casebook, clock=door.clock)


class Forgetful:
    """Trackers and a memory that hold nobody: what they forget is the engine's own test."""

    def forget(self, community: Community, person: str) -> None: ...

    def revoke(self, lesson: str) -> None: ...


def _privacy(door: Door, protections: Protections, linking: Linking) -> Privacy:
    return Privacy(
        registry=door.registry,
        ledger=door.ledger,
        casebook=door.casebook,
        memory=Forgetful(),  # type: ignore[arg-type]
        surroundings=Forgetful(),  # type: ignore[arg-type]
        protections=protections,
        linking=linking,
        forget_elsewhere=nobody_remembers,
        clock=door.clock,
    )
