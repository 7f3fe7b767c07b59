"""A packet in words: lines that a reasoner is shown, and how they are kept with a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.events import Community
from engine.verdict import Category, Counsel


@dataclass(frozen=True, slots=True)
class Line:
    """`id` is what an answer cites, or empty; `evidence` is the packet's own id for it."""

    part: str
    text: str
    id: str = ""
    who: str = ""
    evidence: str = ""

    @property
    def tokens(self) -> int:
        """Never fewer than a tokenizer counts for common text: three bytes make a token."""
        return len(self.text.encode()) // 3 + 12


@dataclass(frozen=True, slots=True)
class Briefing:
    """`is_marked` says that somebody's words speak to whoever judges them."""

    lines: tuple[Line, ...]
    is_marked: bool

    @property
    def citable(self) -> Mapping[str, str]:
        return {line.id: line.evidence for line in self.lines if line.id}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPacket:
    """What was shown about the message that opened a case, and the figures that came of it.

    `speakers` pairs the parts people go by in `briefing` ("author", "person A") with their ids;
    `oldest` is the moment of the first words in it. `ruled` and `category` are what the rules alone
    found, `acts_from` the harm from which something follows, `counsel` a language model's word.
    `briefing` is None once its words are gone, and where they are sealed with another key: then
    `is_foreign`.
    """

    community: Community
    case: int
    oldest: datetime
    speakers: tuple[tuple[str, str], ...]
    reasoner: str
    prompt: str
    ruled: float
    category: Category
    acts_from: float
    counsel: Counsel | None = None
    briefing: Briefing | None = None
    is_foreign: bool = False


class Packets(Protocol):
    """Reads what is kept of packets."""

    async def of(self, community: Community, case: int) -> KeptPacket | None: ...
