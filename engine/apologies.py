"""Apologies: whoever was wronged is told so, where the community wants that."""

from collections.abc import Callable, Sequence

from engine.actions import AlertTarget, Ban, Kick, Mute, Timeout, subject
from engine.cases import Case, Intent
from engine.clock import Clock
from engine.docket import Docket
from engine.events import Community
from engine.intents import intents_for
from engine.notices.shelf import phrasebook
from engine.policy.community import CommunityPolicy

# Platforms take many letters at once for spam; a raid that was none is told of in public.
MOST_LETTERS = 10

Policies = Callable[[Community], CommunityPolicy]


class Apologies:
    def __init__(self, *, policies: Policies, docket: Docket, clock: Clock) -> None:
        self._policies = policies
        self._docket = docket
        self._clock = clock

    def owed(self, case: Case, done: Sequence[Intent]) -> tuple[Intent, ...]:
        """Letters for a case that is taken back, by what of it was `done`: to be called after
        that is taken back, in the same lanes.

        Who was warned is told by the warning's own inverse, and who is kept out by another case as
        well has nothing to be glad of.
        """
        people = dict.fromkeys(
            str(subject(intent.action)) for intent in done if self._wronged(case, intent)
        )
        if not self._policies(case.community).apologise or len(people) > MOST_LETTERS:
            return ()
        words = self.words(case)
        letters = tuple(AlertTarget(user=person, text=words) for person in people)
        at = self._clock.now()
        return intents_for(case, letters, place=case.place, event="apology", at=at)

    def words(self, case: Case) -> str:
        book = phrasebook(self._policies(case.community).language)
        return f"{book.apology.format(case=case.number)} {book.sorry}"

    def _wronged(self, case: Case, intent: Intent) -> bool:
        action = intent.action
        if not isinstance(action, Timeout | Mute | Kick | Ban):
            return False
        return not self._docket.held_by_another(case, action)
