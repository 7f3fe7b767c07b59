"""What surrounds a message: its session, who it is aimed at, and what is building up."""

from dataclasses import dataclass, replace
from datetime import datetime

from engine.changes import PersonRecord
from engine.events import Message
from engine.verdict import Session, Signal


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message of the session, as the reasoner sees it.

    `malice` is how much of its risk could hurt the person it is aimed at.
    """

    message: str
    author: str
    name: str
    target: str | None
    text: str
    risk: float
    at: datetime
    malice: float = 0.0

    def without(self, person: str) -> "Turn":
        """The turn as it stays when the person it speaks to or mentions is erased."""
        text = self.text.replace(f"<@{person}>", "@erased").replace(f"<@!{person}>", "@erased")
        return replace(self, target=None if self.target == person else self.target, text=text)

    @property
    def seconds(self) -> float:
        return self.at.timestamp()


@dataclass(frozen=True, slots=True)
class Campaign:
    """Many accounts acting as one. `id` stays the same while it grows."""

    id: str
    accounts: tuple[str, ...]

    @property
    def is_crowd(self) -> bool:
        return len(self.accounts) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`signals` are the context's own evidence, named after the tracker that found it
    (escalation, pairs, dogpile, brigade, raid, hype, crisis, reciprocity). `records` are the
    person records that this message changed. `certainty` is how sure `target` is, 0..1:
    1 for a reply or mention, 0.8 by name, less where the conversation tells. `forewarning` is
    the forecast that it will become personal: no evidence against anybody. `doubt` says why a
    person must confirm what is done about the message, or is empty; `siege` is what the doubtful
    words of several people around one have in common.
    """

    session: Session
    turns: tuple[Turn, ...]
    target: str | None
    certainty: float = 0.0
    signals: tuple[Signal, ...]
    campaign: Campaign | None
    records: tuple[PersonRecord, ...]
    forewarning: Signal | None = None
    doubt: str = ""
    siege: str = ""


def alone(message: Message) -> Context:
    """What surrounds words that belong to no conversation: a session of theirs, with no id."""
    session = Session(
        id="",
        place=message.place,
        started_at=message.sent_at,
        ended_at=message.sent_at,
        participants=(message.author.id,),
        message_count=1,
        escalation_score=0.0,
        harassment_flags=(),
        features={},
    )
    return Context(session=session, turns=(), target=None, signals=(), campaign=None, records=())
