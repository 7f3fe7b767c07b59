"""What communities chose, how far sources were read, and what was set aside, as rows and back."""

from sqlalchemy import RowMapping

from data.encoding import from_stamp, to_stamp
from data.places import community_columns, community_in
from data.tables import DEAD_LETTERS, SETTINGS, Row
from engine.changes import DeadLetter, Setting

S = SETTINGS.c
D = DEAD_LETTERS.c


def setting_row(setting: Setting) -> Row:
    return {
        **community_columns(setting.community),
        "key": setting.key,
        "value": setting.value,
    }


def setting_of(row: RowMapping) -> Setting:
    return Setting(community=community_in(row, S), key=row[S.key], value=row[S.value])


def keys_about(person: str) -> tuple[str, str]:
    """What they chose for their protection, and how a connector keeps them silent."""
    return f"protect:{person}", f"former:mute:{person}"


def cursor_row(cursor: tuple[str, int]) -> Row:
    name, position = cursor
    return {"name": name, "position": position}


def dead_letter_row(letter: DeadLetter) -> Row:
    return {
        **community_columns(letter.community),
        "event": letter.event,
        "at": to_stamp(letter.at),
        "reason": letter.reason,
        "attempts": letter.attempts,
        "failed_at": to_stamp(letter.failed_at),
    }


def dead_letter_of(row: RowMapping) -> DeadLetter:
    return DeadLetter(
        community=community_in(row, D),
        event=row[D.event],
        at=from_stamp(row[D.at]),
        reason=row[D.reason],
        attempts=row[D.attempts],
        failed_at=from_stamp(row[D.failed_at]),
    )
