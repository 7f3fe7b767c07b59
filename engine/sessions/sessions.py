"""The live sessions, one per place: begun by a message, ended by thirty silent minutes."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from engine.events import Community, Message, Origin
from engine.sessions.conversation import CARRIED, TTL, Conversation, session_id
from engine.sessions.escalation import reheat
from engine.sessions.window import Latest
from engine.verdict import Session

MOST_SESSIONS = 120_000
# So many sessions keep all their turns, the others two: a hundred thousand full ones would take
# 700 MB. How many are livelier than a session does not depend on older messages, so this too
# comes back after a restart.
LIVELY = 20_000
_TURNS_OF_OTHERS = 2
# Ended ones wait to be written; a flood of them must not fill the memory till then.
MOST_ENDED = 50_000


class Sessions:
    """Kept in the order of their last message, so that the idle ones come first."""

    def __init__(self) -> None:
        self._live: Latest[str, Conversation] = Latest(most=MOST_SESSIONS)
        self._lively: Latest[str, Conversation] = Latest(most=LIVELY)
        self._ended: deque[Conversation] = deque(maxlen=MOST_ENDED)

    def __len__(self) -> int:
        return len(self._live)

    def enter(self, message: Message, place: str, *, recalled: str | None = None) -> Conversation:
        """The session a message belongs to, a new one where the last is over.

        `recalled` is the session that the message was counted to before a restart.
        """
        former = self._live.get(place)
        if former is not None and _goes_on(former, message, recalled):
            present = former
        else:
            present = _begun(message, place, former, recalled)
            self._end(former)
        crowded_out = self._live.renew(place, present)
        self._end(crowded_out)
        calmed = self._lively.renew(place, present)
        if calmed is not None:
            del calmed.turns[:-_TURNS_OF_OTHERS]
        return present

    def close_idle(self, moment: datetime) -> tuple[Session, ...]:
        ended = [*self._ended, *self._idle(moment.timestamp())]
        self._ended.clear()
        return tuple(session.snapshot() for session in ended if session.whole)

    def open_sessions(self) -> tuple[Session, ...]:
        return tuple(session.snapshot() for session in self._live.values() if session.whole)

    def forget(self, community: Community, person: str) -> None:
        for session in (*self._live.values(), *self._ended):
            if session.place.community == community:
                session.forget(person)

    def _end(self, session: Conversation | None) -> None:
        if session is not None:
            session.close()
            self._ended.append(session)

    def _idle(self, at: float) -> Iterator[Conversation]:
        while self._live and at - self._live.oldest().last >= TTL:
            place, session = self._live.popitem(last=False)
            self._lively.pop(place, None)
            yield session


def _goes_on(former: Conversation, message: Message, recalled: str | None) -> bool:
    if recalled is not None:
        return former.id == recalled
    # An edit changes words of a session, however old they are; it begins none.
    return message.origin is Origin.EDIT or not former.is_over(message.sent_at.timestamp())


def _begun(
    message: Message, place: str, former: Conversation | None, recalled: str | None
) -> Conversation:
    own, at = session_id(place, message.id), message.sent_at.timestamp()
    turns = former.turns if former else []
    present = Conversation(
        id=recalled or own,
        place=message.place,
        started_at=message.sent_at,
        ended_at=message.sent_at,
        started=at,
        last=at,
        whole=recalled in {None, own},
        turns=[turn for turn in turns if 0.0 <= at - turn.seconds < CARRIED],
    )
    reheat(present)
    return present
