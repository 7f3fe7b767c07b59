"""How often Haven knows whom a line is for, on chat whose authors say it by "name:" in front.

python -m tests.raids.whom PATH reads a `.jsonl.gz` of records with `conversation_id`, `author`,
`time` (HH:MM) and `text`, takes that name away and compares.
Everything stays on the machine it runs on; only figures are printed.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from data.packs import load_packs
from engine.events import Author, Message, Place
from engine.sessions.addressee import ALONE, ANSWERED, NAMED, SPOKEN_OF, Addressee, addressee
from engine.sessions.conversation import Conversation
from engine.sessions.hearing import hear, turn_of
from engine.sessions.phrases import PhraseBook, Tone, Words
from engine.sessions.sessions import Sessions
from engine.sessions.utterance import Utterance
from engine.text import normalise
from engine.verdict import Category
from tests.builders import INN, NOON

RULES = {NAMED: "by name", ANSWERED: "you", ALONE: "two alone", SPOKEN_OF: "spoken of"}
_MIDNIGHT = NOON.replace(hour=0)


@dataclass(frozen=True, slots=True)
class Line:
    """`whom` is the earlier speaker whose name stood before the words; None where none did."""

    author: str
    whom: str | None
    text: str
    at: datetime


@dataclass(slots=True)
class Tally:
    """Per rule: guesses that were right, wrong, and made where the author named nobody."""

    asked: int = 0
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    unasked: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line, rule: str | None, guess: str | None) -> None:
        self.asked += line.whom is not None
        if rule is None:
            return
        if line.whom is None:
            self.unasked[rule] += 1
            return
        (self.right if guess == line.whom else self.wrong)[rule] += 1

    def rows(self) -> Iterator[str]:
        for rule in RULES.values():
            right, wrong = self.right[rule], self.wrong[rule]
            yield self._row(rule, right, wrong, self.unasked[rule])
        totals = (sum(self.right.values()), sum(self.wrong.values()), sum(self.unasked.values()))
        yield self._row("all", *totals)

    def _row(self, rule: str, right: int, wrong: int, unasked: int) -> str:
        precision = right / (right + wrong) if right + wrong else 0.0
        return (
            f"{rule:10} precision {precision:6.1%}, recall {right / max(1, self.asked):6.1%} "
            f"({right} right, {wrong} wrong; {unasked} guesses where nobody was named)"
        )


def conversations(path: Path) -> Iterator[Sequence[Line]]:
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        records = [json.loads(row) for row in rows]
    for name in dict.fromkeys(record["conversation_id"] for record in records):
        yield list(lines(each for each in records if each["conversation_id"] == name))


def lines(records: Iterable[Mapping[str, str]]) -> Iterator[Line]:
    """Prefixes of known speakers are cut off; within a minute, lines stand a second apart."""
    seen: set[str] = set()
    at = _MIDNIGHT
    for record in records:
        hours, minutes = map(int, record["time"].split(":"))
        clock = _MIDNIGHT + timedelta(hours=hours, minutes=minutes)
        at = max(clock, at + timedelta(seconds=1))
        whom, text = _cut(record["text"], seen - {record["author"]})
        seen.add(record["author"])
        yield Line(record["author"], whom, text, at)


def _cut(text: str, people: set[str]) -> tuple[str | None, str]:
    first, _, rest = text.partition(" ")
    name = first.rstrip(":,")
    return (name, rest) if name != first and name in people else (None, text)


def tally(some: Iterable[Sequence[Line]], *, told: bool) -> Tally:
    """`told`: earlier lines keep whom they were for, as replies on a platform do."""
    counted, book = Tally(), PhraseBook(load_packs().phrases)
    for number, chat in enumerate(some):
        room, sessions = Place(INN, f"room-{number}"), Sessions()
        for line in chat:
            utterance = _heard(line, room, sessions, book)
            counted.add(line, utterance.rule, utterance.guess)
            utterance.take_in(line.whom if told else utterance.guess, book)
    return counted


@dataclass(frozen=True, slots=True)
class _Heard:
    message: Message
    words: Words
    tone: Tone
    conversation: Conversation
    whom: Addressee | None

    @property
    def rule(self) -> str | None:
        return RULES.get(self.whom.certainty) if self.whom else None

    @property
    def guess(self) -> str | None:
        return self.whom.person if self.whom else None

    def take_in(self, target: str | None, book: PhraseBook) -> None:
        """As the tracker does it, for a line whose target is known by now."""
        said = Utterance(
            message=self.message,
            author=self.message.author.id,
            community=str(INN),
            place=str(self.message.place),
            words=self.words,
            tone=self.tone,
            risk=0.02,
            malice=0.0,
            category=Category.NONE,
            commerce=0.0,
            target=target,
            explicit=False,
            moment=self.message.sent_at,
            at=self.message.sent_at.timestamp(),
        )
        hear(self.conversation, said, book, refused=())
        self.conversation.remember(turn_of(said))


def _heard(line: Line, room: Place, sessions: Sessions, book: PhraseBook) -> _Heard:
    author = Author(id=line.author, name=line.author)
    name = f"{room.channel}-{line.at:%H%M%S}"
    said = Message(id=name, place=room, author=author, text=line.text, sent_at=line.at)
    words = normalise(line.text).words
    conversation, tone = sessions.enter(said, str(room)), book.tone(words)
    return _Heard(said, words, tone, conversation, addressee(said, words, tone, conversation))


def main(path: Path) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for told in (False, True):
        console.print("Earlier lines keep their addressee:" if told else "No addressee is given:")
        for row in tally(conversations(path), told=told).rows():
            console.print(row)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
