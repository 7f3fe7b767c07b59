"""What a moderator found fine excuses what says nearly the same, and nothing more than that."""

from collections.abc import Awaitable, Callable

from engine.memory.patterns import Excuse
from engine.verdict import Category, Signal

# How harsh words are, and how risky, by themselves: both take a screened text and give 0..1.
Harshness = Callable[[str], float]
Risk = Callable[[str], Awaitable[float]]

SOURCE = "ruling"
# A synonym may be listed a little higher.
_HARSHER = 0.05
# "You muppet" in other words adds "total", "you muppet, nobody wants you here" adds an attack.
_ATTACK = 0.8


async def pardon(
    screened: str, excuse: Excuse | None, *, harshness: Harshness, risk: Risk
) -> tuple[Signal, ...]:
    """The signal that explains a text's words away; none if they are harsher than those that were
    found fine, or if what they add is an attack by itself.
    """
    if excuse is None or harshness(screened) > harshness(excuse.text) + _HARSHER:
        return ()
    added = _added(screened, excuse.text)
    if added and await risk(added) >= _ATTACK:
        return ()
    return (Signal(SOURCE, Category.NONE, 1.0, excuse.precedent.explanation),)


def _added(screened: str, known: str) -> str:
    familiar = set(known.split())
    return " ".join(word for word in screened.split() if word not in familiar)
