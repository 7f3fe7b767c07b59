"""An enforcer that carries nothing out: it remembers what it was asked."""

from collections import OrderedDict
from uuid import UUID

from engine.actions import Order, Outcome


class SimulatedEnforcer:
    """For replays and dry runs. The latest `kept` orders can be read; all are counted once."""

    def __init__(self, *, kept: int = 1_000) -> None:
        self._orders: OrderedDict[UUID, Order] = OrderedDict()
        self._kept = kept
        self._count = 0

    async def apply(self, order: Order) -> Outcome:
        if order.id not in self._orders:
            self._orders[order.id] = order
            self._count += 1
        if len(self._orders) > self._kept:
            self._orders.popitem(last=False)
        return Outcome.SIMULATED

    @property
    def orders(self) -> tuple[Order, ...]:
        """The latest orders, oldest first."""
        return tuple(self._orders.values())

    @property
    def count(self) -> int:
        return self._count
