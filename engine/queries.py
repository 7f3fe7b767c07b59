"""What moderators look for: questions to the archive as values, answers by the page."""

from dataclasses import dataclass
from datetime import datetime

from engine.cases import Case, Status
from engine.events import Community
from engine.verdict import Category

# What a message on a platform can show, and then some.
MOST_AT_ONCE = 50
MOST_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """Cases of one community, the newest first. `person` is whom they are about, `words` must all
    be part of the reason, `asking` ones wait for a moderator, `campaigns` are of many accounts
    acting as one. A page goes on below `before`.
    """

    community: Community
    person: str | None = None
    category: Category | None = None
    status: Status | None = None
    words: tuple[str, ...] = ()
    asking: bool = False
    campaigns: bool = False
    before: int | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """`more` is the number to go on with; None on the last page."""

    cases: tuple[Case, ...]
    more: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One message of a session: its words, what they risked, and how heated it left the talk.

    `risk` and `escalation` lie in 0..1.
    """

    author: str
    text: str
    at: datetime
    risk: float
    escalation: float


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, until before another one."""

    since: datetime
    until: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """A harmful message that came through, and whom it was aimed at; `harm` lies in 0..1."""

    message: str
    target: str | None
    at: datetime
    harm: float
