"""Links: which two accounts, on Discord and on Twitch, are one person's."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NAMES = ("platform", "community", "member")


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("seq", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in _NAMES),
        sa.Column("viewer", sa.String),
        sa.Column("linked_at", sa.Integer, nullable=False),
        sa.UniqueConstraint("platform", "community", "member"),
        sa.UniqueConstraint("platform", "community", "viewer"),
    )


def downgrade() -> None:
    op.drop_table("links")
