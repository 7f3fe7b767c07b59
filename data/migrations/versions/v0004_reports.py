"""Reports: what was judged and done in a week is found without looking through all the others."""

from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = ("verdicts", "audit")


def upgrade() -> None:
    for table in _TABLES:
        op.create_index(f"{table}_by_time", table, ["platform", "community", "at"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"{table}_by_time", table)
