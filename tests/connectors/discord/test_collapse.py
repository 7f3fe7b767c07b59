"""A channel slows down, and gets its former pace back: in any order, and after a restart."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.actions import Action, Collapse, Inverse, LockDown, Outcome, Reopen, Uncollapse
from tests.connectors.discord.conftest import Kept, Visit, visiting
from tests.connectors.discord.slowing import delay, outcomes, set_delay
from tests.servers.discord import (
    LoopbackDiscord,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

COLLAPSE, LOCK_DOWN = Collapse(delay=MINUTE), LockDown(duration=HOUR)


async def test_a_collapsed_channel_gets_its_former_delay_back(server: LoopbackDiscord) -> None:
    set_delay(server, 5)
    async with visiting(server) as visit:
        await visit.apply(COLLAPSE)
        during = delay(server)
        await visit.apply(Uncollapse())

    assert (during, delay(server)) == (60, 5)


async def test_a_channel_that_is_slower_already_stays_so(server: LoopbackDiscord) -> None:
    set_delay(server, 90)
    async with visiting(server) as visit:
        await outcomes(visit, [COLLAPSE])

    assert delay(server) == 90


async def test_a_channel_collapsed_twice_gets_its_own_delay_back(server: LoopbackDiscord) -> None:
    set_delay(server, 5)
    async with visiting(server) as visit:
        await outcomes(visit, [COLLAPSE, COLLAPSE, Uncollapse()])

    assert delay(server) == 5


async def test_what_was_never_slowed_down_is_left_alone(visit: Visit) -> None:
    assert await visit.apply(Uncollapse()) is Outcome.APPLIED
    assert visit.server.asked("PATCH") == []


@pytest.mark.parametrize(
    "actions",
    [
        pytest.param([COLLAPSE, LOCK_DOWN, Uncollapse(), Reopen()], id="the collapse ends first"),
        pytest.param([COLLAPSE, LOCK_DOWN, Reopen(), Uncollapse()], id="the lock-down ends first"),
        pytest.param([LOCK_DOWN, COLLAPSE, Uncollapse(), Reopen()], id="the lock-down is longer"),
    ],
)
async def test_two_reasons_to_slow_a_channel_down_may_end_in_any_order(
    server: LoopbackDiscord, actions: list[Action | Inverse]
) -> None:
    set_delay(server, 5)
    async with visiting(server, now=lambda: NOW) as visit:
        await outcomes(visit, actions[:3])
        during = delay(server)
        await outcomes(visit, actions[3:])

    assert during in {30, 60}
    assert delay(server) == 5


async def test_a_restart_in_between_changes_nothing(server: LoopbackDiscord) -> None:
    kept = Kept()
    set_delay(server, 5)
    server.guild["verification_level"] = 1
    async with visiting(server, former=kept, now=lambda: NOW) as visit:
        await outcomes(visit, [COLLAPSE, LOCK_DOWN])
    raised = server.guild["verification_level"]

    async with visiting(server, former=kept, now=lambda: NOW) as visit:
        await outcomes(visit, [Reopen(), Uncollapse()])

    assert (raised, server.guild["verification_level"], delay(server)) == (3, 1, 5)
    assert kept.notes == {}


async def test_where_nothing_can_be_kept_nothing_is_changed(server: LoopbackDiscord) -> None:
    async with visiting(server, former=Kept(full=True)) as visit:
        for action in (COLLAPSE, LOCK_DOWN):
            with pytest.raises(ConnectionError):
                await visit.apply(action)

    assert [*server.asked("PATCH"), *server.asked("PUT")] == []
