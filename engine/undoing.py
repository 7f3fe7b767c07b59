"""Taking back what a case did: calls not yet sent are withdrawn, the others get inverses."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from engine.actions import Action, Inverse, LockDown, Timeout, inverse
from engine.casebook import CaseBook
from engine.cases import UNSENT, Case, Intent, IntentState, Status
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.intents import intents_for

Chosen = Callable[[Intent], bool]


def _everything(_: Intent) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Undone:
    """`done` had happened or may have; `superseded` will not happen any more; `calls` take back."""

    done: tuple[Intent, ...]
    superseded: tuple[Intent, ...]
    calls: tuple[Intent, ...]


class Undoing:
    def __init__(
        self, *, docket: Docket, casebook: CaseBook, dispatcher: Dispatcher, clock: Clock
    ) -> None:
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._clock = clock

    @asynccontextmanager
    async def of(
        self, case: Case, *, by: str, chosen: Chosen = _everything
    ) -> AsyncIterator[Undone]:
        """What takes a case back, or the `chosen` of its calls; written by whoever asks.

        Withdrawn calls are let go again where that fails.
        """
        intents = [each for each in await self._casebook.intents(case) if chosen(each)]
        unsent = self._dispatcher.withdraw([each for each in intents if each.state in UNSENT])
        try:
            yield self._undone(replace(case, ruled_by=by), intents, unsent)
        except BaseException:
            self._dispatcher.submit(unsent)
            raise

    def backwards(
        self, case: Case, done: Sequence[Intent], *, over: tuple[type[Action], ...] = ()
    ) -> tuple[Intent, ...]:
        """What takes `done` back, in the places where it was done.

        What is `over` by itself is left, and so is what another case in force wants as well; a
        renewal is taken back with what it prolonged.
        """
        intents: list[Intent] = []
        for each in (intent for intent in done if not intent.renewal):
            action = each.action
            if isinstance(action, Inverse):
                continue
            back = None if isinstance(action, over) else inverse(action)
            if back is None or self._docket.held_by_another(case, action):
                continue
            moment = self._clock.now()
            intents += intents_for(case, (back,), place=each.place, event=str(each.id), at=moment)
        return tuple(intents)

    def _undone(self, case: Case, intents: Sequence[Intent], unsent: Sequence[Intent]) -> Undone:
        gone = {intent.id for intent in unsent if not intent.ambiguous}
        on_the_way = {i.id for i in intents if i.state in UNSENT} - {i.id for i in unsent}
        done = tuple(
            intent
            for intent in intents
            if intent.id in on_the_way or (intent.may_have_happened and intent.id not in gone)
        )
        held = [intent for intent in intents if intent.state is IntentState.HELD]
        return Undone(
            done=done,
            superseded=tuple(replace(i, state=IntentState.SUPERSEDED) for i in (*unsent, *held)),
            calls=self.backwards(case, done, over=_over(case)),
        )


def _over(case: Case) -> tuple[type[Action], ...]:
    """What a case did and is over; a case that outlasts its lock-down has no end any more."""
    if case.status is Status.EXPIRED:
        return (Timeout, LockDown)
    return (LockDown,) if case.expires_at is None else ()
