"""What screening remembers of texts it has seen: a repeat costs no second pass of the encoder."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf
from typing import Protocol

from engine.events import Community
from engine.memory.patterns import Excuse
from engine.ports import Vectors
from engine.verdict import Precedent

# The head that says how likely it is that somebody is in danger, which is no harm to others.
DISTRESS = "distress"


class Recollection(Protocol):
    """What memory says of a text; see engine.memory.patterns.Recall."""

    @property
    def similarity(self) -> float: ...

    @property
    def precedents(self) -> tuple[Precedent, ...]: ...

    @property
    def is_condemned(self) -> bool:
        """Whether a moderator of this community ruled these very words harmful."""
        ...

    @property
    def excuse(self) -> Excuse | None:
        """What a moderator of this community found fine and these words are nearly the same as."""
        ...


class Memory(Protocol):
    def generation(self, community: Community) -> int:
        """Grows with every ruling that this community's memory learns or unlearns."""
        ...

    def recall(self, vector: Vectors, community: Community) -> Recollection: ...

    def recall_many(self, vectors: Vectors, community: Community) -> Sequence[Recollection]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the models see in a text: the linear model's log-odds of harm, the encoder's vector and
    its log-odds by head. `spared` marks a text that the encoder did not read for want of time;
    `danger` is the log-odds that somebody is in danger, minus infinity where nobody asked.
    """

    linear: float
    vector: Vectors | None = None
    heads: Mapping[str, float] | None = None
    spared: bool = False
    danger: float = -inf

    @property
    def distress(self) -> float | None:
        """The chance that somebody is in danger; None where nobody asked."""
        return None if self.danger == -inf else 1.0 / (1.0 + exp(-self.danger))

    def joined(self, other: "Reading") -> "Reading":
        """Of two pieces of one text: the more harmful one, and the greater danger."""
        worse = self if self.harm >= other.harm else other
        return replace(worse, danger=max(self.danger, other.danger))

    @property
    def harm(self) -> float:
        """The encoder's log-odds of harm, 0 where it tells none."""
        return self.heads["harmful"] if self.heads else 0.0


@dataclass(slots=True)
class _Entry:
    reading: Reading
    recollections: dict[Community, tuple[int, Recollection]] = field(default_factory=dict)


class VerdictCache:
    """The part of a verdict that only the words decide, keyed by the screened text; bounded,
    the least recently used goes first. `hits` and `misses` count messages, not look-ups.
    """

    def __init__(self, *, size: int = 4096) -> None:
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._size = size
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._entries)

    def reading(self, screened: str) -> Reading | None:
        entry = self._entries.get(screened)
        if entry is None:
            return None
        self._entries.move_to_end(screened)
        return entry.reading

    def keep(self, screened: str, reading: Reading) -> None:
        self._entries[screened] = _Entry(reading)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def recollection(
        self, screened: str, community: Community, generation: int
    ) -> Recollection | None:
        """None where nothing is kept, or only what the memory said before its last lesson."""
        entry = self._entries.get(screened)
        kept = entry.recollections.get(community) if entry else None
        return kept[1] if kept and kept[0] == generation else None

    def keep_recollection(
        self, screened: str, community: Community, generation: int, recollection: Recollection
    ) -> None:
        if entry := self._entries.get(screened):
            entry.recollections[community] = (generation, recollection)

    def clear(self) -> None:
        self._entries.clear()
