"""Which community a command is about: the one that was named, or the only one there is."""

from collections.abc import Sequence

from bot.log import escape
from bot.refusals import RefusedUseError
from data.archive import Archive
from engine.events import Community


async def chosen_community(archive: Archive, wanted: str | None, *, empty: str) -> Community:
    """`empty` is said where there is none yet. Raises RefusedUseError."""
    known = await archive.harms.communities()
    if wanted is None and len(known) == 1:
        return known[0]
    found = next((each for each in known if str(each) == wanted), None)
    if found is None:
        raise RefusedUseError(_which(known, wanted, empty))
    return found


def _which(known: Sequence[Community], wanted: str | None, empty: str) -> str:
    if not known:
        return empty
    names = ", ".join(escape(str(each)) for each in known)
    if wanted is None:
        return f"Name a community with --community; there are: {names}"
    return f"--community {escape(wanted)}: there is none; there are: {names}"
