"""The tables: one class each, moments as whole microseconds, nested values as JSON text.

Rows never leave this package; the hot path writes them as plain dicts.
"""

from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

Row = dict[str, Any]


class CommunityRow(SQLModel):
    """What nearly every row has: the border between communities."""

    platform: str
    community: str


class EventRow(CommunityRow, table=True):
    """What happened. `revision` is 0, for an edit its moment, so that each edit is kept.

    `text` is NULL where there was none or where its time to be kept has passed.
    """

    __tablename__: ClassVar[str] = "events"
    __table_args__ = (
        UniqueConstraint("platform", "community", "id", "kind", "revision"),
        Index("events_with_text", "platform", "at", sqlite_where=text("text IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True)
    kind: str
    id: str
    revision: int
    at: int
    channel: str | None
    thread: str | None
    author: str | None
    profile: str | None
    text: str | None
    targets: str | None
    reply_to: str | None
    origin: str | None
    attachments: str | None
    sent_at: int | None
    raid: str | None
    position: int | None


class VerdictRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "verdicts"
    __table_args__ = (
        UniqueConstraint("platform", "community", "message", "at"),
        Index("verdicts_by_time", "platform", "community", "at"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    message: str
    channel: str
    thread: str | None
    author: str
    target: str | None
    at: int
    risk: float
    category: str
    route: str
    session: str
    escalation: float
    prevented: bool
    prediction: str
    assessment: str | None
    decision: str | None


class PersonRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "people"
    __table_args__ = (UniqueConstraint("platform", "community", "kind", "person", "other"),)

    seq: int | None = Field(default=None, primary_key=True)
    kind: str
    person: str
    other: str
    remembered: str
    updated_at: int


class SessionRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "sessions"
    __table_args__ = (
        UniqueConstraint("platform", "community", "id"),
        Index("sessions_by_start", "started_at", "platform", "community", "id"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str
    started_at: int
    ended_at: int
    escalation: float
    body: str


class CaseRow(CommunityRow, table=True):
    """`wording` is the reason, case-folded for the search; `accounts` is NULL for one person."""

    __tablename__: ClassVar[str] = "cases"
    __table_args__ = (
        UniqueConstraint("platform", "community", "number"),
        Index("cases_by_opening", "opened_at", "platform", "community", "number"),
        Index("cases_by_expiry", "expires_at", sqlite_where=text("expires_at IS NOT NULL")),
        Index("cases_by_author", "platform", "community", "author"),
        Index("cases_asking", "platform", "community", sqlite_where=text("needs_human")),
    )

    seq: int | None = Field(default=None, primary_key=True)
    number: int
    opened_at: int
    expires_at: int | None
    status: str
    author: str
    target: str | None
    category: str
    campaign: str | None
    body: str
    needs_human: bool = Field(sa_column_kwargs={"server_default": text("0")})
    wording: str = Field(sa_column_kwargs={"server_default": text("''")})
    accounts: str | None


class PacketRow(CommunityRow, table=True):
    """`sealed` is NULL once its words are gone, `harm` without a language model's word."""

    __tablename__: ClassVar[str] = "packets"
    __table_args__ = (
        ForeignKeyConstraint(
            ["platform", "community", "case"],
            ["cases.platform", "cases.community", "cases.number"],
            name="packets_belong_to_a_case",
        ),
        UniqueConstraint("platform", "community", "case"),
        Index("packets_with_words", "platform", "oldest", sqlite_where=text("sealed IS NOT NULL")),
    )

    seq: int | None = Field(default=None, primary_key=True)
    case: int
    oldest: int
    speakers: str
    reasoner: str
    prompt: str
    ruled: float
    category: str
    acts_from: float
    model: str | None
    digest: str | None
    harm: float | None
    sealed: bytes | None


class IntentRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "intents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["platform", "community", "case"],
            ["cases.platform", "cases.community", "cases.number"],
            name="intents_belong_to_a_case",
        ),
        UniqueConstraint("id"),
        Index("intents_by_case", "platform", "community", "case"),
        Index("intents_by_state", "state"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str
    case: int
    state: str
    body: str


class AppealRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "appeals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["platform", "community", "case"],
            ["cases.platform", "cases.community", "cases.number"],
            name="appeals_belong_to_a_case",
        ),
        UniqueConstraint("platform", "community", "case", "number"),
        Index(
            "one_open_appeal_a_case",
            "platform",
            "community",
            "case",
            unique=True,
            sqlite_where=text("state = 'open'"),
        ),
    )

    seq: int | None = Field(default=None, primary_key=True)
    case: int
    number: int
    by: str
    text: str
    opened_at: int
    state: str
    decided_by: str | None
    decided_at: int | None
    answer: str


class PatternRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "patterns"
    __table_args__ = (UniqueConstraint("platform", "community", "id"),)

    seq: int | None = Field(default=None, primary_key=True)
    id: str
    text: str
    category: str
    severity: float
    polarity: str
    explanation: str
    case: int
    ruled_by: str
    learned_at: int
    model: str
    vector: bytes
    revoked: bool


class SettingRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "settings"
    __table_args__ = (UniqueConstraint("platform", "community", "key"),)

    seq: int | None = Field(default=None, primary_key=True)
    key: str
    value: str


class LinkRow(CommunityRow, table=True):
    """The community is the home. `viewer` is NULL only until a link that ends is deleted."""

    __tablename__: ClassVar[str] = "links"
    __table_args__ = (
        UniqueConstraint("platform", "community", "member"),
        UniqueConstraint("platform", "community", "viewer"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    member: str
    viewer: str | None
    linked_at: int


class AuditRow(SQLModel, table=True):
    """Append-only: triggers refuse changes, and each row's hash covers the one before."""

    __tablename__: ClassVar[str] = "audit"
    __table_args__ = (
        Index("audit_by_time", "platform", "community", "at"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True)
    at: int
    platform: str | None
    community: str | None
    actor: str
    kind: str
    case: int | None
    detail: str
    previous: str
    hash: str


class CursorRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "cursors"

    name: str = Field(primary_key=True)
    position: int


class DeadLetterRow(CommunityRow, table=True):
    __tablename__: ClassVar[str] = "dead_letters"
    __table_args__ = (UniqueConstraint("platform", "community", "event", "at"),)

    seq: int | None = Field(default=None, primary_key=True)
    event: str
    at: int
    reason: str
    attempts: int
    failed_at: int


def _table(row: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


METADATA = SQLModel.metadata
EVENTS = _table(EventRow)
VERDICTS = _table(VerdictRow)
PEOPLE = _table(PersonRow)
SESSIONS = _table(SessionRow)
CASES = _table(CaseRow)
PACKETS = _table(PacketRow)
INTENTS = _table(IntentRow)
APPEALS = _table(AppealRow)
PATTERNS = _table(PatternRow)
SETTINGS = _table(SettingRow)
LINKS = _table(LinkRow)
AUDIT = _table(AuditRow)
CURSORS = _table(CursorRow)
DEAD_LETTERS = _table(DeadLetterRow)
