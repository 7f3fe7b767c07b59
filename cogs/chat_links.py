"""What everybody may ask in chat: to link the account they write with, and to end that."""

from engine.authority import DeniedError
from engine.events import Author, Place
from engine.linking import Linking, OverdoneError
from engine.ports import StorageError

_LINKED = (
    "Your account here and your Discord account are one person's from now on."
    " If it was not you who asked for that, write: !haven unlink"
)
_PARTED = "Your accounts are linked no more; each stands for itself again."
_HOW = "Ask for a code in Discord with /link and write it here, as in: !haven link CODE"
_UNWRITTEN = "It could not be written down, so nothing has changed. Try again in a while."


class ChatLinks:
    """Whose account it is, is known by the platform: by who wrote the line."""

    def __init__(self, linking: Linking) -> None:
        self._linking = linking

    async def answer(self, place: Place, author: Author, words: str) -> str | None:
        """None for whatever else is asked; empty where it is asked too often to be answered."""
        name, _, code = words.strip().partition(" ")
        try:
            match name.lower():
                case "link":
                    return await self._link(place, author, code.strip())
                case "unlink":
                    await self._linking.part(place.community, author.id)
                    return _PARTED
                case _:
                    return None
        except OverdoneError:
            return ""
        except DeniedError as refusal:
            return str(refusal)
        except StorageError:
            return _UNWRITTEN

    async def _link(self, place: Place, author: Author, code: str) -> str:
        if not code:
            return _HOW
        await self._linking.redeem(place.community, author.id, code)
        return _LINKED
