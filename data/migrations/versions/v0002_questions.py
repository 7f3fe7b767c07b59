"""Questions: what moderators look for in cases gets columns; notes tell by whom they are."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Body = dict[str, Any]

READ = sa.text("SELECT seq, body FROM cases")
COLUMNS = sa.text(
    "UPDATE cases SET needs_human = :needs_human, wording = :wording, accounts = :accounts"
    " WHERE seq = :seq"
)
BODY = sa.text("UPDATE cases SET body = :body WHERE seq = :seq")


def upgrade() -> None:
    for column in (
        sa.Column("needs_human", sa.Boolean, nullable=False, server_default=sa.text("0")),
        sa.Column("wording", sa.String, nullable=False, server_default=sa.text("''")),
        sa.Column("accounts", sa.String),
    ):
        op.add_column("cases", column)
    op.create_index("cases_by_author", "cases", ["platform", "community", "author"])
    asking = sa.text("needs_human")
    op.create_index("cases_asking", "cases", ["platform", "community"], sqlite_where=asking)
    for seq, body in _bodies():
        op.get_bind().execute(COLUMNS, {"seq": seq, **_columns(body)})
    _renew_notes(_with_author)


def downgrade() -> None:
    _renew_notes(_words_only)
    for index in ("cases_asking", "cases_by_author"):
        op.drop_index(index, "cases")
    for column in ("accounts", "wording", "needs_human"):
        op.drop_column("cases", column)


def _bodies() -> list[tuple[int, Body]]:
    return [(seq, json.loads(body)) for seq, body in op.get_bind().execute(READ).all()]


def _columns(body: Body) -> Body:
    accounts = body["accounts"]
    return {
        "needs_human": body["needs_human"],
        "wording": body["reason"].casefold(),
        "accounts": _json(accounts) if len(accounts) > 1 else None,
    }


def _renew_notes(renewed: Callable[[Body], list[Any]]) -> None:
    for seq, body in _bodies():
        if body["notes"]:
            body["notes"] = renewed(body)
            op.get_bind().execute(BODY, {"seq": seq, "body": _json(body)})


def _with_author(body: Body) -> list[Any]:
    """Until now only Haven wrote notes, and did not say when."""
    return [{"by": "haven", "at": body["opened_at"], "text": note} for note in body["notes"]]


def _words_only(body: Body) -> list[Any]:
    return [note["text"] for note in body["notes"]]


def _json(value: object) -> str:
    """As compact as the rest of Haven writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
