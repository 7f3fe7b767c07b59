"""The way of a message, top to bottom: screen, context, reason, decide, act, remember."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from engine.cases import FOREWARNING, Case
from engine.changes import DeadLetter, Journaled, PersonRecord
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community, Event, Message, Origin, community_of, id_of, moment_of
from engine.figures import Figures
from engine.happenings import take_note
from engine.heeding import Heed, nobody_heeds
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.moderator import Moderator
from engine.petitions import Petition, nobody_answers
from engine.policy.budget import cautiously
from engine.policy.circumstances import around
from engine.policy.community import CommunityPolicy
from engine.policy.doubt import doubt
from engine.policy.forewarning import forewarned
from engine.policy.held import awaits_ruling
from engine.policy.ladder import RULE, TOPIC
from engine.policy.matching import ask_for_thought, matching
from engine.policy.matter import Matter
from engine.policy.policy import TELL
from engine.policy.protection import unprotected
from engine.policy.rival import Rival
from engine.policy.wishes import Protected, hurt_by, is_unwelcome
from engine.ports import Ledger, StorageError
from engine.reasoning.packet import Packet, Reasoner, build_packet
from engine.rounds import Rounds
from engine.screening.screen import Screener
from engine.screening.shadow import Screened, Shadow
from engine.sessions.context import Context
from engine.sessions.tracker import Surroundings
from engine.unwritten import Unwritten
from engine.utterances import words_of
from engine.verdict import Assessment, Mode, RiskPrediction, Route, Verdict
from engine.ways import verdict_on, way_of

log = logging.getLogger(__name__)

# A third failure of the same event is no accident: it is set aside and the others go on.
ATTEMPTS = 3

Policies = Callable[[Community], CommunityPolicy]
HelpText = Callable[[Community, str], str]
Watch = Callable[[Event, Verdict | None, Case | None], None]


def nobody_watches(event: Event, verdict: Verdict | None, case: Case | None) -> None:
    """For whoever does not look on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The parts a message passes through. `help_text` is what a person in danger is offered, by
    the language of their words, `shadow` where another model screens the same for comparison,
    `rival` where another policy decides the same.
    """

    screener: Screener
    actors: Actors
    targets: Targets
    surroundings: Surroundings
    reasoner: Reasoner
    policies: Policies
    docket: Docket
    moderator: Moderator
    help_text: HelpText
    protected: Protected = unprotected
    petition: Petition = nobody_answers
    heed: Heed = nobody_heeds
    shadow: Shadow | None = None
    rival: Rival | None = None


class Pipeline:
    """Handles blocks of events of one lane. In `lockstep` the calls of each case are answered
    before the next message is judged, which makes a replay repeatable.
    """

    def __init__(
        self,
        stages: Stages,
        *,
        ledger: Ledger,
        dispatcher: Dispatcher,
        clock: Clock,
        figures: Figures,
        watch: Watch,
        lockstep: bool = False,
    ) -> None:
        self._stages = stages
        self._ledger = ledger
        self._dispatcher = dispatcher
        self._clock = clock
        self._figures = figures
        self._watch = watch
        self._lockstep = lockstep
        self._rounds = Rounds()

    async def handle(self, block: Sequence[Journaled], *, source: str = "") -> None:
        """Judge a block in order. A replay names its `source`, to be resumed behind it."""
        unwritten = Unwritten(perf_counter())
        await self._rounds.turn(len(block))
        await self._prepare([item.event for item in block])
        for item in block:
            await self._rounds.turn()
            self._clock.advance(moment_of(item.event))
            if item.position is not None:
                unwritten.cursor = (source, item.position + 1)
            await self._attempt(item.event, unwritten)
        self._close_idle(unwritten)
        await self._ledger.commit(unwritten.changes())

    def _close_idle(self, unwritten: Unwritten) -> None:
        """Sessions that ended are written with whatever is written next: once the cursor has moved
        on to another day, a restart would not look back far enough to find them.
        """
        unwritten.sessions += self._stages.surroundings.close_idle(self._clock.now())

    async def _prepare(self, events: Sequence[Event]) -> None:
        messages = [words for event in events if (words := words_of(event))]
        try:
            with self._figures.timed("encode"):
                spared = await self._stages.screener.prepare(messages)
        except Exception:
            # Each message is embedded by itself then, and only those at fault are set aside.
            log.exception("block not prepared", extra={"messages": len(messages)})
            return
        self._figures.counts["shed"] += spared

    async def _attempt(self, event: Event, unwritten: Unwritten) -> None:
        """Handle an event; a failing one is set aside, and that is all that is written of it."""
        unwritten.met = unwritten.packet = None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._one(event, unwritten)
            except StorageError:
                # No fault of the event's: it stays unhandled, and is judged at the next start.
                raise
            except Exception as error:
                log.exception("event failed", extra={"event": id_of(event), "attempt": attempt})
                why = type(error).__name__
            else:
                return
        unwritten.dead_letters.append(self._set_aside(event, why))

    async def _one(self, event: Event, unwritten: Unwritten) -> None:
        if message := words_of(event):
            await self._message(event, message, unwritten)
            return
        stages = self._stages
        unwritten.audit += await take_note(
            event, stages.surroundings, petition=stages.petition, heed=stages.heed
        )
        self._show(event, None, None)

    def _show(self, event: Event, verdict: Verdict | None, case: Case | None) -> None:
        """A fault of whoever looks on must not have the event handled twice."""
        try:
            self._watch(event, verdict, case)
        except Exception:
            log.exception("watch failed", extra={"event": id_of(event)})

    async def _message(self, event: Event, message: Message, unwritten: Unwritten) -> None:
        with self._figures.timed("judge"):
            prediction = await self._screened(message)
            self._figures.took("screening", perf_counter() - unwritten.since)
            verdict = await self._judge(event, message, prediction, unwritten)
        records = unwritten.met.records if unwritten.met else ()
        if verdict.decision is None:
            self._show(event, verdict, None)
            unwritten.verdicts.append(verdict)
            unwritten.people.extend(records)
            return
        policy = self._stages.policies(message.place.community)
        # With the case in one commit, so that a crash cannot part the two.
        self._close_idle(unwritten)
        written = unwritten.changes(verdict=verdict, people=(*records, *self._relief(verdict)))
        case = await self._stages.moderator.carry_out(
            message, verdict, policy, written, packet=unwritten.packet
        )
        if self._lockstep:
            await self._dispatcher.drain()
        self._show(event, verdict, case)
        unwritten.begin_anew()

    def _relief(self, verdict: Verdict) -> tuple[PersonRecord, ...]:
        """Whoever was attacked is out of it from here on, where Haven may act by itself."""
        decision = verdict.decision
        if verdict.target is None or decision is None or decision.mode is not Mode.ENFORCE:
            return ()
        if decision.asks_first or decision.rung in {TELL, TOPIC, RULE, FOREWARNING}:
            return ()
        community = verdict.place.community
        record = self._stages.targets.relieve(community, verdict.target, verdict.at)
        return (record,) if record else ()

    async def _screened(self, message: Message) -> RiskPrediction:
        stages = self._stages
        behaviour = stages.actors.behaviour(message).risk
        repeats = stages.actors.repeats(message, stages.screener.words(message))
        prediction = await stages.screener.screen(message, behaviour=behaviour, repeats=repeats)
        if stages.shadow:
            stages.shadow.offer(Screened(message, behaviour, repeats, prediction))
        return prediction

    async def _judge(
        self, event: Event, message: Message, prediction: RiskPrediction, unwritten: Unwritten
    ) -> Verdict:
        stages = self._stages
        if message.origin is not Origin.NAME and stages.docket.would_be_silent(message):
            return verdict_on(event, message, prediction, Route.ALLOW, prevented=True)
        policy = stages.policies(message.place.community)
        context = unwritten.met = unwritten.met or self._surroundings(message, prediction)
        way = way_of(prediction, context.signals, policy)
        words = stages.screener.words(message)
        unwelcome = is_unwelcome(message, words, context.target, stages.protected)
        matched = matching(message, policy)
        called = unwelcome or ask_for_thought(matched) or awaits_ruling(message)
        if way is Route.ALLOW and called:
            # Somebody has to decide about it, or did already, however harmless it is.
            way = Route.LIGHT
        verdict = verdict_on(event, message, prediction, way, context=context)
        if way is Route.ALLOW:
            return replace(verdict, decision=forewarned(message, context, policy))
        chosen = stages.protected(message.place.community, context.target or "")
        packet = unwritten.packet = build_packet(
            message, prediction, context, way=way, policy=policy, protection=chosen
        )
        assessment = await stages.reasoner.reason(packet)
        matter = replace(self._matter(packet, assessment, unwelcome=unwelcome), matched=matched)
        record = stages.docket.record.behind(assessment, message.place.community, message.sent_at)
        footing = stages.docket.footing(message, policy)
        decision = cautiously(matter, footing, policy, taken_back=record)
        if stages.rival:
            stages.rival.see(matter, footing, decision, stages.docket.strikes)
        decision = decision or forewarned(message, context, policy)
        verdict = replace(verdict, assessment=assessment, decision=decision)
        if message.origin is Origin.NAME:
            stages.surroundings.named(message, verdict)
        return verdict

    def _matter(self, packet: Packet, assessment: Assessment, *, unwelcome: bool) -> Matter:
        message, prediction = packet.message, packet.prediction
        community = message.place.community
        hurt = hurt_by(message, packet.context.target, assessment.category)
        return Matter(
            message=message,
            assessment=assessment,
            target=hurt,
            help_text=self._stages.help_text(community, prediction.language),
            campaign=packet.context.campaign,
            doubt=_doubt(packet, assessment),
            siege=packet.context.siege,
            protection=self._stages.protected(community, hurt or ""),
            unwelcome=unwelcome,
            circumstances=around(prediction, packet.context),
            distress=prediction.distress or 0.0,
        )

    def _surroundings(self, message: Message, prediction: RiskPrediction) -> Context:
        if message.origin is Origin.NAME:
            # Nobody said it, so it belongs to no conversation.
            return self._stages.surroundings.name(message)
        words = self._stages.screener.words(message)
        return self._stages.surroundings.observe(message, prediction, words=words)

    def _set_aside(self, event: Event, why: str) -> DeadLetter:
        self._figures.counts["dead_letter"] += 1
        words = words_of(event)
        return DeadLetter(
            community=community_of(event),
            # The journal keeps an edit under its message's id; the moment tells them apart.
            event=words.id if words else id_of(event),
            at=moment_of(event),
            reason=f"judging failed: {why}",
            attempts=ATTEMPTS,
            failed_at=self._clock.now(),
        )


def _doubt(packet: Packet, assessment: Assessment) -> str:
    """Why a person must confirm what is done about the words; empty where none need."""
    unread = doubt(packet.prediction, packet.message.origin)
    return unread or packet.context.doubt or assessment.unsure
