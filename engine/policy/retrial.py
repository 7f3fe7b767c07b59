"""Remembered verdicts, decided anew under another policy one after the other: pure."""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from engine.actions import Action, AlertModerators, AlertTarget, Hide, OfferHelp
from engine.cases import FOREWARNING, SIEGE, Case, Ruling
from engine.events import Message
from engine.policy.circumstances import Circumstances, remembered
from engine.policy.community import CommunityPolicy
from engine.policy.doubt import doubt
from engine.policy.held import awaits_ruling
from engine.policy.ladder import Rung
from engine.policy.limits import Spent
from engine.policy.matching import ask_for_thought, matching
from engine.policy.matter import Footing, Matter
from engine.policy.pattern import TextPattern
from engine.policy.policy import HELP, decide, immunity
from engine.policy.protection import unprotected
from engine.policy.strikes import CARE, Strike, standing_on
from engine.policy.wishes import Protected, hurt_by, is_unwelcome
from engine.sessions.bearing import UNSURE
from engine.sessions.context import Campaign
from engine.text import Normalise, normalise
from engine.verdict import Assessment, Category, Decision, Mode, Verdict

# By the person who has them.
Strikes = Mapping[str, Sequence[Strike]]
Cries = Mapping[str, Sequence[datetime]]

# What only tells or helps somebody is no acting on a message.
_TELLING = (AlertModerators, AlertTarget, OfferHelp)

# No ladder has more rungs than five, and whoever floods must not make each message dearer.
_MOST_STRIKES = 64
# A session lasts 75 minutes at the most: what began that many conversations ago is over.
_MOST_TALKS = 2_048
_MOST_PEOPLE = 100_000

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known besides the messages: strikes and cries of the time before, strikes that were
    `given` meanwhile by hand or to linked accounts, how moderators ruled, by message, and in
    `talks` how often who had spoken in a session before the first of them.
    """

    earlier: Strikes = field(default_factory=dict)
    given: Strikes = field(default_factory=dict)
    cries: Cries = field(default_factory=dict)
    ruled: Mapping[str, Ruling] = field(default_factory=dict)
    talks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    protected: Protected = unprotected
    normalise: Normalise = normalise


NOTHING_KNOWN = Known()
_NEWCOMER = Footing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """`now` is what the policy would have decided. `unknown` ones were too harmless to be reasoned
    about until now. `matter` is None for whatever there was nothing to decide about; `capped` says
    why the decision would have waited for a moderator, or is empty.
    """

    message: Message
    verdict: Verdict
    now: Decision | None = None
    matter: Matter | None = None
    footing: Footing = _NEWCOMER
    unknown: bool = False
    capped: str = ""


class Retrial:
    """Judged messages come in the order of time."""

    def __init__(self, policy: CommunityPolicy, known: Known = NOTHING_KNOWN) -> None:
        self._policy = policy
        self._known = known
        self._strikes: dict[str, deque[Strike]] = {}
        self._cries: dict[str, datetime] = {}
        self._talks: dict[str, Counter[str]] = {}
        self._spent = Spent()

    def see(self, message: Message, verdict: Verdict) -> Retried:
        talk = _kept(self._talks, verdict.session, self._begun(verdict.session), most=_MOST_TALKS)
        talk[message.author.id] += 1
        if verdict.prevented:
            return Retried(message=message, verdict=verdict)
        matched = matching(message, self._policy)
        found = verdict.assessment or (_asked_for(matched) if matched else None)
        if found is None:
            return self._unweighed(message, verdict)
        matter = replace(self._matter(message, verdict, found, talk), matched=matched)
        footing = self.footing(message)
        decided = None if self._is_quiet(matter, verdict) else decide(matter, footing, self._policy)
        return self._noted(
            Retried(
                message=message,
                verdict=verdict,
                now=decided or self._forewarned(message, verdict),
                matter=matter,
                footing=footing,
            )
        )

    def footing(self, message: Message) -> Footing:
        person, moment = message.author.id, message.sent_at
        known = (*self._known.earlier.get(person, ()), *self._known.given.get(person, ()))
        before = (strike for strike in known if strike.given_at <= moment)
        standing = standing_on((*before, *self._strikes.get(person, ())), message, self._policy)
        return replace(standing, cried=self._cried(person, moment))

    def _unweighed(self, message: Message, verdict: Verdict) -> Retried:
        loud = verdict.prediction.risk_score >= self._policy.light_at
        warned = self._forewarned(message, verdict)
        return Retried(message=message, verdict=verdict, now=warned, unknown=loud)

    def _matter(
        self, message: Message, verdict: Verdict, found: Assessment, talk: Counter[str]
    ) -> Matter:
        protected = self._known.protected
        hurt = hurt_by(message, verdict.target, found.category)
        words = self._known.normalise(message.text).words
        siege = _siege(verdict.decision)
        return Matter(
            message=message,
            assessment=found,
            target=hurt,
            help_text="",
            campaign=_campaign(verdict.decision),
            doubt=_doubt(verdict, message, found),
            siege=siege,
            protection=protected(message.place.community, hurt or ""),
            unwelcome=is_unwelcome(message, words, verdict.target, protected),
            circumstances=_around(verdict, talk),
            distress=verdict.prediction.distress or 0.0,
        )

    def _is_quiet(self, matter: Matter, verdict: Verdict) -> bool:
        """Whether it would not even have been weighed. Of what went on around it, that counts
        which its assessment cites.
        """
        called = matter.unwelcome or ask_for_thought(matter.matched)
        if called or awaits_ruling(matter.message):
            return False
        prediction, cited = verdict.prediction, matter.assessment.evidence
        flagged = prediction.flags or any(each.id.startswith("signal:") for each in cited)
        return not flagged and prediction.risk_score < self._policy.light_at

    def _forewarned(self, message: Message, verdict: Verdict) -> Decision | None:
        """An early warning depends on no policy, but on who may be looked at."""
        told = verdict.decision
        if told is None or told.rung != FOREWARNING or immunity(message, self._policy):
            return None
        return told

    def _noted(self, retried: Retried) -> Retried:
        """What has been decided counts for what comes next, as the case of it would."""
        decided, message = retried.now, retried.message
        if decided is None:
            return retried
        ruling = self._known.ruled.get(message.id)
        if decided.rung == HELP and ruling is not Ruling.REVERSED:
            self._cries.pop(message.author.id, None)
            _kept(self._cries, message.author.id, lambda: message.sent_at, most=_MOST_PEOPLE)
        acts = decided.mode is Mode.ENFORCE and not decided.asks_first
        capped = self._refusal(decided, message) if acts else ""
        counts = ruling is Ruling.CONFIRMED if capped or not acts else ruling is not Ruling.REVERSED
        if counts and decided.rung.upper() in Rung.__members__:
            on = message.place.community.platform
            strike = Strike(message.sent_at, Rung[decided.rung.upper()], on)
            _kept(self._strikes, message.author.id, _few, most=_MOST_PEOPLE).append(strike)
        return replace(retried, capped=capped) if capped else retried

    def _refusal(self, decided: Decision, message: Message) -> str:
        refusal = self._spent.refuses(decided.actions, message.sent_at, self._policy)
        for action in () if refusal else decided.actions:
            self._spent.note(action, message.sent_at)
        return refusal

    def _begun(self, session: str) -> Callable[[], Counter[str]]:
        return lambda: Counter(self._known.talks.get(session, {}))

    def _cried(self, person: str, moment: datetime) -> datetime | None:
        ever = [*self._known.cries.get(person, ()), *filter(None, (self._cries.get(person),))]
        lately = (cried for cried in ever if cried <= moment and moment - cried <= CARE)
        return max(lately, default=None)


def acts(decision: Decision | None) -> bool:
    """Whether it does more than tell or help somebody, or would in another mode."""
    if decision is None:
        return False
    return any(not isinstance(action, _TELLING) for action in decision.actions)


def rulings_on(cases: Iterable[Case]) -> Mapping[str, Ruling]:
    """By message; a campaign's case has many."""
    return {
        message: case.ruling
        for case in cases
        if case.ruling is not None and case.is_about_words
        for message in messages_of(case)
    }


def messages_of(case: Case) -> frozenset[str]:
    return frozenset({case.message, *_hidden(case.actions)} - {""})


def _hidden(actions: Collection[Action | object]) -> list[str]:
    return [action.message for action in actions if isinstance(action, Hide)]


def _asked_for(matched: Sequence[TextPattern]) -> Assessment:
    """What the patterns alone ask for, for as much harm as nobody has looked for: none."""
    names = ", ".join(pattern.name for pattern in matched)
    said = f"It matches the patterns here: {names}."
    return Assessment(
        harm_score=0.0, category=Category.NONE, rationale=said, evidence=(), reasoner="none"
    )


def _around(verdict: Verdict, talk: Counter[str]) -> Circumstances:
    known = remembered(verdict, messages=talk.total(), people=len(talk))
    told = verdict.decision
    if told is None or told.rung != SIEGE or len(told.actions) < 2:
        return known
    # Behind the look that it asks for, something waits for nobody but those of the crowd.
    return replace(known, signals={**known.signals, "dogpile": 1.0})


def _doubt(verdict: Verdict, message: Message, found: Assessment) -> str:
    amid = UNSURE if _siege(verdict.decision) else ""
    return doubt(verdict.prediction, message.origin) or found.unsure or amid


def _siege(decision: Decision | None) -> str:
    """Who was on which side is not written down; that it was not sure is."""
    if decision is None or decision.rung != SIEGE:
        return ""
    return decision.campaign or ""


def _campaign(decision: Decision | None) -> Campaign | None:
    if decision is None or decision.campaign is None or decision.rung == SIEGE:
        return None
    return Campaign(decision.campaign, decision.accounts)


def _few() -> deque[Strike]:
    return deque(maxlen=_MOST_STRIKES)


def _kept(kept: dict[str, Held], key: str, made: Callable[[], Held], *, most: int) -> Held:
    """What is kept under this key, made where there is none; the oldest makes room for it."""
    if key not in kept:
        while len(kept) >= most:
            del kept[next(iter(kept))]
        kept[key] = made()
    return kept[key]
