"""What moderators are told of a record that two linked accounts share."""

from collections.abc import Sequence

from engine.events import Platform
from engine.verdict import Evidence

RECORD = "record"
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def evidence_of(record: Sequence[Platform], *, here: Platform) -> tuple[Evidence, ...]:
    """Nothing for whose strikes were all given here."""
    elsewhere = [platform for platform in record if platform is not here]
    if not elsewhere:
        return ()
    there = elsewhere[0].value.title()
    said = f"{_counted(len(record)).capitalize()} {'strike' if len(record) == 1 else 'strikes'}"
    return (Evidence(RECORD, f"{said}, {_part(len(elsewhere), len(record))} on {there}."),)


def _part(some: int, of: int) -> str:
    if some < of:
        return f"{_counted(some)} of them"
    return "all of them" if of > 1 else "given"


def _counted(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
