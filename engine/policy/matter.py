"""What a policy decides about: words and what is known of them, and how their author stands."""

from dataclasses import dataclass
from datetime import datetime

from engine.events import Message, Platform
from engine.policy.circumstances import NOTHING_KNOWN, Circumstances
from engine.policy.ladder import Rung
from engine.policy.pattern import TextPattern
from engine.policy.protection import UNPROTECTED, Protection
from engine.sessions.context import Campaign
from engine.verdict import Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """How a person stands at this moment. `immune` says why nobody acts on them, or is empty.

    `strikes` have decayed and leave out the last minute's; `fresh` is the highest rung given in
    that minute, which the person has not had the time to notice. `record` tells for each strike
    that counts on which platform it was given. `cried` is when they were last heard to be in
    danger, within a day.
    """

    strikes: float = 0.0
    fresh: Rung | None = None
    immune: str = ""
    record: tuple[Platform, ...] = ()
    cried: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is to be decided. `campaign` is the campaign that a message belongs to; `doubt` says
    why a person must confirm what is done about its words, or is empty. `protection` is what the
    target chose for themselves; an `unwelcome` message is about a topic that it rules out.
    In a `siege` the doubtful words of several people are put before a moderator as one case.
    `matched` are the community's own patterns that are found in the words and hold there.
    `distress` is the chance that somebody is in danger.
    """

    message: Message
    assessment: Assessment
    target: str | None
    help_text: str
    campaign: Campaign | None = None
    doubt: str = ""
    siege: str = ""
    protection: Protection = UNPROTECTED
    unwelcome: bool = False
    circumstances: Circumstances = NOTHING_KNOWN
    matched: tuple[TextPattern, ...] = ()
    distress: float = 0.0

    @property
    def is_aimed(self) -> bool:
        """At somebody else than whoever wrote it."""
        return self.target not in {None, self.message.author.id}
