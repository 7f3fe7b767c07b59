"""Whom people speak to, whatever they say: attacks may be too clever to be read as such."""

from typing import NamedTuple

from engine.sessions.siege import SPAN
from engine.sessions.utterance import Utterance
from engine.sessions.window import Latest, Window

_MOST_PEOPLE = 10_000
_MOST_CALLS = 16
# So many people who address one person are a crowd, of admirers or not.
_MANY = 3
# What somebody said so long ago is not what they are answered to.
_JUST_NOW = 120.0
_ROUGH = 0.1


class _Said(NamedTuple):
    """What somebody said last."""

    message: str
    to: str | None
    malice: float
    at: float


class Attention:
    def __init__(self) -> None:
        self._callers: Latest[tuple[str, str], Window[str]] = Latest(most=_MOST_PEOPLE)
        self._last: Latest[tuple[str, str], _Said] = Latest(most=_MOST_PEOPLE)

    def note(self, utterance: Utterance) -> None:
        here, target, author = utterance.community, utterance.target, utterance.author
        said = _Said(utterance.message.id, target, utterance.malice, utterance.at)
        self._last.renew((here, author), said)
        if not utterance.explicit or target is None or target == author:
            return
        callers = self._callers.get((here, target)) or Window(span=SPAN, limit=_MOST_CALLS)
        callers.add(utterance.at, author)
        self._callers.renew((here, target), callers)

    def is_amid(self, utterance: Utterance) -> bool:
        """The author is in the middle of a crowd, or answers one who may be at somebody else."""
        if self._is_sought(utterance, utterance.author):
            return True
        said = self._last.get((utterance.community, utterance.target or ""))
        if said is None or said.to == utterance.author:
            return False
        return self._is_sought(utterance, said.to or "") or _cuts_in(utterance, said)

    def forget(self, here: str, person: str) -> None:
        self._callers.pop((here, person), None)
        for key in [key for key in self._last if key[0] == here]:
            if person in {key[1], self._last[key].to}:
                del self._last[key]
        for (where, _), callers in self._callers.items():
            if where == here:
                callers.drop(lambda caller: caller == person)

    def _is_sought(self, utterance: Utterance, person: str) -> bool:
        callers = self._callers.get((utterance.community, person))
        if callers is None:
            return False
        callers.reach(utterance.at)
        return len(set(callers)) >= _MANY


def _cuts_in(utterance: Utterance, said: _Said) -> bool:
    """It answers what was said to another, or rough words to nobody that is known."""
    if utterance.at - said.at > _JUST_NOW:
        return False
    if said.to is None:
        return utterance.explicit and said.malice >= _ROUGH
    return utterance.message.reply_to == said.message
