"""Whoever remembers people for a while, so that an erasure reaches them all."""

from dataclasses import dataclass, field

from engine.events import Community
from engine.privacy import Forget


@dataclass(frozen=True, slots=True)
class Memories:
    """Connectors and others join before the house opens, or while it is open."""

    _forgets: list[Forget] = field(default_factory=list)

    def join(self, forget: Forget) -> None:
        self._forgets.append(forget)

    def forget(self, community: Community, person: str) -> None:
        for forget in self._forgets:
            forget(community, person)
