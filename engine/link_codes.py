"""Codes by which people show that an account is theirs: short-lived, for one use, kept nowhere."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.events import Community

LIFE = timedelta(minutes=10)
# Without vowels and look-alikes, so that chance spells no word and nobody misreads it: with eight
# of them, one guess in a hundred milliards is right.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ2679"
_LENGTH = 8
# Codes that wait at the same time; the oldest go first.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Offer:
    """For whom a code was made, and until when it is good."""

    home: Community
    member: str
    until: datetime


def random_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def legible(code: str) -> str:
    """In two halves, as people read numbers to one another."""
    return f"{code[: _LENGTH // 2]}-{code[_LENGTH // 2 :]}"


class LinkCodes:
    def __init__(self, new_code: Callable[[], str] = random_code) -> None:
        self._new_code = new_code
        self._offers: OrderedDict[str, Offer] = OrderedDict()

    def give(self, home: Community, member: str, *, at: datetime) -> str:
        """A new code, in place of the one that this member has."""
        self.forget(home, member)
        code = self._new_code()
        self._offers[code] = Offer(home, member, at + LIFE)
        if len(self._offers) > _MOST:
            self._offers.popitem(last=False)
        return code

    def take(self, code: str, *, at: datetime) -> Offer | None:
        """What a code was made for. It is used up by being said, rightly or not: others read it."""
        offer = self._offers.pop(code.upper().replace("-", ""), None)
        return offer if offer and at < offer.until else None

    def forget(self, home: Community, member: str) -> None:
        for code, offer in list(self._offers.items()):
            if (offer.home, offer.member) == (home, member):
                del self._offers[code]
