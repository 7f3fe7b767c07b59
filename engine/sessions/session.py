"""A session: one conversation in one place, ended by thirty silent minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.events import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A snapshot. `escalation_score` is 0..1; `features` are named temporal figures.

    `id` is stable for a place and a first message, so the same chat gives the same ids.
    """

    id: str
    place: Place
    started_at: datetime
    ended_at: datetime
    participants: tuple[str, ...]
    message_count: int
    escalation_score: float
    harassment_flags: tuple[str, ...]
    features: Mapping[str, float]
