"""Who is under attack in one community, and where, so that talk elsewhere is told apart at once."""

from engine.sessions.siege import SPAN
from engine.sessions.window import Window

_MOST = 8


class Besieged(Window[str]):
    """The people. Each of them was last attacked in one of the `places`."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__(span=SPAN, limit=_MOST)
        self.places: frozenset[str] = frozenset()
