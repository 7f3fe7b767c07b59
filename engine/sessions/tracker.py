"""What surrounds each message: the one face of sessions, pairs, crowds and people's memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from sys import intern

from engine.changes import PersonRecord
from engine.events import (
    AccountFlagged,
    Community,
    MemberJoined,
    Message,
    Origin,
    PlatformRaid,
)
from engine.sessions.addressee import NAMED, Addressee, addressee
from engine.sessions.bearing import UNCONCERNED, Bearing
from engine.sessions.brigade import UNSEEN, Brigades, Sighting
from engine.sessions.campaigns import Campaigns, Finding
from engine.sessions.context import Context, alone
from engine.sessions.conversation import Conversation
from engine.sessions.crisis import CrisisEar, crisis_signal
from engine.sessions.dogpile import Dogpiles
from engine.sessions.escalation import escalation_signal, feel
from engine.sessions.forecast import Forecasts, Foresight
from engine.sessions.hearing import hear, refused_by, turn_of
from engine.sessions.memories import ActorMemory, TargetMemory
from engine.sessions.pairs import Pairs
from engine.sessions.phrases import PhraseBook, Tone, Words
from engine.sessions.reciprocity import reciprocity, reciprocity_signal
from engine.sessions.sessions import Sessions
from engine.sessions.utterance import Utterance, commerce, is_grave, malice, severe
from engine.verdict import RiskPrediction, Session, Signal, Verdict

# These find harm to a person in messages that are mild by themselves.
_SIEGES = frozenset({"pairs", "dogpile", "brigade", "escalation"})


class Surroundings:
    """Sees every message, in the order of each place, and tells what is building up around it.

    Sessions and crowds follow from the messages of the last two hours alone and come back by
    `recall`; what is known of people comes back by `restore`. Detectors in `switched_off` give no
    signal; without a `foresight` there is no forecast either. `phrases` are English, `languages`
    those of the other languages, in which a crisis is heard too.
    """

    def __init__(
        self,
        phrases: Mapping[str, frozenset[str]],
        *,
        actors: ActorMemory,
        targets: TargetMemory,
        foresight: Foresight | None = None,
        switched_off: frozenset[str] = frozenset(),
        languages: Iterable[Mapping[str, frozenset[str]]] = (),
    ) -> None:
        self._book = PhraseBook(phrases)
        self._ear = CrisisEar(phrases, languages)
        self._actors = actors
        self._targets = targets
        self._off = switched_off
        self._sessions = Sessions()
        self._pairs = Pairs()
        self._dogpiles = Dogpiles()
        self._brigades = Brigades()
        self._campaigns = Campaigns(hype="hype" not in switched_off)
        self._forecasts = Forecasts(None if "forecast" in switched_off else foresight)

    def observe(self, message: Message, prediction: RiskPrediction, *, words: Words) -> Context:
        """Count a message everywhere and return what surrounds it."""
        place = str(message.place)
        conversation = self._sessions.enter(message, place)
        tone = self._tone(message, words)
        whom = addressee(message, words, tone, conversation)
        utterance = _utterance(message, place, words, tone, prediction, whom, conversation)
        turns = tuple(conversation.turns)
        refused = refused_by(conversation, utterance)
        banter = reciprocity(conversation, utterance)
        bearing, counted, found = self._enter(conversation, utterance, prediction, refused, banter)
        forewarning = self._forecasts.observe(utterance, session=conversation.id, banter=banter)
        contacts = self._pairs.observe(counted, banter=banter, refused=refused)
        campaign = None if "raid" in self._off else found.campaign
        crowd = None if campaign else bearing.crowd
        slow = self._sighted(counted) if campaign is None else UNSEEN
        crowds = (crowd, slow.signal, found.signal, bearing.defence)
        signals = tuple(self._heard(conversation, utterance, crowds, banter))
        return Context(
            session=conversation.snapshot(),
            turns=turns,
            target=utterance.target,
            certainty=whom.certainty if whom else 0.0,
            signals=signals,
            campaign=campaign or slow.campaign,
            records=(*contacts, *slow.records, *self._learnt(counted, banter, signals)),
            forewarning=forewarning,
            doubt="" if campaign else bearing.doubt,
            siege="" if campaign else bearing.siege,
        )

    def recall(self, message: Message, verdict: Verdict, *, words: Words) -> None:
        """Feed a message of the last two hours again, which was observed before a restart."""
        place = str(message.place)
        conversation = self._sessions.enter(message, place, recalled=verdict.session)
        tone, prediction = self._tone(message, words), verdict.prediction
        whom = _recalled(verdict.target, addressee(message, words, tone, conversation))
        utterance = _utterance(message, place, words, tone, prediction, whom, conversation)
        refused = refused_by(conversation, utterance)
        banter = reciprocity(conversation, utterance)
        self._enter(conversation, utterance, prediction, refused, banter)
        self._forecasts.observe(utterance, session=conversation.id, banter=banter)
        self._actors.recall(message, words=words, target=utterance.target)

    def name(self, message: Message) -> Context:
        """What surrounds a name: no conversation, but perhaps a crowd that came in with it."""
        if "raid" in self._off:
            return alone(message)
        found = self._campaigns.came_in(message)
        signals = (found.signal,) if found.signal else ()
        return replace(alone(message), signals=signals, campaign=found.campaign)

    def named(self, message: Message, verdict: Verdict) -> None:
        """What was decided about a name; further ones may belong to the same case."""
        if verdict.decision and verdict.decision.campaign:
            self._campaigns.named(message, verdict.decision.campaign)

    def note(self, event: MemberJoined | PlatformRaid | AccountFlagged) -> None:
        if isinstance(event, AccountFlagged):
            self._actors.flag(event.place.community, event.user, event.suspicion)
        else:
            self._campaigns.note(event)

    def close_idle(self, moment: datetime) -> tuple[Session, ...]:
        """Sessions whose thirty minutes have passed, each once."""
        return self._sessions.close_idle(moment)

    def open_sessions(self) -> tuple[Session, ...]:
        return self._sessions.open_sessions()

    def restore(self, records: Iterable[PersonRecord]) -> None:
        """Take up what was kept of people; the oldest first, since they are dropped first."""
        for record in sorted(records, key=lambda record: record.updated_at):
            match record.kind:
                case "actor":
                    self._actors.restore(record)
                case "target":
                    self._targets.restore(record)
                case "pair":
                    self._pairs.restore(record)
                case "stranger":
                    self._brigades.restore(record)

    def forget(self, community: Community, person: str) -> None:
        """Erase a person from all that is remembered here, running conversations too."""
        for memory in (self._actors, self._targets, self._pairs, self._brigades):
            memory.forget(community, person)
        for tracker in (self._sessions, self._dogpiles, self._campaigns, self._forecasts):
            tracker.forget(community, person)

    def _tone(self, message: Message, words: Words) -> Tone:
        return self._book.tone(words) | self._ear.tone(words, message.text)

    def _bearing(self, utterance: Utterance, prediction: RiskPrediction) -> Bearing:
        if "dogpile" in self._off:
            return UNCONCERNED
        bearing = self._dogpiles.bearing(utterance)
        if bearing is UNCONCERNED:
            return bearing
        return bearing.amid(grave=is_grave(prediction), severe=severe(prediction))

    def _sighted(self, utterance: Utterance) -> Sighting:
        if "brigade" in self._off:
            return UNSEEN
        familiarity = self._actors.familiarity(utterance.message)
        return self._brigades.observe(utterance, familiarity=familiarity)

    def _enter(
        self,
        conversation: Conversation,
        utterance: Utterance,
        prediction: RiskPrediction,
        refused: tuple[str, ...],
        banter: float,
    ) -> tuple[Bearing, Utterance, Finding]:
        """The utterance comes back as it counts against its author."""
        stranger = not conversation.has_heard(utterance.author)
        hear(conversation, utterance, self._book, refused=refused)
        feel(conversation, utterance, banter=banter)
        conversation.remember(turn_of(utterance))
        self._dogpiles.observe(utterance)
        bearing = self._bearing(utterance, prediction)
        counted = utterance.spared if bearing.spared else utterance
        unsure = bool(bearing.siege)
        finding = self._campaigns.observe(counted, stranger=stranger, unsure=unsure)
        return bearing, counted, finding

    def _heard(
        self,
        conversation: Conversation,
        utterance: Utterance,
        crowds: tuple[Signal | None, ...],
        banter: float,
    ) -> Iterator[Signal]:
        friendship = self._pairs.friendship(utterance) if banter else 0.0
        found = (
            escalation_signal(conversation, utterance),
            self._pairs.signal(utterance),
            *crowds,
            crisis_signal(conversation, utterance),
            reciprocity_signal(banter, friendship, utterance),
        )
        return (signal for signal in found if signal and signal.source not in self._off)

    def _learnt(
        self, utterance: Utterance, banter: float, signals: tuple[Signal, ...]
    ) -> Iterator[PersonRecord]:
        """Rough words among friends weigh little; mild ones in a siege hurt like rough ones."""
        message, target = utterance.message, utterance.target
        risk = max(utterance.risk, utterance.malice) * (1.0 - banter)
        yield self._actors.learn(message, words=utterance.words, target=target, risk=risk)
        # What the platform held back has not reached anybody.
        if target and message.origin is not Origin.AUTOMOD_HOLD:
            sieges = [signal.score for signal in signals if signal.source in _SIEGES]
            hurt = max([risk, *sieges])
            record = self._targets.learn(message, target=target, risk=hurt)
            yield from [record] if record else []


def _utterance(
    message: Message,
    place: str,
    words: Words,
    tone: Tone,
    prediction: RiskPrediction,
    whom: Addressee | None,
    conversation: Conversation,
) -> Utterance:
    moment = max(message.sent_at, conversation.ended_at)
    # Interned: one string serves all trackers that keep the same person or community.
    return Utterance(
        message=message,
        author=intern(message.author.id),
        community=intern(str(message.place.community)),
        place=place,
        words=words,
        tone=tone,
        risk=prediction.risk_score,
        malice=malice(prediction),
        category=prediction.category,
        commerce=commerce(message, prediction),
        target=intern(whom.person) if whom else None,
        explicit=whom is not None and whom.explicit,
        moment=moment,
        at=moment.timestamp(),
        called=_called(whom, conversation),
        distress=prediction.distress,
    )


def _recalled(target: str | None, whom: Addressee | None) -> Addressee | None:
    """Whom a message was aimed at; how surely is worked out anew, if it comes to the same person
    where only the last two hours are known.
    """
    if target is None or (whom and whom.person == target):
        return whom if target else None
    return Addressee(target, 0.0)


def _called(whom: Addressee | None, conversation: Conversation) -> str:
    if whom is None or whom.certainty != NAMED:
        return ""
    voice = conversation.known(whom.person)
    return voice.name if voice else ""
