"""Appeals against cases, as rows and back."""

from sqlalchemy import RowMapping

from data.encoding import from_stamp, from_stamp_or_none, to_stamp, to_stamp_or_none
from data.places import community_columns, community_in
from data.tables import APPEALS, Row
from engine.cases import Appeal, AppealState

L = APPEALS.c


def appeal_row(appeal: Appeal) -> Row:
    return {
        **community_columns(appeal.community),
        "case": appeal.case,
        "number": appeal.number,
        "by": appeal.by,
        "text": appeal.text,
        "opened_at": to_stamp(appeal.opened_at),
        "state": appeal.state,
        "decided_by": appeal.decided_by,
        "decided_at": to_stamp_or_none(appeal.decided_at),
        "answer": appeal.answer,
    }


def appeal_of(row: RowMapping) -> Appeal:
    return Appeal(
        community=community_in(row, L),
        case=row[L.case],
        number=row[L.number],
        by=row[L.by],
        text=row[L.text],
        opened_at=from_stamp(row[L.opened_at]),
        state=AppealState(row[L.state]),
        decided_by=row[L.decided_by],
        decided_at=from_stamp_or_none(row[L.decided_at]),
        answer=row[L.answer],
    )
