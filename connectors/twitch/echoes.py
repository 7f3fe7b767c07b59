"""What Haven did comes back as an event: a call whose answer was lost is confirmed by it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.actions import (
    Action,
    Ban,
    Blur,
    Hide,
    Inverse,
    Mute,
    Order,
    Timeout,
    Unban,
    Unmute,
    Untimeout,
    Warn,
)
from engine.events import Deed, PlatformDeed

# Twitch tells within a second; the engine gives a call ten.
PATIENCE = 2.0

Key = tuple[str, Deed, str]


@dataclass(eq=False)
class Expected:
    """One call whose echo is awaited."""

    patience: float
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self) -> None:
        self._heard.set()

    async def came(self) -> bool:
        try:
            async with asyncio.timeout(self.patience):
                await self._heard.wait()
        except TimeoutError:
            return False
        return True


class Echoes:
    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._expected: dict[Key, list[Expected]] = {}

    @contextmanager
    def expecting(self, order: Order) -> Iterator[Expected]:
        """From before the call, for its echo may come before its answer."""
        key, expected = _key_of(order), Expected(self._patience)
        if key is None:
            yield Expected(0)
            return
        self._expected.setdefault(key, []).append(expected)
        try:
            yield expected
        finally:
            self._expected[key].remove(expected)
            if not self._expected[key]:
                del self._expected[key]

    def confirm(self, done: PlatformDeed) -> None:
        key = (done.place.community.id, done.deed, done.message or done.user)
        for expected in self._expected.get(key, ()):
            expected.hear()


def _key_of(order: Order) -> Key | None:
    """None for what no event tells of."""
    deed = _deed_of(order.action)
    return (order.place.community.id, *deed) if deed else None


def _deed_of(action: Action | Inverse) -> tuple[Deed, str] | None:
    match action:
        case Warn(user=user):
            return Deed.WARN, user
        case Hide(message=message) | Blur(message=message):
            return Deed.DELETE, message
        case Timeout(user=user) | Mute(user=user):
            return Deed.TIMEOUT, user
        case Ban(user=user):
            return Deed.BAN, user
        case Unban(user=user):
            return Deed.UNBAN, user
        case Untimeout(user=user) | Unmute(user=user):
            return Deed.UNTIMEOUT, user
        case _:
            return None
