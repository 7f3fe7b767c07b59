"""What happens without words to be judged: remembered, written down, or answered."""

from typing import assert_never

from engine import audit
from engine.changes import AuditEntry
from engine.events import (
    AccountFlagged,
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    MessageDeleted,
    MessageEdited,
    PlatformDeed,
    PlatformRaid,
    UnbanRequested,
)
from engine.heeding import Heed
from engine.petitions import Petition
from engine.sessions.tracker import Surroundings


async def take_note(
    event: Event, surroundings: Surroundings, *, petition: Petition, heed: Heed
) -> tuple[AuditEntry, ...]:
    """What the audit shall say of it."""
    match event:
        case MemberJoined() | PlatformRaid() | AccountFlagged():
            surroundings.note(event)
        case PlatformDeed():
            await heed(event)
            return (audit.of_deed(event),)
        case UnbanRequested():
            await petition(event)
        case Message() | MessageEdited() | MemberNamed() | MessageDeleted():
            pass
        case _:
            assert_never(event)
    return ()
