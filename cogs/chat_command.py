"""What a command typed into chat is: its name, who may use it, and what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum

from engine.events import Author, Community, Place
from engine.review import RefusedRulingError

# No community has a milliard cases, and the database counts no further than 2^63.
_DIGITS = 9


class Rank(IntEnum):
    """Whoever has a rank may do what those below it may."""

    VIEWER = 0
    MODERATOR = 1
    BROADCASTER = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what and where; `word` is what follows the command's name."""

    place: Place
    by: str
    word: str

    @property
    def community(self) -> Community:
        return self.place.community

    @property
    def number(self) -> int:
        """Raises RefusedRulingError where there is no case number, or none there can be."""
        return number_in(self.word)


Answer = Callable[[Asked], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Command:
    """`usage` begins with the command's name."""

    usage: str
    rank: Rank
    answer: Answer

    @property
    def name(self) -> str:
        return self.usage.partition(" ")[0]


def rank_of(author: Author, community: Community) -> Rank:
    """As the platform told it with this very line, not as the bot stands there itself."""
    if author.id == community.owner:
        return Rank.BROADCASTER
    return Rank.MODERATOR if author.is_moderator else Rank.VIEWER


def number_in(word: str) -> int:
    """Raises RefusedRulingError where there is no case number, or none there can be."""
    if not word.isdecimal() or len(word) > _DIGITS:
        raise RefusedRulingError("Which case? Give its number, as in: case 3")
    return int(word)
