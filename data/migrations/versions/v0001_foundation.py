"""Foundation: journal, verdicts, people, sessions, cases, intents, patterns, settings, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = """
CREATE TRIGGER audit_refuses_{change} BEFORE {change} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""


def upgrade() -> None:
    for make in (_events, _verdicts, _people, _sessions, _cases, _intents, _patterns, _rest):
        make()
    _audit()


def downgrade() -> None:
    for table in ("intents", "cases", "events", "verdicts", "people", "sessions"):
        op.drop_table(table)
    for table in ("patterns", "settings", "cursors", "dead_letters", "audit"):
        op.drop_table(table)


def _seq() -> sa.Column[int]:
    return sa.Column("seq", sa.Integer, primary_key=True)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=nullable) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=nullable) for name in names]


def _scores(*names: str) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Float, nullable=False) for name in names]


def _flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean, nullable=False) for name in names]


def _events() -> None:
    op.create_table(
        "events",
        _seq(),
        *_texts("platform", "community", "kind", "id"),
        *_numbers("revision", "at"),
        *_texts("channel", "thread", "author", "profile", "text", nullable=True),
        *_texts("targets", "reply_to", "origin", "attachments", "raid", nullable=True),
        *_numbers("sent_at", "position", nullable=True),
        sa.UniqueConstraint("platform", "community", "id", "kind", "revision"),
        sqlite_autoincrement=True,
    )
    unforgotten = sa.text("text IS NOT NULL")
    op.create_index("events_with_text", "events", ["platform", "at"], sqlite_where=unforgotten)


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _seq(),
        *_texts("platform", "community", "message", "channel"),
        *_texts("thread", "target", nullable=True),
        *_texts("author", "category", "route", "session"),
        *_numbers("at"),
        *_scores("risk", "escalation"),
        *_flags("prevented"),
        *_texts("prediction"),
        *_texts("assessment", "decision", nullable=True),
        sa.UniqueConstraint("platform", "community", "message", "at"),
    )


def _people() -> None:
    op.create_table(
        "people",
        _seq(),
        *_texts("platform", "community", "kind", "person", "other", "remembered"),
        *_numbers("updated_at"),
        sa.UniqueConstraint("platform", "community", "kind", "person", "other"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        _seq(),
        *_texts("platform", "community", "id", "body"),
        *_numbers("started_at", "ended_at"),
        *_scores("escalation"),
        sa.UniqueConstraint("platform", "community", "id"),
    )
    in_order = ["started_at", "platform", "community", "id"]
    op.create_index("sessions_by_start", "sessions", in_order)


def _cases() -> None:
    op.create_table(
        "cases",
        _seq(),
        *_texts("platform", "community", "status", "author", "category", "body"),
        *_numbers("number", "opened_at"),
        *_numbers("expires_at", nullable=True),
        *_texts("target", "campaign", nullable=True),
        sa.UniqueConstraint("platform", "community", "number"),
    )
    in_order = ["opened_at", "platform", "community", "number"]
    op.create_index("cases_by_opening", "cases", in_order)
    ending = sa.text("expires_at IS NOT NULL")
    op.create_index("cases_by_expiry", "cases", ["expires_at"], sqlite_where=ending)


def _intents() -> None:
    op.create_table(
        "intents",
        _seq(),
        *_texts("platform", "community", "id", "state", "body"),
        *_numbers("case"),
        sa.UniqueConstraint("id"),
        sa.ForeignKeyConstraint(
            ["platform", "community", "case"],
            ["cases.platform", "cases.community", "cases.number"],
            name="intents_belong_to_a_case",
        ),
    )
    op.create_index("intents_by_case", "intents", ["platform", "community", "case"])
    op.create_index("intents_by_state", "intents", ["state"])


def _patterns() -> None:
    op.create_table(
        "patterns",
        _seq(),
        *_texts("platform", "community", "id", "text", "category", "polarity", "explanation"),
        *_texts("ruled_by", "model"),
        *_numbers("case", "learned_at"),
        *_scores("severity"),
        *_flags("revoked"),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("platform", "community", "id"),
    )


def _rest() -> None:
    op.create_table(
        "settings",
        _seq(),
        *_texts("platform", "community", "key", "value"),
        sa.UniqueConstraint("platform", "community", "key"),
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.String, primary_key=True),
        *_numbers("position"),
    )
    op.create_table(
        "dead_letters",
        _seq(),
        *_texts("platform", "community", "event", "reason"),
        *_numbers("at", "attempts", "failed_at"),
        sa.UniqueConstraint("platform", "community", "event", "at"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        _seq(),
        *_numbers("at"),
        *_texts("platform", "community", nullable=True),
        *_texts("actor", "kind", "detail", "previous", "hash"),
        *_numbers("case", nullable=True),
        sqlite_autoincrement=True,
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(APPEND_ONLY.format(change=change))
