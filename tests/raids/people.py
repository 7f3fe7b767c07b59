"""Who comes to the made-up gatherings: regulars, strangers, and accounts made for the purpose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from engine.events import Author
from tests.raids.words import NAMES


class Crew:
    """Makes people up. `dated`: the platform tells how old accounts are, as Discord does."""

    def __init__(self, random: Random, *, name: str, dated: bool) -> None:
        self._random = random
        self._name = name
        self._dated = dated
        self._made = 0

    def regulars(self, count: int, moment: datetime) -> Sequence[Author]:
        return [
            self._person(self._own_name(), created=self._days(moment, 200, 2_000),
                         joined=self._days(moment, 30, 199))
            for _ in range(count)
        ]  # fmt: skip

    def strangers(
        self, count: int, moment: datetime, *, young: float, joined: bool = True
    ) -> Sequence[Author]:
        """Harmless newcomers, of whom the share `young` has just made an account."""
        return [
            self._person(
                self._own_name(),
                created=self._age(moment, young=young),
                joined=moment if joined else self._days(moment, 5, 300),
            )
            for _ in range(count)
        ]

    def attackers(self, count: int, moment: datetime, *, young: float) -> Sequence[Author]:
        """Names alike in half of all raids, as of accounts that one script has made."""
        stem = self._random.choice(NAMES) if self._random.random() < 0.5 else ""
        return [
            self._person(
                f"{stem}_{self._random.randrange(10_000):04d}" if stem else self._own_name(),
                created=self._age(moment, young=young),
                joined=moment,
            )
            for _ in range(count)
        ]

    def _person(self, name: str, *, created: datetime, joined: datetime) -> Author:
        self._made += 1
        person = f"{self._name}-p{self._made}"
        if not self._dated:
            return Author(id=person, name=name)
        return Author(id=person, name=name, account_created_at=created, joined_at=joined)

    def _own_name(self) -> str:
        return f"{self._random.choice(NAMES)}{self._random.choice(NAMES)}{self._made}"

    def _age(self, moment: datetime, *, young: float) -> datetime:
        if self._random.random() < young:
            return moment - timedelta(hours=self._random.uniform(0.2, 140))
        return self._days(moment, 20, 1_500)

    def _days(self, moment: datetime, least: float, most: float) -> datetime:
        return moment - timedelta(days=self._random.uniform(least, most))
