"""What another policy would have done of late: remembered verdicts, decided anew; pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from engine.actions import Action, AlertModerators, AlertTarget, Hide, OfferHelp
from engine.cases import SIEGE, Case, Ruling
from engine.events import Message
from engine.policy.circumstances import Circumstances, remembered
from engine.policy.community import CommunityPolicy
from engine.policy.doubt import doubt
from engine.policy.ladder import Rung
from engine.policy.matching import matching
from engine.policy.matter import Matter
from engine.policy.pattern import TextPattern
from engine.policy.policy import decide
from engine.policy.protection import unprotected
from engine.policy.strikes import Strike, standing_on
from engine.policy.wishes import Protected, hurt_by, is_unwelcome
from engine.sessions.context import Campaign
from engine.text import normalise
from engine.verdict import Assessment, Category, Decision, Verdict

# By the person who has them.
Strikes = Mapping[str, Sequence[Strike]]
_NONE: Strikes = MappingProxyType({})

# What only tells or helps somebody is no acting on a message.
_TELLING = (AlertModerators, AlertTarget, OfferHelp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Ids of messages. `acted` is what was done of late, or shown in place of it; `would_act` what
    the policy would have done. `unknown` ones were too harmless to be reasoned about until now.
    """

    acted: frozenset[str] = frozenset()
    would_act: frozenset[str] = frozenset()
    reversed: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    cut: bool = False

    @property
    def mistaken(self) -> frozenset[str]:
        """What it would have done that moderators took back."""
        return self.would_act & self.reversed


def preview(
    judged: Iterable[tuple[Message, Verdict]],
    cases: Iterable[Case],
    policy: CommunityPolicy,
    *,
    earlier: Strikes = _NONE,
    elsewhere: Strikes = _NONE,
    protected: Protected = unprotected,
    cut: bool = False,
) -> Preview:
    """`judged` comes in the order of time; `earlier` are the strikes people had before it, and
    `elsewhere` all those of accounts that they linked.
    """
    replayed = _Replay(policy, earlier, elsewhere, protected)
    for message, verdict in judged:
        replayed.see(message, verdict)
    return Preview(
        acted=frozenset(replayed.acted),
        would_act=frozenset(replayed.would_act),
        reversed=_reversed(cases),
        unknown=frozenset(replayed.unknown),
        cut=cut,
    )


class _Replay:
    def __init__(
        self,
        policy: CommunityPolicy,
        earlier: Strikes,
        elsewhere: Strikes,
        protected: Protected,
    ) -> None:
        self._policy = policy
        self._elsewhere = elsewhere
        self._protected = protected
        self._strikes = defaultdict(list, {who: list(given) for who, given in earlier.items()})
        self._talks: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.acted: set[str] = set()
        self.would_act: set[str] = set()
        self.unknown: set[str] = set()

    def see(self, message: Message, verdict: Verdict) -> None:
        self._talks[verdict.session][message.author.id] += 1
        if verdict.decision and _acts(verdict.decision):
            self.acted.add(message.id)
        if verdict.prevented:
            return
        decided = self._decided(message, verdict)
        if decided and _acts(decided):
            self.would_act.add(message.id)
        if decided and decided.rung.upper() in Rung.__members__:
            on = message.place.community.platform
            strike = Strike(message.sent_at, Rung[decided.rung.upper()], on)
            self._strikes[message.author.id].append(strike)

    def _decided(self, message: Message, verdict: Verdict) -> Decision | None:
        prediction, matched = verdict.prediction, matching(message, self._policy)
        assessment = verdict.assessment or (_unweighed(matched) if matched else None)
        if assessment is None:
            if prediction.risk_score >= self._policy.light_at:
                self.unknown.add(message.id)
            return None
        hurt = hurt_by(message, verdict.target, assessment.category)
        words = normalise(message.text).words
        matter = Matter(
            message=message,
            assessment=assessment,
            target=hurt,
            help_text="",
            campaign=_campaign(verdict.decision),
            doubt=doubt(prediction, message.origin),
            protection=self._protected(message.place.community, hurt or ""),
            unwelcome=is_unwelcome(message, words, verdict.target, self._protected),
            circumstances=self._around(verdict),
            matched=matched,
        )
        given = (*self._strikes[message.author.id], *self._linked(message))
        return decide(matter, standing_on(given, message, self._policy), self._policy)

    def _around(self, verdict: Verdict) -> Circumstances:
        talk = self._talks[verdict.session]
        return remembered(verdict, messages=talk.total(), people=len(talk))

    def _linked(self, message: Message) -> Iterable[Strike]:
        """What the author's linked account had been given by then."""
        strikes = self._elsewhere.get(message.author.id, ())
        return (strike for strike in strikes if strike.given_at <= message.sent_at)


def _unweighed(matched: Sequence[TextPattern]) -> Assessment:
    """What the patterns alone ask for, for as much harm as nobody has looked for: none."""
    names = ", ".join(pattern.name for pattern in matched)
    said = f"It matches the patterns here: {names}."
    return Assessment(
        harm_score=0.0, category=Category.NONE, rationale=said, evidence=(), reasoner="none"
    )


def _campaign(decision: Decision | None) -> Campaign | None:
    if decision is None or decision.campaign is None or decision.rung == SIEGE:
        return None
    return Campaign(decision.campaign, decision.accounts)


def _acts(decision: Decision) -> bool:
    return any(not isinstance(action, _TELLING) for action in decision.actions)


def _reversed(cases: Iterable[Case]) -> frozenset[str]:
    """The messages of cases that were taken back; a campaign's case has many."""
    taken_back = [case for case in cases if case.ruling is Ruling.REVERSED]
    ids = {case.message for case in taken_back}
    return frozenset(ids | {each for case in taken_back for each in _hidden(case.actions)})


def _hidden(actions: Collection[Action | object]) -> list[str]:
    return [action.message for action in actions if isinstance(action, Hide)]
