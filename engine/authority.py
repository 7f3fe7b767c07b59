"""Who may do what to whom: the invoker's own standing decides, never the bot's."""

from collections.abc import Awaitable, Callable, Iterable
from typing import assert_never

from engine.actions import Ban, Hide, Kick, Mute, Timeout, Unban, Warn
from engine.events import Community, Power, Standing

# What moderators order themselves.
Deed = Warn | Hide | Timeout | Mute | Kick | Ban | Unban

# What keeps Haven from acting in a community, in words for whoever can mend it; empty for nothing.
Lacking = Callable[[Community], Awaitable[str]]


async def nothing_lacks(community: Community) -> str:  # noqa: ARG001 - for all alike
    """For where nobody can tell but by trying."""
    return ""


class DeniedError(Exception):
    """Somebody asked for what cannot be; the message tells them why."""


def power_for(deed: Deed) -> Power:
    match deed:
        case Warn():
            return Power.WARN
        case Hide():
            return Power.HIDE
        case Timeout():
            return Power.TIMEOUT
        case Mute():
            return Power.MUTE
        case Kick():
            return Power.KICK
        case Ban() | Unban():
            return Power.BAN
        case _:
            assert_never(deed)


def require(by: Standing, powers: Iterable[Power], over: Iterable[Standing]) -> None:
    """Let pass whoever has all of `powers` over all of these persons.

    Raises:
        DeniedError: `by` lacks a power, or may not act on one of them.
    """
    if not by.is_owner and (lacking := set(powers) - by.may):
        raise DeniedError(f"You may not do that here: it takes the right to {min(lacking)}.")
    for person in over:
        if reason := _immunity(by, person):
            raise DeniedError(reason)


def _immunity(by: Standing, over: Standing) -> str:
    if by.id == over.id:
        return "Nobody acts in a case of their own."
    if over.is_owner:
        return "Nobody acts on the owner."
    if over.rank >= by.rank and not by.is_owner:
        return "They rank as high as you do, or higher."
    return ""
