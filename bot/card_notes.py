"""Which message on Discord shows which case, remembered among the settings of its community."""

from dataclasses import dataclass

from data.archive import Archive
from engine.changes import Changes, Setting
from engine.events import Community
from engine.ports import Ledger

# What a note's key begins with; there is one for every case that Discord ever showed.
CARD = "card:"


@dataclass(frozen=True, slots=True)
class StoredCardNotes:
    ledger: Ledger
    archive: Archive

    async def read(self, community: Community, number: int) -> str | None:
        return await self.archive.setting(community, f"{CARD}{number}")

    async def keep(self, community: Community, number: int, value: str) -> None:
        setting = Setting(community=community, key=f"{CARD}{number}", value=value)
        await self.ledger.commit(Changes(settings=(setting,)))
