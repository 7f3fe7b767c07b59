"""How often somebody may do something: a number of times within a span, for each by themselves."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta

# Those whose last times are remembered.
_REMEMBERED = 10_000


class Pace:
    def __init__(self, most: int, span: timedelta) -> None:
        self._most = most
        self._span = span
        self._last: OrderedDict[Hashable, tuple[datetime, ...]] = OrderedDict()

    def allows(self, who: Hashable, at: datetime) -> bool:
        """Whether it is not too often by now; what is allowed counts."""
        lately = tuple(each for each in self._last.get(who, ()) if at - each < self._span)
        if len(lately) >= self._most:
            return False
        self._last[who] = (*lately, at)
        self._last.move_to_end(who)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        return True

    def forget(self, who: Hashable) -> None:
        self._last.pop(who, None)
