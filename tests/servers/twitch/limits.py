"""How many calls Twitch takes: points that come back evenly, told of in three headers."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

PER_MINUTE = 800
CHAT_WINDOW = 30.0
CHAT_LINES, CHAT_LINES_OF_A_MODERATOR = 20, 100


@dataclass
class _Bucket:
    points: float
    at: float


class Points:
    """One bucket for each token; `seconds` is the time that refills it."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self.per_minute = PER_MINUTE
        self._seconds = seconds
        self._buckets: dict[str, _Bucket] = {}

    def spend(self, owner: str) -> tuple[bool, Mapping[str, str]]:
        """Whether there was a point left, and the headers that tell what is."""
        bucket = self._refilled(owner)
        granted = bucket.points >= 1
        bucket.points -= granted
        return granted, self._headers(bucket)

    def exhaust(self, owner: str) -> None:
        self._refilled(owner).points = 0

    def _refilled(self, owner: str) -> _Bucket:
        now = self._seconds()
        bucket = self._buckets.setdefault(owner, _Bucket(self.per_minute, now))
        gained = (now - bucket.at) * self.per_minute / 60
        bucket.points, bucket.at = min(self.per_minute, bucket.points + gained), now
        return bucket

    def _headers(self, bucket: _Bucket) -> Mapping[str, str]:
        missing = self.per_minute - bucket.points
        full_at = bucket.at + missing * 60 / self.per_minute
        return {
            "Ratelimit-Limit": str(self.per_minute),
            "Ratelimit-Remaining": str(int(bucket.points)),
            "Ratelimit-Reset": str(int(full_at)),
        }


class ChatLines:
    """Lines in any thirty seconds, fewer for those who do not moderate."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)

    def has_room(self, user: str, *, moderates: bool) -> bool:
        now, sent = self._seconds(), self._sent[user]
        while sent and sent[0] <= now - CHAT_WINDOW:
            sent.popleft()
        if len(sent) >= (CHAT_LINES_OF_A_MODERATOR if moderates else CHAT_LINES):
            return False
        sent.append(now)
        return True
