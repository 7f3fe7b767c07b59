"""What the engine thinks: signals, risk, precedents, assessments, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.actions import Action
from engine.events import Place
from engine.language import UNKNOWN


class Category(StrEnum):
    HARASSMENT = "harassment"
    INSULT = "insult"
    THREAT = "threat"
    HATE = "hate"
    SEXUAL_HARASSMENT = "sexual_harassment"
    SELF_HARM = "self_harm"
    DOGPILING = "dogpiling"
    DOXXING = "doxxing"
    SPAM = "spam"
    SCAM = "scam"
    RAID = "raid"
    NONE = "none"


class Polarity(StrEnum):
    HARMFUL = "harmful"
    FINE = "fine"


class Route(StrEnum):
    """How much thought a message gets: below 0.2, up to 0.6, above (a community's settings)."""

    ALLOW = "allow"
    LIGHT = "light"
    ESCALATE = "escalate"


class Mode(StrEnum):
    """What a community lets Haven do by itself; new communities start in OBSERVE."""

    OBSERVE = "observe"
    ASSIST = "assist"
    ENFORCE = "enforce"


@dataclass(frozen=True, slots=True)
class Signal:
    """One detector's evidence. Category NONE speaks *for* harmlessness, with `score` 0..1."""

    source: str
    category: Category
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Weight:
    """One term of the risk: `weight` × `value` is what it contributed."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Precedent:
    """A remembered case: what it was, what was done, how it ended."""

    id: str
    similarity: float
    category: Category
    severity: float
    polarity: Polarity
    explanation: str
    ended: str = "Haven's example"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPrediction:
    """Screening's output; scores lie in 0..1. `language` is a code of ISO 639-1, or UNKNOWN.
    `distress` is the chance that somebody is in danger; None where no model was asked for it.
    """

    risk_score: float
    category: Category
    confidence: float
    flags: tuple[str, ...]
    signals: tuple[Signal, ...]
    weights: tuple[Weight, ...]
    precedents: tuple[Precedent, ...]
    model: str
    screening_time_ms: float
    language: str = UNKNOWN
    distress: float | None = None


# The id of what a language model said: its own words, which may repeat those that it was shown.
ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One citable fact: `id` is what rationales refer to, `text` what a moderator reads."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """What a language model said before its word was bounded: `harm` is its own figure, `ruled`
    what the rules found without it. `digest` names its weights, `prompt` how it was asked.
    """

    model: str
    digest: str
    prompt: str
    harm: float
    ruled: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Reasoning's output. `evidence` holds only facts that were in the packet, and what a language
    model said of them. `unsure` says why a person must confirm what follows, or is empty. `ruled`
    is the harm that the rules alone found, where a guard model was heard.
    """

    harm_score: float
    category: Category
    rationale: str
    evidence: tuple[Evidence, ...]
    reasoner: str
    degraded: bool = False
    unsure: str = ""
    counsel: Counsel | None = None
    ruled: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The policy's output. `actions` come in the order they are carried out, the main one first.

    `proposal` is what a moderator is asked to confirm when `needs_human` is true.
    `accounts` are all that act together in `campaign`. `elsewhere` says what each mode would
    have done.
    """

    actions: tuple[Action, ...]
    rung: str
    reason: str
    category: Category
    harm_score: float
    evidence: tuple[Evidence, ...]
    mode: Mode
    policy: str
    needs_human: bool = False
    proposal: Action | None = None
    campaign: str | None = None
    accounts: tuple[str, ...] = ()
    elsewhere: tuple[tuple[Mode, str], ...] = ()

    @property
    def asks_first(self) -> bool:
        """Nothing at all is done before a moderator has confirmed it."""
        return self.needs_human and self.proposal == self.actions[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that was concluded about one message; written for every message.

    `at` is the moment of the event it judges (`moment_of`): it tells an edit's verdict from the
    first one's, and a journalled message is unhandled until there is a verdict with its moment.

    `prevented` marks words that a measure in force would have kept from being written; such
    messages are screened for the record and judged no further.
    """

    message: str
    place: Place
    author: str
    target: str | None
    at: datetime
    prediction: RiskPrediction
    route: Route
    session: str
    escalation: float
    assessment: Assessment | None = None
    decision: Decision | None = None
    prevented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One conversation in one place, ended by thirty silent minutes; this is a snapshot.

    `escalation_score` is 0..1; `features` are named temporal figures.

    `id` is stable for a place and a first message, so the same chat gives the same ids.
    """

    id: str
    place: Place
    started_at: datetime
    ended_at: datetime
    participants: tuple[str, ...]
    message_count: int
    escalation_score: float
    harassment_flags: tuple[str, ...]
    features: Mapping[str, float]
