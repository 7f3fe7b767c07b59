"""Cases without a person: what must stay for others names nobody and repeats no words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from engine.actions import Action, Inverse, Kick, Throttle, silences, subject
from engine.cases import UNSENT, Case, Intent, Note, Status
from engine.verdict import ADVICE

ERASED = "erased"
_IN_FORCE = {Status.APPLIED, Status.UNKNOWN}

Doing = TypeVar("Doing", bound=Action | Inverse)


def is_accused(case: Case, person: str) -> bool:
    return person == case.author or person in case.accounts


def must_stay(case: Case, intents: Sequence[Intent], person: str) -> bool:
    """What is under way, asked of moderators, or still keeps the person from writing: without the
    case nobody could lift it.
    """
    if any(intent.state in UNSENT for intent in intents):
        return True
    if not is_accused(case, person):
        return False
    lasting = any(_lasts(action) for action in case.actions)
    return (
        case.needs_human or case.status is Status.PENDING or (lasting and case.status in _IN_FORCE)
    )


def anonymous(case: Case, person: str) -> Case:
    """The case without `person`; without words too where it is about them alone, and always without
    a language model's, which may repeat theirs.
    """
    own = case.author == person
    return replace(
        case,
        message=_unnamed(case.message, person),
        author=_renamed(case.author, person),
        target=None if case.target == person else case.target,
        accounts=tuple(_renamed(account, person) for account in case.accounts),
        actions=tuple(_nameless(action, person, wordless=own) for action in case.actions),
        proposal=_nameless(case.proposal, person, wordless=own) if case.proposal else None,
        reason="" if own else case.reason,
        evidence=() if own else tuple(each for each in case.evidence if each.id != ADVICE),
        notes=() if own else tuple(_unsigned(note, person) for note in case.notes),
        ordered_by=_renamed(case.ordered_by, person) if case.ordered_by else None,
        ruled_by=_renamed(case.ruled_by, person) if case.ruled_by else None,
    )


def anonymous_call(intent: Intent, person: str, *, wordless: bool) -> Intent:
    action = _nameless(intent.action, person, wordless=wordless)
    community = intent.place.community
    key = f"{community}/{ERASED}" if intent.key == f"{community}/{person}" else intent.key
    # The reason names the moderator who ruled, and may repeat words.
    return replace(intent, action=action, key=key, reason="")


def _lasts(action: Action | Inverse) -> bool:
    return isinstance(action, Throttle) or (silences(action) and not isinstance(action, Kick))


def _nameless(action: Doing, person: str, *, wordless: bool) -> Doing:
    changes: dict[str, str] = {}
    if subject(action) == person:
        changes["user"] = ERASED
    if wordless and hasattr(action, "text"):
        changes["text"] = ""
    return replace(action, **changes)  # type: ignore[arg-type]


def _unsigned(note: Note, person: str) -> Note:
    return replace(note, by=_renamed(note.by, person))


def _unnamed(message: str, person: str) -> str:
    """What has no id of its own, a name or words held back, is called after its author."""
    return "~".join(_renamed(part, person) for part in message.split("~"))


def _renamed(name: str, person: str) -> str:
    return ERASED if name == person else name
