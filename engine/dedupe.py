"""Which deliveries were seen before: bounded memory, no ids kept."""

from hashlib import blake2b
from secrets import token_bytes


class Seen:
    """Two rotating sets of 64-bit keyed hashes; the last `capacity` ids at least are known.

    The key is secret to this process, so that nobody can craft ids that collide.
    """

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._key = token_bytes(16)
        self._young: set[bytes] = set()
        self._old: set[bytes] = set()

    def add(self, name: str) -> bool:
        """Whether `name` is new."""
        mark = self._mark(name)
        if mark in self._young or mark in self._old:
            return False
        if len(self._young) >= self._capacity:
            self._old, self._young = self._young, set()
        self._young.add(mark)
        return True

    def discard(self, name: str) -> None:
        """Know `name` no more: what was delivered could not be kept."""
        self._young.discard(self._mark(name))

    def _mark(self, name: str) -> bytes:
        return blake2b(name.encode(errors="replace"), digest_size=8, key=self._key).digest()
