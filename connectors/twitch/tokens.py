"""Tokens of one account, and where a connector keeps them."""

from dataclasses import dataclass, field
from typing import Protocol

from connectors.twitch.faults import NeedsHandError


class TokenRefusedError(NeedsHandError):
    """Twitch will not have these tokens until somebody does what the message says."""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class TokenStore(Protocol):
    """Outlasts the process; `account` is the number of whoever the tokens belong to."""

    async def read(self, account: str) -> Tokens | None: ...

    async def keep(self, account: str, tokens: Tokens) -> None: ...


class TokensInMemory:
    """Forgets with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, Tokens] = {}

    async def read(self, account: str) -> Tokens | None:
        return self._kept.get(account)

    async def keep(self, account: str, tokens: Tokens) -> None:
        self._kept[account] = tokens
