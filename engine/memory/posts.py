"""What a person wrote within the last hour, packed: it takes a quarter of what objects would."""

from collections.abc import Iterator
from math import inf
from struct import Struct
from typing import NamedTuple, Self

HOUR = 3600.0
MOST = 60
# When, and the hashes of the words and of whom they were aimed at.
_PACKED = Struct("<dqq")
SIZE = _PACKED.size
_NOBODY = 0


class Post(NamedTuple):
    """`text` and `target` are hashes, for they are only compared; 0 is nobody."""

    at: float
    text: int
    target: int

    @classmethod
    def of(cls, at: float, words: tuple[str, ...], target: str | None) -> Self:
        return cls(at, hash(words), _NOBODY if target is None else hash(target))


def added(posts: bytes, post: Post) -> bytes:
    """A clock that steps back by more than an hour begins anew."""
    kept = b"" if post.at < latest(posts) - HOUR else posts
    kept += _PACKED.pack(*post)
    oldest: float = _PACKED.unpack_from(kept)[0]
    is_full = len(kept) > MOST * SIZE or oldest <= post.at - HOUR
    return kept[SIZE:] if is_full else kept


def latest(posts: bytes) -> float:
    """When the last of them was written."""
    at: float = _PACKED.unpack_from(posts, len(posts) - SIZE)[0] if posts else -inf
    return at


def within(posts: bytes, span: float, at: float) -> Iterator[Post]:
    """Those of the last `span` seconds, the newest first."""
    for place in range(len(posts) - SIZE, -1, -SIZE):
        post = Post._make(_PACKED.unpack_from(posts, place))
        if post.at <= at - span:
            return
        yield post


def unaimed(posts: bytes, person: str) -> bytes:
    """The same, without the knowledge that some were aimed at this person."""
    target = hash(person)
    found = map(Post._make, _PACKED.iter_unpack(posts))
    return b"".join(
        _PACKED.pack(post.at, post.text, _NOBODY if post.target == target else post.target)
        for post in found
    )
