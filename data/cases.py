"""Cases and the platform calls that belong to them, as rows and back."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, RowMapping, or_

from data.encoding import from_json, to_json, to_stamp, to_stamp_or_none
from data.places import community_columns
from data.tables import CASES, INTENTS, Row
from engine.cases import Case, Intent
from engine.queries import CaseQuery

C = CASES.c
I = INTENTS.c  # noqa: E741 - the initial of its table, like the others

# The largest whole number that SQLite holds.
NUMBERS_END = 2**63 - 1


def case_row(case: Case) -> Row:
    return {
        **community_columns(case.community),
        "number": case.number,
        "opened_at": to_stamp(case.opened_at),
        "expires_at": to_stamp_or_none(case.expires_at),
        "status": case.status,
        "author": case.author,
        "target": case.target,
        "category": case.category,
        "campaign": case.campaign,
        "body": to_json(case),
        "needs_human": case.needs_human,
        "wording": case.reason.casefold(),
        "accounts": to_json(case.accounts) if len(case.accounts) > 1 else None,
    }


def about(person: str) -> ColumnElement[bool]:
    """Whether a case is about a person, alone or among others."""
    return or_(C.author == person, C.accounts.contains(to_json(person), autoescape=True))


def narrowed(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    """What a query asks beyond its community."""
    if query.person is not None:
        yield about(query.person)
    if query.category is not None:
        yield C.category == query.category
    if query.status is not None:
        yield C.status == query.status
    if query.asking:
        yield C.needs_human
    if query.campaigns:
        yield C.campaign.is_not(None)
    if query.before is not None:
        yield C.number < max(0, min(query.before, NUMBERS_END))
    for word in query.words:
        yield C.wording.contains(word, autoescape=True)


def case_of(row: RowMapping) -> Case:
    return from_json(Case, row[C.body])


def intent_row(intent: Intent) -> Row:
    return {
        **community_columns(intent.place.community),
        "id": str(intent.id),
        "case": intent.case,
        "state": intent.state,
        "body": to_json(intent),
    }


def intent_of(row: RowMapping) -> Intent:
    return from_json(Intent, row[I.body])
