"""Whom many people speak to, whatever they say: attacks may be too clever to be read as such."""

from engine.sessions.siege import SPAN
from engine.sessions.utterance import Utterance
from engine.sessions.window import Latest, Window

_MOST_PEOPLE = 10_000
_MOST_CALLS = 16
# So many people who address one person are a crowd, of admirers or not.
_MANY = 3


class Attention:
    def __init__(self) -> None:
        self._callers: Latest[tuple[str, str], Window[str]] = Latest(most=_MOST_PEOPLE)
        self._called: Latest[tuple[str, str], str] = Latest(most=_MOST_PEOPLE)

    def note(self, utterance: Utterance) -> None:
        here, target = utterance.community, utterance.target
        if not utterance.explicit or target is None or target == utterance.author:
            return
        callers = self._callers.get((here, target)) or Window(span=SPAN, limit=_MOST_CALLS)
        callers.add(utterance.at, utterance.author)
        self._callers.renew((here, target), callers)
        self._called.renew((here, utterance.author), target)

    def is_amid(self, utterance: Utterance) -> bool:
        """The author is in the middle of a crowd, or speaks to somebody who is part of one."""
        if self._is_sought(utterance, utterance.author):
            return True
        middle = self._called.get((utterance.community, utterance.target or ""))
        return middle not in {None, utterance.author} and self._is_sought(utterance, middle or "")

    def forget(self, here: str, person: str) -> None:
        self._callers.pop((here, person), None)
        for key in [key for key in self._called if key[0] == here]:
            if person in {key[1], self._called[key]}:
                del self._called[key]
        for (where, _), callers in self._callers.items():
            if where == here:
                callers.drop(lambda caller: caller == person)

    def _is_sought(self, utterance: Utterance, person: str) -> bool:
        callers = self._callers.get((utterance.community, person))
        if callers is None:
            return False
        callers.reach(utterance.at)
        return len(set(callers)) >= _MANY
