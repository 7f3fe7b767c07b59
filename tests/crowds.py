"""Crowds on a stream, written down by seed: who of them says what, and how fast."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

EVENING = datetime(2026, 3, 20, 20, tzinfo=UTC)
STREAMER = "mossyfox"
REGULARS = ("kelpie9", "saltmarsh", "bitsybat", "tofu_tom", "nonna_gg", "quillo")
_SMALL_TALK = (
    "good evening everyone",
    "what is the plan for tonight",
    "still on the second island i think",
    "that jump took me a whole weekend",
    "the music here is lovely",
    "brb getting tea",
)


@dataclass
class Stage:
    """One channel's evening. `now` moves with what is said; who joined also tells their age."""

    platform: str = "twitch"
    community: str = "t-mossy"
    channel: str = "mossyfox"
    now: datetime = EVENING
    records: list[dict[str, Any]] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)

    def small_talk(self) -> None:
        for regular, text in zip(REGULARS, _SMALL_TALK, strict=True):
            self.say(regular, text, after=20)
        self.say(STREAMER, "one more try and then the boss", after=20, moderator=True)

    def say(self, by: str, text: str, *, after: float = 0.3, **more: object) -> None:
        name = f"m{len(self.records)}"
        self._note(after, by, id=name, text=text, **more)

    def crowd(
        self,
        lines: Sequence[str],
        *,
        people: int,
        each: int = 1,
        after: float = 0.3,
        called: str = "viewer",
        **more: object,
    ) -> None:
        """Everybody says `each` of the lines, in an order that is the same every time."""
        for by, text in shuffled(lines, people=people, each=each, called=called):
            self.say(by, text, after=after, **more)

    def announce(self, size: int) -> None:
        self._note(1.0, "brookelights", event="raid", size=size)

    def join(self, by: str, *, age: timedelta, after: float = 1.0) -> None:
        self.made[by] = (EVENING - age).isoformat()
        self._note(after, by, event="join")

    def at_speaker(self, number: int) -> datetime:
        """When so many of those who are not here every day had said something."""
        seen: dict[str, str] = {}
        for record in self.records:
            if "text" in record and record["author"] not in {*REGULARS, STREAMER}:
                seen.setdefault(record["author"], record["time"])
        return datetime.fromisoformat(list(seen.values())[number - 1])

    def _note(self, after: float, by: str, **record: object) -> None:
        self.now += timedelta(seconds=after)
        where = {"platform": self.platform, "community": self.community, "channel": self.channel}
        who = {"author_id": by, "author": by, "from": by, "account_created_at": self.made.get(by)}
        self.records.append({**where, **who, "time": self.now.isoformat(), **record})


def shuffled(
    lines: Sequence[str], *, people: int, each: int, called: str
) -> Iterator[tuple[str, str]]:
    dice = Random(f"{called}{people}{lines[0]}")  # noqa: S311 - no secret
    for _ in range(each):
        for number in dice.sample(range(people), people):
            yield f"{called}{number}", dice.choice(lines)


def reworded(text: str, *, count: int, endings: Sequence[str]) -> list[str]:
    """A copy-pasta as people pass it on: with one word left out, said twice, or something added."""
    dice = Random(text)  # noqa: S311 - no secret
    words = text.split()
    versions = []
    for _ in range(count):
        place = dice.randrange(len(words))
        kept = [
            *words[:place],
            *dice.choice(([], words[place : place + 1] * 2)),
            *words[place + 1 :],
        ]
        versions.append(" ".join([*kept, dice.choice(endings)]).strip())
    return versions
