"""What a community had set before Haven changed it, kept where a restart does not lose it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.events import Community


class NotKeptError(Exception):
    """What was set before is not known, or would not be known afterwards."""


class FormerSettings(Protocol):
    """Notes of a connector to itself; `name` and `value` are in its own notation.

    All raise `NotKeptError` where notes cannot be kept: then nothing may be changed either.
    """

    async def read(self, community: Community, name: str) -> str | None: ...

    async def noted(self, prefix: str) -> Mapping[Community, Sequence[str]]:
        """The names that begin with it, wherever there are any."""
        ...

    async def keep(self, community: Community, name: str, value: str) -> None: ...

    async def forget(self, community: Community, name: str) -> None: ...
