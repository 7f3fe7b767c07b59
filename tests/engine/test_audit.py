"""What the audit log says, and what it never says."""

from uuid import UUID

from engine import audit
from engine.actions import Outcome, Warn
from engine.cases import Intent, IntentState
from tests.builders import HALL, INN, NOON, case

WORDS = "you absolute clown"
CALL = Intent(
    id=UUID(int=7),
    case=1,
    place=HALL,
    key="discord:inn/vex",
    action=Warn(user="vex", text=WORDS),
    reason=WORDS,
    created_at=NOON,
    not_before=NOON,
    state=IntentState.DONE,
    attempts=2,
)


def test_an_entry_about_a_case_tells_who_when_and_under_which_policy() -> None:
    entry = audit.of_case(case(7), "ruling.reversed", actor="oakley", at=NOON)
    assert (entry.actor, entry.kind, entry.case, entry.at) == ("oakley", "ruling.reversed", 7, NOON)
    assert entry.detail["policy"] == "graduated@test"


def test_an_entry_about_a_call_tells_how_it_ended() -> None:
    entry = audit.of_call(CALL, Outcome.APPLIED, at=NOON)
    assert (entry.community, entry.kind, entry.case) == (INN, "call.applied", 1)
    assert entry.detail == {
        "action": "warn",
        "intent": str(UUID(int=7)),
        "state": "done",
        "attempts": 2,
    }


def test_nobodys_words_are_in_the_log() -> None:
    told = case(actions=(Warn(user="vex", text=WORDS),), reason=WORDS, notes=(WORDS,))
    entries = (
        audit.of_case(told, "case.opened", actor="haven", at=NOON),
        audit.of_call(CALL, Outcome.APPLIED, at=NOON),
    )
    assert WORDS not in repr(entries)
