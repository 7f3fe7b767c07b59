"""The live state of one session: aggregates that grow with people, never with messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from typing import TypeVar

from engine.events import Place
from engine.sessions.context import Turn
from engine.sessions.features import BARB, Bond, Rhythm, Voice
from engine.verdict import Session

TTL = 30 * 60.0
# A channel that never pauses is cut here; with the turns carried over and the TTL this keeps all
# that a live session rests on within the two hours that are fed again after a restart.
LONGEST = 75 * 60.0
CARRIED = 15 * 60.0
TURNS = 20
# Most sessions are two people's; till so many, a tuple takes a third of a dict's room.
_FEW = 8

Key = TypeVar("Key")
Kept = TypeVar("Kept")
Voices = tuple[Voice, ...] | dict[str, Voice]
Bonds = tuple[Bond, ...] | dict[tuple[str, str], Bond]


def session_id(place: str, message: str) -> str:
    return sha1(f"{place}\n{message}".encode(), usedforsecurity=False).hexdigest()[:12]


@dataclass(slots=True, kw_only=True)
class Conversation:
    """`hottest` is the person under most one-sided pressure. `refusers` asked somebody to
    stop. `whole` is false where the first messages were not seen, as at the edge of what a
    restart feeds again.
    """

    id: str
    place: Place
    started_at: datetime
    ended_at: datetime
    started: float
    last: float
    whole: bool
    turns: list[Turn]
    voices: Voices = ()
    bonds: Bonds = ()
    rhythm: Rhythm = field(default_factory=Rhythm)
    hottest: str | None = None
    escalation: float = 0.0
    flags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    refusers: frozenset[str] = frozenset()

    def is_over(self, at: float) -> bool:
        return at - self.last >= TTL or at - self.started >= LONGEST or self.last - at >= TTL

    def voice(self, person: str) -> Voice:
        return self.known(person) or self._met(Voice(person))

    def known(self, person: str) -> Voice | None:
        voices = self.voices
        if isinstance(voices, dict):
            return voices.get(person)
        for voice in voices:
            if voice.person == person:
                return voice
        return None

    def bond(self, author: str, target: str) -> Bond:
        return self.between(author, target) or self._bound(Bond(author, target))

    def between(self, author: str, target: str) -> Bond | None:
        bonds = self.bonds
        if isinstance(bonds, dict):
            return bonds.get((author, target))
        for bond in bonds:
            if bond.author == author and bond.target == target:
                return bond
        return None

    def has_heard(self, person: str) -> bool:
        """The person has spoken in this session or shortly before it was cut."""
        voice = self.known(person)
        spoke = voice is not None and voice.messages > 0
        return spoke or any(turn.author == person for turn in self.turns)

    def pressing(self, person: str) -> list[str]:
        """Who has lately been rough to this person."""
        rough = (turn for turn in self.turns if turn.target == person and turn.malice >= BARB)
        return list(dict.fromkeys(turn.author for turn in rough))

    def remember(self, turn: Turn) -> None:
        self.turns.append(turn)
        if len(self.turns) > TURNS:
            del self.turns[0]

    def close(self) -> None:
        """It is over: what is told of it needs no turns and no voices, which are most of it."""
        self.turns, self.voices, self.bonds = [], {}, {}

    def forget(self, person: str) -> None:
        """Erase a person; what the session felt like while they were there stays."""
        self.turns = [turn.without(person) for turn in self.turns if turn.author != person]
        self.voices = {
            voice.person: voice for voice in _each(self.voices) if voice.person != person
        }
        self.bonds = {
            (bond.author, bond.target): bond
            for bond in _each(self.bonds)
            if person not in {bond.author, bond.target}
        }
        self.people = tuple(each for each in self.people if each != person)
        self.refusers -= {person}
        if self.hottest == person:
            self.hottest = None

    def _met(self, voice: Voice) -> Voice:
        voices = self.voices
        if isinstance(voices, dict):
            voices[voice.person] = voice
        elif len(voices) < _FEW:
            self.voices = (*voices, voice)
        else:
            self.voices = {each.person: each for each in (*voices, voice)}
        return voice

    def _bound(self, bond: Bond) -> Bond:
        bonds = self.bonds
        if isinstance(bonds, dict):
            bonds[bond.author, bond.target] = bond
        elif len(bonds) < _FEW:
            self.bonds = (*bonds, bond)
        else:
            self.bonds = {(each.author, each.target): each for each in (*bonds, bond)}
        return bond

    def snapshot(self) -> Session:
        return Session(
            id=self.id,
            place=self.place,
            started_at=self.started_at,
            ended_at=self.ended_at,
            participants=self.people,
            message_count=self.rhythm.messages,
            escalation_score=self.escalation,
            harassment_flags=self.flags,
            features=self.rhythm.features(),
        )


def _each(kept: tuple[Kept, ...] | dict[Key, Kept]) -> Iterable[Kept]:
    return kept.values() if isinstance(kept, dict) else kept
