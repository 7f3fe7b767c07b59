"""What the trackers ask of the memories of people."""

from typing import Protocol

from engine.changes import PersonRecord
from engine.events import Community, Message
from engine.sessions.phrases import Words


class ActorMemory(Protocol):
    """How people have written; the records last for thirty days."""

    def learn(
        self, message: Message, *, words: Words, target: str | None, risk: float
    ) -> PersonRecord: ...

    def familiarity(self, message: Message) -> float:
        """How many messages the author has written here lately, the older ones counted less."""
        ...

    def recall(self, message: Message, *, words: Words, target: str | None) -> None:
        """As `learn`, for a message whose record is already kept."""
        ...

    def flag(self, community: Community, person: str, suspicion: float) -> None: ...

    def restore(self, record: PersonRecord) -> None: ...

    def forget(self, community: Community, person: str) -> None: ...


class TargetMemory(Protocol):
    """What was aimed at people; the records last for thirty days."""

    def learn(self, message: Message, *, target: str, risk: float) -> PersonRecord | None: ...

    def restore(self, record: PersonRecord) -> None: ...

    def forget(self, community: Community, person: str) -> None: ...
