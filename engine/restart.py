"""Start: what the last run knew is rebuilt from what it wrote."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from engine.cases import Case, IntentState
from engine.dispatcher import Dispatcher
from engine.docket import HORIZON, Docket
from engine.events import AccountFlagged, Event, MemberJoined, Message, Origin, PlatformRaid
from engine.policy.limits import DESTRUCTIVE_WINDOW
from engine.ports import Archive
from engine.screening.screen import Screener
from engine.sessions.tracker import Surroundings
from engine.utterances import words_of
from engine.verdict import Verdict

# How far back short-lived trackers (sessions, dogpiles, campaigns) look.
SHORT_MEMORY = timedelta(hours=2)

# A campaign's case grows after it was opened; none has been seen to last longer.
_CAMPAIGN_LASTS = timedelta(days=1)

Met = Callable[[Event], None]

_UNFINISHED = (IntentState.PENDING, IntentState.SENDING, IntentState.RETRY)


class Restart:
    """Brings back cases in force, people's records, running conversations and unsent calls."""

    def __init__(
        self,
        *,
        archive: Archive,
        docket: Docket,
        dispatcher: Dispatcher,
        surroundings: Surroundings,
        screener: Screener,
    ) -> None:
        self._archive = archive
        self._docket = docket
        self._dispatcher = dispatcher
        self._surroundings = surroundings
        self._screener = screener

    async def recall(
        self, moment: datetime, *, before: int | None = None, met: Met | None = None
    ) -> None:
        """Everything as it was at `moment`; `before` is the next position of a resumed replay.

        `met` is told of every event that short memory goes over, should it be delivered again.
        """
        self._docket.number_from(await self._archive.last_case_numbers())
        async for case in self._archive.cases(since=moment - HORIZON):
            self._docket.enter(case)
            if case.opened_at >= moment - _CAMPAIGN_LASTS:
                await self._count_calls(case, since=moment - DESTRUCTIVE_WINDOW)
        self._surroundings.restore([record async for record in self._archive.people()])
        async for event, verdict in self._archive.handled(
            since=moment - SHORT_MEMORY, before=before
        ):
            if met:
                met(event)
            if isinstance(event, MemberJoined | PlatformRaid | AccountFlagged):
                self._surroundings.note(event)
            elif (message := words_of(event)) and verdict:
                self._recall(message, verdict)

    def _recall(self, message: Message, verdict: Verdict) -> None:
        self._screener.recall(message)
        if message.origin is Origin.NAME:
            self._surroundings.name(message)
            self._surroundings.named(message, verdict)
        elif not verdict.prevented:
            self._surroundings.recall(message, verdict, words=self._screener.words(message))

    async def _count_calls(self, case: Case, *, since: datetime) -> None:
        """What the caps have let through shortly before; moderators' own orders pass them by."""
        if case.ordered_by:
            return
        for intent in await self._archive.intents_of(case.community, case.number):
            counts = not intent.renewal and intent.state is not IntentState.HELD
            if counts and intent.created_at >= since:
                self._docket.spent(case.community).note(intent.action, intent.created_at)

    async def resend(self) -> None:
        """Hand unfinished calls to the dispatcher, which knows what may be repeated."""
        self._dispatcher.submit(await self._archive.intents(_UNFINISHED))

    def unhandled(self) -> AsyncIterator[Event]:
        """Messages that were journalled and not judged when the last run ended."""
        return self._archive.unhandled()
