"""The language that a place usually speaks: what a message too short to tell is taken for."""

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.events import Place
from engine.language import UNKNOWN, Language
from engine.text import Normalised

_RECENT = 30  # messages of a place whose language was told
_ENOUGH, _MOST = 5, 0.6
# A habit is forgotten as soon as a restart could not rebuild it (engine.restart.SHORT_MEMORY).
_KEPT = timedelta(hours=2)
_PLACES = 2048  # the longest silent one is forgotten first


@dataclass(slots=True)
class _Talk:
    latest: deque[tuple[datetime, str]] = field(default_factory=lambda: deque(maxlen=_RECENT))

    def usual(self, at: datetime) -> Language | None:
        while self.latest and self.latest[0][0] < at - _KEPT:
            self.latest.popleft()
        if len(self.latest) < _ENOUGH:
            return None
        code, times = Counter(code for _, code in self.latest).most_common(1)[0]
        share = times / len(self.latest)
        return Language(code, share) if share >= _MOST else None


class UsualLanguages:
    """Counts the messages it settles, so each should be settled once and in order."""

    def __init__(self) -> None:
        self._places: OrderedDict[Place, _Talk] = OrderedDict()

    def settle(self, place: Place, normalised: Normalised, at: datetime) -> Normalised:
        """The text with its own language, or where that is unknown with the usual one here."""
        talk = self._places.setdefault(place, _Talk())
        self._places.move_to_end(place)
        if len(self._places) > _PLACES:
            self._places.popitem(last=False)
        if normalised.language.code != UNKNOWN:
            talk.latest.append((at, normalised.language.code))
            return normalised
        usual = talk.usual(at)
        return replace(normalised, language=usual) if usual and normalised.words else normalised
