"""What is asked of a peer, and what comes back from the fresh process that it is measured in.

Imports nothing but the standard library, so that a peer's memory is its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Peer(Protocol):
    """A way of telling harmful texts from harmless ones, used as its authors show it."""

    @property
    def version(self) -> str:
        """Of all that decides; known once it is loaded."""
        ...

    @property
    def flag_at(self) -> float:
        """Its own default: a text is flagged from this score on; known once it is loaded."""
        ...

    def load(self, configuration: str) -> None:
        """Import and read all that scoring needs. `configuration`: Haven's settings as JSON."""
        ...

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        """One score a text, in their order; higher is worse."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`many` are scored in blocks for at most `seconds`, `single` one by one, `judged` in full.

    No text may come twice in `many` and `single` together: a cache would answer for the peer.
    """

    configuration: str
    many: Sequence[str] = ()
    single: Sequence[str] = ()
    judged: Sequence[str] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`load_seconds` counts imports too; None where the job brought no texts to tell it by."""

    version: str
    flag_at: float
    load_seconds: float
    rss_mb: float
    messages_per_second: float | None
    cpu_ms_per_message: float | None
    single_p95_ms: float | None
    scores: Sequence[float]
