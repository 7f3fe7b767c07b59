"""The conduit to take, where an application has several: twitchio gives up there."""

from abc import abstractmethod
from collections.abc import Sequence

from twitchio import AutoClient, Conduit

from connectors.twitch.faults import NeedsHandError

# Twitch's limit for an application.
_MOST = 5


class OwnConduit(AutoClient):
    async def _setup(self) -> None:
        conduits = await self.fetch_conduits()
        if len(conduits) > 1:
            self._conduit_id = await self._chosen(conduits)
        await super()._setup()

    @abstractmethod
    async def claim(self, conduit: Conduit) -> int:
        """How much of what is wanted this conduit holds already."""

    async def _chosen(self, conduits: Sequence[Conduit]) -> str | bool:
        """True means a new one: taking another program's conduit would make that one deaf.

        Raises:
            NeedsHandError: there is no room for a new one.
        """
        claims = {conduit.id: await self.claim(conduit) for conduit in conduits}
        own = max(claims, key=lambda name: claims[name])
        if claims[own]:
            return own
        if len(conduits) < _MOST:
            return True
        raise NeedsHandError(
            "all five conduits of this Twitch application belong to other programs; register an"
            " application for Haven alone at https://dev.twitch.tv/console, and put its id in"
            " twitch.client_id and its secret in HAVEN_TWITCH__CLIENT_SECRET"
        )
