"""What members report: a case that waits for a moderator, and nothing done before that."""

from collections import OrderedDict
from datetime import datetime, timedelta

from engine import audit
from engine.actions import AlertModerators, Hide
from engine.authority import DeniedError
from engine.casebook import CaseBook
from engine.cases import Case
from engine.changes import Changes
from engine.clock import Clock
from engine.desk import Desk
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community, Place
from engine.intents import intents_for
from engine.moderator import PATIENCE
from engine.verdict import Category, Evidence, Mode

# Whoever reports more than that within an hour fills the queue rather than it helps anybody.
MOST = 5
PAUSE = timedelta(hours=1)
# People whose last reports are remembered.
_REMEMBERED = 10_000
_REASON = "A member reported this message."
_OURS = "report"


class Reports:
    """Who reported stands in the audit alone, since people may read the cases about them."""

    def __init__(
        self,
        *,
        desk: Desk,
        docket: Docket,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._clock = clock
        self._last: OrderedDict[tuple[Community, str], tuple[datetime, ...]] = OrderedDict()

    async def file(self, place: Place, message: str, *, author: str, by: str) -> Case:
        """Lay somebody's message before the moderators, who may confirm that it be hidden.

        Raises:
            DeniedError: there is a case about it, it is their own, or they report too much.
        """
        if author == by:
            raise DeniedError("That is your own message; you can delete it yourself.")
        async with self._casebook.turn(place.community, f"report {message}"):
            if await self._desk.about(place.community, message, by=author):
                raise DeniedError("Moderators have a case about that message already.")
            self._check_pace(place.community, by)
            case = self._case(place, message, author)
            await self._open(case, by=by)
            self._count(place.community, by)
            return case

    def forget(self, community: Community, person: str) -> None:
        self._last.pop((community, person), None)

    async def _open(self, case: Case, *, by: str) -> None:
        moment = self._clock.now()
        alert = AlertModerators(text=f"Case {case.number}: a member reported a message.")
        told = intents_for(case, (alert,), place=case.place, event="report", at=moment)
        held = intents_for(
            case, case.actions, place=case.place, event="report", at=moment, held=True
        )
        entry = audit.of_case(case, "case.reported", actor=by, at=moment)
        await self._casebook.write(Changes(cases=(case,), intents=(*told, *held), audit=(entry,)))
        self._dispatcher.submit(told)

    def _check_pace(self, community: Community, by: str) -> None:
        if len(self._lately(community, by)) >= MOST:
            raise DeniedError("You have reported several messages; moderators will look at them.")

    def _count(self, community: Community, by: str) -> None:
        key = (community, by)
        self._last[key] = (*self._lately(community, by), self._clock.now())
        self._last.move_to_end(key)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

    def _lately(self, community: Community, by: str) -> tuple[datetime, ...]:
        since = self._clock.now() - PAUSE
        return tuple(at for at in self._last.get((community, by), ()) if at > since)

    def _case(self, place: Place, message: str, author: str) -> Case:
        hide = Hide(user=author, message=message)
        return Case(
            number=self._docket.next_number(place.community),
            place=place,
            opened_at=self._clock.now(),
            message=message,
            author=author,
            target=None,
            category=Category.HARASSMENT,
            risk_score=0.0,
            harm_score=0.0,
            actions=(hide,),
            rung=hide.type,
            reason=_REASON,
            evidence=(Evidence("report", _REASON),),
            mode=Mode.ASSIST,
            policy=_OURS,
            reasoner=_OURS,
            model="",
            needs_human=True,
            proposal=hide,
            accounts=(author,),
            expires_at=self._clock.now() + PATIENCE,
        )
