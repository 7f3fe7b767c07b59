"""What a detector is: it looks at one message by itself and returns its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.events import Message
from engine.text import Normalised
from engine.verdict import Signal


@dataclass(frozen=True, slots=True)
class Sample:
    """A message as detectors see it. `repeats` counts earlier posts of the same words lately."""

    message: Message
    normalised: Normalised
    repeats: int = 0


class Detector(Protocol):
    @property
    def name(self) -> str: ...

    def detect(self, sample: Sample) -> Sequence[Signal]:
        """Evidence, or nothing; pure and quick (microseconds), never raising on odd text."""
        ...
