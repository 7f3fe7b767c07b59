"""The ladder of measures, cases on its rungs, and moderators who go a step."""

from engine.actions import (
    Action,
    Ban,
    Hide,
    Mute,
    Timeout,
    Warn,
)
from engine.cases import Case
from engine.policy.ladder import Rung
from tests.builders import INN, decision, message, minutes
from tests.engine.door import Door

DAY = 60 * 24
WHY = "It insults a person."
WARN = Warn(user="vex", text=WHY)
MUTE, BAN = Mute(user="vex"), Ban(user="vex")
HIDE = Hide(user="vex", message="m1")


def timeout(length: float) -> Timeout:
    return Timeout(user="vex", duration=minutes(length))


LADDER: tuple[tuple[Rung, Action], ...] = (
    (Rung.WARN, WARN),
    (Rung.TIMEOUT_10_MINUTES, timeout(10)),
    (Rung.TIMEOUT_1_HOUR, timeout(60)),
    (Rung.TIMEOUT_24_HOURS, timeout(DAY)),
    (Rung.MUTE, MUTE),
    (Rung.BAN, BAN),
)


async def open_case(door: Door, rung: Rung, **changes: object) -> Case:
    return await door.act(
        message(), decision(dict(LADDER)[rung], HIDE, rung=rung.name.lower(), **changes)
    )


async def step(door: Door, verb: str, *, seen: str | None = None, by: str = "oakley") -> Case:
    seen = seen or (await door.case(1)).rung
    await getattr(door.amendments, verb)(INN, 1, seen=seen, by=by)
    await door.dispatcher.drain()
    return await door.case(1)
