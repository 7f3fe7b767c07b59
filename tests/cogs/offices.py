"""What commands need of the house, over a test's door."""

from cogs.case_buttons import Services
from cogs.charts import Painter
from cogs.commands import Offices
from engine.desk import Desk
from engine.events import Community
from engine.memory.targets import Targets
from engine.policy.protection import Protections
from engine.privacy import Privacy
from tests.engine.door import Door, reports_at


def offices_of(door: Door) -> Offices:
    desk = Desk(archive=door.archive, targets=Targets(), clock=door.clock)
    protections = Protections(ledger=door.ledger)
    return Offices(
        cases=Services(desk=desk, bench=door.bench, painter=Painter()),
        sanctions=door.sanctions,
        reports=reports_at(door, desk),
        appeals=door.appeals,
        privacy=_privacy(door, protections),
        protections=protections,
        clock=door.clock,
    )


class Forgetful:
    """Trackers and a memory that hold nobody: what they forget is the engine's own test."""

    def forget(self, community: Community, person: str) -> None: ...

    def revoke(self, lesson: str) -> None: ...


def _privacy(door: Door, protections: Protections) -> Privacy:
    return Privacy(
        registry=door.registry,
        ledger=door.ledger,
        casebook=door.casebook,
        docket=door.docket,
        memory=Forgetful(),  # type: ignore[arg-type]
        surroundings=Forgetful(),  # type: ignore[arg-type]
        protections=protections,
        clock=door.clock,
    )
