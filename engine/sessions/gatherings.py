"""Which doubtful words belong together: those that follow one another in one place."""

from engine.sessions.siege import SPAN
from engine.sessions.utterance import Utterance
from engine.sessions.window import Latest

_MOST_PLACES = 10_000


class Gatherings:
    def __init__(self) -> None:
        self._last: Latest[str, tuple[str, float]] = Latest(most=_MOST_PLACES)

    def of(self, utterance: Utterance) -> str:
        """The name of the one that goes on here, or of a new one after ten minutes of peace."""
        name, latest = self._last.get(utterance.place) or ("", float("-inf"))
        if not 0.0 <= utterance.at - latest < SPAN:
            name = f"siege:{utterance.place}:{utterance.at:.3f}"
        self._last.renew(utterance.place, (name, utterance.at))
        return name
