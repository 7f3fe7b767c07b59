from datetime import timedelta
from uuid import UUID

from connectors.simulated import SimulatedEnforcer
from engine.actions import Order, Outcome, Timeout
from engine.events import Community, Place, Platform

PLACE = Place(Community(Platform.CONSOLE, "c"), "main")


def order(number: int) -> Order:
    action = Timeout(user="u", duration=timedelta(minutes=10))
    return Order(id=UUID(int=number), place=PLACE, action=action, case=number, reason="test")


async def test_an_order_is_remembered_and_said_to_be_simulated() -> None:
    enforcer = SimulatedEnforcer()

    outcome = await enforcer.apply(order(1))

    assert outcome is Outcome.SIMULATED
    assert enforcer.orders == (order(1),)


async def test_the_same_order_counts_once() -> None:
    enforcer = SimulatedEnforcer()

    await enforcer.apply(order(1))
    await enforcer.apply(order(1))

    assert enforcer.count == 1


async def test_only_the_latest_orders_are_kept_but_all_are_counted() -> None:
    enforcer = SimulatedEnforcer(kept=2)

    for number in range(5):
        await enforcer.apply(order(number))

    assert [kept.case for kept in enforcer.orders] == [3, 4]
    assert enforcer.count == 5
