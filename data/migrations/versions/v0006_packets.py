"""Packets: what a reasoner was shown about each case, sealed, and the figures that came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "packets",
        sa.Column("seq", sa.Integer, primary_key=True),
        *(_text(name) for name in ("platform", "community")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("case", "oldest")),
        *(_text(name) for name in ("speakers", "reasoner", "prompt", "category")),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("ruled", "acts_from")),
        *(sa.Column(name, sa.String) for name in ("model", "digest")),
        sa.Column("harm", sa.Float),
        sa.Column("sealed", sa.LargeBinary),
        sa.UniqueConstraint("platform", "community", "case"),
        sa.ForeignKeyConstraint(
            ["platform", "community", "case"],
            ["cases.platform", "cases.community", "cases.number"],
            name="packets_belong_to_a_case",
        ),
    )
    op.create_index(
        "packets_with_words",
        "packets",
        ["platform", "oldest"],
        sqlite_where=sa.text("sealed IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("packets")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)
