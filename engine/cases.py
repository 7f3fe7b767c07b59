"""A case: everything Haven did about one thing that happened, and the life such a record has."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from engine.actions import Action, Ban, Inverse, Outcome, Unban
from engine.events import Community, Place
from engine.verdict import Category, Evidence, Mode

# The rung of a case that foretells harm instead of finding it: it is nobody's strike, brings nobody
# relief, and a ruling on it says nothing about anybody's words.
FOREWARNING = "forewarning"
# The rung of a case that gathers who is rough amid a siege, on whichever side: it is nobody's
# strike, and a ruling on it says nothing about anybody's words.
SIEGE = "siege"


class Status(StrEnum):
    PENDING = "pending"
    APPLIED = "applied"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    EXPIRED = "expired"
    VOID = "void"


# pending → applied / refused / failed / unknown → undone / expired / void. A pending case may be
# dismissed or time out; an unknown one may still be confirmed by the platform.
LIFE: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset(Status) - {Status.PENDING},
    Status.APPLIED: frozenset({Status.UNDONE, Status.EXPIRED, Status.VOID}),
    Status.REFUSED: frozenset({Status.UNDONE, Status.VOID}),
    Status.FAILED: frozenset({Status.APPLIED, Status.UNDONE, Status.VOID}),
    Status.UNKNOWN: frozenset({Status.APPLIED, Status.UNDONE, Status.EXPIRED, Status.VOID}),
    Status.UNDONE: frozenset(),
    Status.EXPIRED: frozenset({Status.UNDONE, Status.VOID}),
    Status.VOID: frozenset(),
}


class Ruling(StrEnum):
    """What a moderator said of a case."""

    CONFIRMED = "confirmed"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What moderators, or Haven itself, add to a case."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`number` counts from 1 in each community; `accounts` are all the persons it is about.

    `ordered_by` is the moderator whose own order it records; None for what Haven found.
    """

    number: int
    place: Place
    opened_at: datetime
    message: str
    author: str
    target: str | None
    category: Category
    risk_score: float
    harm_score: float
    actions: tuple[Action | Unban, ...]
    rung: str
    reason: str
    evidence: tuple[Evidence, ...]
    mode: Mode
    policy: str
    reasoner: str
    model: str
    status: Status = Status.PENDING
    outcome: Outcome | None = None
    needs_human: bool = False
    proposal: Action | Unban | None = None
    campaign: str | None = None
    accounts: tuple[str, ...] = ()
    expires_at: datetime | None = None
    ruling: Ruling | None = None
    ruled_by: str | None = None
    ordered_by: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def community(self) -> Community:
        return self.place.community

    @property
    def foretells(self) -> bool:
        return self.rung == FOREWARNING

    @property
    def gathers(self) -> bool:
        return self.rung == SIEGE

    @property
    def is_about_words(self) -> bool:
        """Whether a ruling on it says whether words were rightly acted on."""
        return not (self.foretells or self.gathers)

    @property
    def waits(self) -> bool:
        """Nothing has been done about it, nor will be unless a moderator says so in time."""
        untouched = self.status in {Status.PENDING, Status.EXPIRED}
        return untouched and self.proposal == self.actions[0]

    def become(self, status: Status, outcome: Outcome | None = None) -> "Case":
        """The case one step further in its life; ValueError where no such step exists."""
        if status not in LIFE[self.status]:
            raise ValueError(f"case {self.number} is {self.status} and cannot become {status}")
        return replace(self, status=status, outcome=outcome or self.outcome)

    def run_out(self) -> "Case":
        """The case once its time is over; what it bans stays banned until somebody lifts that."""
        over = replace(self, expires_at=None)
        stands = not self.waits and any(isinstance(action, Ban) for action in self.actions)
        return over if stands else over.become(Status.EXPIRED)

    def noted(self, text: str, *, by: str, at: datetime) -> "Case":
        return replace(self, notes=(*self.notes, Note(by=by, at=at, text=text)))


class AppealState(StrEnum):
    """What became of an appeal: the case it was against is upheld, or overturned."""

    OPEN = "open"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What somebody says against a case about them; `number` counts from 1 in each case."""

    community: Community
    case: int
    number: int
    by: str
    text: str
    opened_at: datetime
    state: AppealState = AppealState.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str = ""


class IntentState(StrEnum):
    """`HELD` waits for a moderator. `SENDING` is committed before the call, so at start it means
    that nobody knows.
    """

    HELD = "held"
    PENDING = "pending"
    SENDING = "sending"
    RETRY = "retry"
    DONE = "done"
    UNKNOWN = "unknown"
    DEAD = "dead"
    SUPERSEDED = "superseded"


UNSENT = frozenset({IntentState.PENDING, IntentState.RETRY, IntentState.SENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One platform call that must happen: written with its case, sent by the dispatcher.

    `key` orders calls about one person; past `deadline` the call would do harm and is dropped.
    `ambiguous` ones may have happened, for a call of theirs was never answered. A `renewal`
    prolongs what another intent of its case began.
    """

    id: UUID
    case: int
    place: Place
    key: str
    action: Action | Inverse
    reason: str
    created_at: datetime
    not_before: datetime
    deadline: datetime | None = None
    state: IntentState = IntentState.PENDING
    attempts: int = 0
    ambiguous: bool = False
    outcome: Outcome | None = None
    renewal: bool = False

    @property
    def is_inverse(self) -> bool:
        return isinstance(self.action, Inverse)

    @property
    def may_have_happened(self) -> bool:
        """Whether taking the case back must take this back."""
        if self.state is IntentState.DONE:
            return self.outcome not in {Outcome.FORBIDDEN, Outcome.FAILED}
        return self.ambiguous or self.state in {IntentState.SENDING, IntentState.UNKNOWN}
