"""What keeps Haven from acting somewhere, as the platforms tell it at this moment."""

from dataclasses import dataclass, field

from engine.authority import Lacking, nothing_lacks
from engine.events import Community, Platform


@dataclass(frozen=True, slots=True)
class Proofs:
    """Connectors that can tell join before the house opens."""

    _looks: dict[Platform, Lacking] = field(default_factory=dict)

    def join(self, platform: Platform, look: Lacking) -> None:
        self._looks[platform] = look

    async def lacking(self, community: Community) -> str:
        return await self._looks.get(community.platform, nothing_lacks)(community)
