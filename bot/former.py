"""What connectors changed on a platform, remembered among the settings of its community."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.app import House
from connectors.former import NotKeptError
from engine.changes import Changes, Setting
from engine.events import Community
from engine.ports import StorageError

# Beside what the community chose for itself.
_PREFIX = "former:"


@dataclass(frozen=True, slots=True)
class StoredFormerSettings:
    """Connectors are there before the house is open, so every call waits for it."""

    house: "asyncio.Future[House]"

    async def read(self, community: Community, name: str) -> str | None:
        house = await self._open()
        try:
            found = await house.archive.setting(community, _PREFIX + name)
        except StorageError as fault:
            raise NotKeptError("what was set before cannot be read") from fault
        return found or None

    async def noted(self, prefix: str) -> Mapping[Community, Sequence[str]]:
        house = await self._open()
        try:
            settings = await house.archive.settings()
        except StorageError as fault:
            raise NotKeptError("what was set before cannot be read") from fault
        found: dict[Community, list[str]] = defaultdict(list)
        for setting in settings:
            if setting.value and setting.key.startswith(_PREFIX + prefix):
                found[setting.community].append(setting.key.removeprefix(_PREFIX))
        return found

    async def keep(self, community: Community, name: str, value: str) -> None:
        house = await self._open()
        setting = Setting(community=community, key=_PREFIX + name, value=value)
        try:
            await house.ledger.commit(Changes(settings=(setting,)))
        except StorageError as fault:
            raise NotKeptError("what was set before cannot be kept") from fault

    async def forget(self, community: Community, name: str) -> None:
        """Rows are only ever replaced; an empty one says nothing."""
        await self.keep(community, name, "")

    async def _open(self) -> House:
        # A call that is given up must not give up the house for all the others.
        return await asyncio.shield(self.house)
