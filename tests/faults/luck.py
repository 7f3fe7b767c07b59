"""Faults by chance: what a bad day of a platform does to calls, drawn from a seed."""

from asyncio import Event
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tests.servers.discord import Call, Fault

# Shares of all calls, as TRUST.md has them; the rest is answered well.
SHARES = {"429": 0.05, "500": 0.05, "lost answer": 0.05, "hang": 0.02}
_WAIT = 0.05


@dataclass(slots=True)
class BadLuck:
    """`lost` counts by "METHOD path" the calls that had their effect while nobody heard so."""

    random: Random
    over: bool = False
    met: Counter[str] = field(default_factory=Counter)
    never: Event = field(default_factory=Event)

    def strike(self, call: Call) -> Fault | None:
        if self.over or call.method == "GET" or call.path.endswith("/commands"):
            return None
        kinds, weights = zip(*SHARES.items(), strict=True)
        (kind,) = self.random.choices([*kinds, ""], [*weights, 1 - sum(weights)])
        if kind:
            self.met[kind] += 1
        return self._fault(kind)

    def _fault(self, kind: str) -> Fault | None:
        match kind:
            case "429":
                answer = {"message": "scripted", "retry_after": _WAIT, "global": False}
                return Fault(429, answer, {"Retry-After": "0"})
            case "500":
                return Fault(500)
            case "lost answer":
                return Fault(None, after=True)
            case "hang":
                return Fault(503, until=self.never)
            case _:
                return None
