"""What everybody may ask in chat: to link the account they write with, and to end that."""

from collections.abc import Iterator

from cogs.chat_command import Asked, Command, Rank
from engine.linking import Linking, OverdoneError

_LINKED = (
    "Your account here and your Discord account are one person's from now on."
    " If it was not you who asked for that, write: !haven unlink"
)
_PARTED = "Your accounts are linked no more; each stands for itself again."
_HOW = "Ask for a code in Discord with /link and write it here, as in: !haven link CODE"


class LinkCommands:
    """Whose account it is, is known by the platform: by who wrote the line."""

    def __init__(self, linking: Linking) -> None:
        self._linking = linking

    def __iter__(self) -> Iterator[Command]:
        yield Command("link CODE", Rank.VIEWER, self._link)
        yield Command("unlink", Rank.VIEWER, self._unlink)

    async def _link(self, asked: Asked) -> str:
        """Empty where codes are tried too often to be answered."""
        if not asked.word:
            return _HOW
        try:
            await self._linking.redeem(asked.community, asked.by, asked.word)
        except OverdoneError:
            return ""
        return _LINKED

    async def _unlink(self, asked: Asked) -> str:
        await self._linking.part(asked.community, asked.by)
        return _PARTED
