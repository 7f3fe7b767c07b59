"""Appeals: what people say against cases, and who answered them how."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "appeals",
        sa.Column("seq", sa.Integer, primary_key=True),
        *(_text(name) for name in ("platform", "community", "by", "text", "state", "answer")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("case", "number", "opened_at")),
        sa.Column("decided_by", sa.String),
        sa.Column("decided_at", sa.Integer),
        sa.UniqueConstraint("platform", "community", "case", "number"),
        sa.ForeignKeyConstraint(
            ["platform", "community", "case"],
            ["cases.platform", "cases.community", "cases.number"],
            name="appeals_belong_to_a_case",
        ),
    )
    op.create_index(
        "one_open_appeal_a_case",
        "appeals",
        ["platform", "community", "case"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("appeals")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)
