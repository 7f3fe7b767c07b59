"""What a block of events leaves to be written: with its last message, or with the next case."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.changes import AuditEntry, Changes, DeadLetter, PersonRecord
from engine.reasoning.packet import Packet
from engine.sessions.context import Context
from engine.verdict import Session, Verdict


@dataclass(slots=True)
class Unwritten:
    """`since` is when the block was handed over. `met` is what surrounded the event at hand: to
    try it again must not count it twice. `packet` is what its reasoner was given, if it had one.
    """

    since: float
    cursor: tuple[str, int] | None = None
    met: Context | None = None
    packet: Packet | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)

    def changes(
        self,
        *,
        verdict: Verdict | None = None,
        people: Sequence[PersonRecord] = (),
    ) -> Changes:
        return Changes(
            verdicts=(*self.verdicts, verdict) if verdict else tuple(self.verdicts),
            people=(*self.people, *people),
            sessions=tuple(self.sessions),
            dead_letters=tuple(self.dead_letters),
            audit=tuple(self.audit),
            cursor=self.cursor,
        )

    def begin_anew(self) -> None:
        """All was written with a case."""
        self.cursor = None
        self.verdicts.clear()
        self.people.clear()
        self.sessions.clear()
        self.dead_letters.clear()
        self.audit.clear()
