"""What the outside implements for the engine: the protocols behind which parts are swapped."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.actions import Order, Outcome
from engine.cases import Appeal, AppealState, Case, Intent, IntentState, Status
from engine.changes import Changes, LearnedPattern, PersonRecord
from engine.events import Author, Community, Event, Message, Platform
from engine.queries import Beat, Blow, CaseQuery, Span
from engine.verdict import Verdict

Vectors = NDArray[np.float32]
Sink = Callable[[Event], Awaitable[None]]


class Embedder(Protocol):
    @property
    def model_id(self) -> str:
        """Kept with every vector; vectors of different models are never compared."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length, shape (len(texts), 384)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """A row for each text: vectors of unit length (n, 384), logits (n, k) in the heads' order."""

    vectors: Vectors
    logits: Vectors

    def rows(self, start: int, end: int) -> "Readings":
        """A copy, so that whoever keeps one row does not keep all of them."""
        return Readings(self.vectors[start:end].copy(), self.logits[start:end].copy())


class TextReader(Embedder, Protocol):
    @property
    def heads(self) -> tuple[str, ...]:
        """What each logit is the log-odds of."""
        ...

    async def read(self, texts: Sequence[str]) -> Readings:
        """Vectors and logits in one pass."""
        ...


class VectorIndex(Protocol):
    def __len__(self) -> int: ...

    def add(self, vectors: Vectors) -> None:
        """Append rows; the first row ever added has position 0."""
        ...

    def search(self, vectors: Vectors, *, nearest: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines and positions, shape (len(vectors), nearest), best first; -1 where none."""
        ...


class Enforcer(Protocol):
    async def apply(self, order: Order) -> Outcome:
        """Carry the order out on the platform. A refusal is an outcome; only faults raise.

        Raises:
            ConnectionError: the platform was not reached, so nothing happened.
            AskedToWaitError: likewise, and the platform says for how long.
            TimeoutError: nobody knows whether it happened.
        """
        ...


class Connector(Protocol):
    @property
    def platform(self) -> Platform: ...

    @property
    def enforcer(self) -> Enforcer: ...

    async def run(self, sink: Sink) -> None:
        """Deliver events to `sink` until the platform has no more or `close` is called."""
        ...

    async def close(self) -> None: ...


class Ledger(Protocol):
    """The one way to durable state: a single writer behind it, many changes in one commit."""

    async def commit(self, changes: Changes) -> None:
        """Return once `changes` are on disk; changes are committed in the order of the calls.

        Raises:
            StorageError: no room, or no use of the disk; nothing of `changes` was written.
        """
        ...


class Registry(Protocol):
    """Everything that is kept about one person in one community."""

    async def about(
        self, community: Community, person: str
    ) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Rows by their kind, as JSON values; what they say of others is left out."""
        ...

    async def cases_naming(self, community: Community, person: str) -> Sequence[Case]:
        """Cases in which the person has any part: accused, protected, moderating."""
        ...

    async def intents_of(self, community: Community, cases: Sequence[int]) -> Sequence[Intent]: ...


class Eraser(Protocol):
    async def erase(
        self, community: Community, person: str, *, kept: tuple[int, ...], changes: Changes
    ) -> Mapping[str, int]:
        """Drop a person's rows but for the appeals of `kept` cases, and write `changes`, all or
        none; how many rows went, by table.
        """
        ...


class StorageError(Exception):
    """The state cannot be kept, which is no fault of what was to be written."""


class StorageFullError(StorageError):
    """The state folder has no room left."""


class Archive(Protocol):
    """Reads; every call sees all that was committed before it."""

    async def case(self, community: Community, number: int) -> Case | None: ...

    def cases(
        self,
        *,
        community: Community | None = None,
        since: datetime | None = None,
        statuses: Sequence[Status] = (),
    ) -> AsyncIterator[Case]:
        """In the order they were opened."""
        ...

    async def search(self, query: CaseQuery) -> Sequence[Case]:
        """At most `query.limit` cases, the newest first."""
        ...

    async def last_case_numbers(self) -> dict[Community, int]: ...

    async def due_cases(self, moment: datetime) -> Sequence[Case]:
        """Cases whose `expires_at` has passed and that have not ended."""
        ...

    async def long_silences(self) -> Sequence[Case]:
        """Cases in force that silence somebody for good or for more than two weeks."""
        ...

    async def intents(self, states: Sequence[IntentState]) -> Sequence[Intent]:
        """In the order they were created."""
        ...

    async def intents_of(self, community: Community, case: int) -> Sequence[Intent]: ...

    async def appeals(
        self, community: Community, *, case: int | None = None, state: AppealState | None = None
    ) -> Sequence[Appeal]:
        """In the order they were opened."""
        ...

    def handled(
        self, *, since: datetime, before: int | None = None
    ) -> AsyncIterator[tuple[Event, Verdict | None]]:
        """Journalled events with their verdicts, in journal order, without unjudged messages.

        `before` leaves out events at or past that position of a replayed file.
        """
        ...

    def weighed(
        self, community: Community, *, since: datetime, risk: float
    ) -> AsyncIterator[tuple[Message, Verdict]]:
        """Messages that were reasoned about, or whose risk was at least that, in journal order."""
        ...

    def unhandled(self) -> AsyncIterator[Event]:
        """Journalled messages with neither verdict nor dead letter: what a crash left undone, in
        journal order.
        """
        ...

    def people(self) -> AsyncIterator[PersonRecord]: ...

    async def patterns(self) -> Sequence[LearnedPattern]:
        """Learned patterns that are not revoked."""
        ...

    async def message_text(self, community: Community, message: str, *, at: datetime) -> str | None:
        """The latest wording by that moment: a member may report a message well after it."""
        ...

    async def author(self, community: Community, message: str, *, at: datetime) -> Author | None:
        """Who wrote a message, as they were then; None once it is not kept any more."""
        ...

    async def verdict(
        self, community: Community, message: str, *, at: datetime
    ) -> Verdict | None: ...

    async def course(self, verdict: Verdict, *, since: datetime, limit: int) -> Sequence[Beat]:
        """How the session of `verdict` came to it: its last messages whose words are kept, in
        their order, the judged one at the end.
        """
        ...

    async def cursor(self, name: str) -> int:
        """How many records of a source have been handled; 0 for a new one."""
        ...


class Harms(Protocol):
    """What was written in a community and what it did to people, over a span of time."""

    async def hours(self, community: Community, span: Span) -> Mapping[datetime, int]:
        """How many messages were judged in each hour, by its beginning; idle hours are left out."""
        ...

    def blows(self, community: Community, span: Span, *, harm: float) -> AsyncIterator[Blow]:
        """Messages at least that harmful, in the order of time; not those of people in danger."""
        ...

    async def reliefs(self, community: Community, span: Span) -> Mapping[int, datetime]:
        """When each case first did more than tell somebody, by its number."""
        ...
