"""A rule's condition in its parts: what must all be true, and what compares with a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|&&|\|\||.", re.DOTALL)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
# These bind more loosely than "and": what holds them at its top is one part.
_LOOSER = frozenset({"||", "?"})
_SIGNS = r"==|!=|<=|>=|<|>"
_COMPARED = re.compile(rf"\s*([A-Za-z_][\w.]*)\s*({_SIGNS})\s*(.+?)\s*", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left` is the name of a variable; `bound` the number that it is compared with, None where it
    is compared with a text.
    """

    left: str
    sign: str
    bound: float | None

    def short(self, value: float) -> float | None:
        """How far the value is from making it true; None where no number tells that."""
        if self.bound is None or self.sign == "!=":
            return None
        return abs(self.bound - value)


def conjuncts(when: str) -> tuple[str, ...]:
    """The parts that must all be true for the whole to be, each as it is written."""
    bare = _unwrapped(when)
    parts = tuple(_split(bare))
    if len(parts) < 2:
        return (bare,)
    return tuple(each for part in parts for each in conjuncts(part))


def comparison(part: str) -> Comparison | None:
    """None for whatever is no mere comparison of a variable with a constant."""
    found = _COMPARED.fullmatch(part)
    if found is None:
        return None
    left, sign, right = found.groups()
    if _NUMBER.fullmatch(right):
        return Comparison(left, sign, float(right))
    return Comparison(left, sign, None) if _TEXT.fullmatch(right) else None


def _split(when: str) -> Iterator[str]:
    pieces = list(_levels(when))
    if any(depth == 0 and piece in _LOOSER for piece, depth in pieces):
        yield when
        return
    part = ""
    for piece, depth in pieces:
        if depth == 0 and piece == "&&":
            yield part
            part = ""
        else:
            part += piece
    yield part


def _levels(when: str) -> Iterator[tuple[str, int]]:
    """Each token with the number of brackets that are open around it."""
    depth = 0
    for token in _TOKEN.findall(when):
        if token in _CLOSING:
            depth -= 1
        yield token, depth
        if token in _OPENING:
            depth += 1


def _unwrapped(when: str) -> str:
    """Without brackets around the whole of it."""
    bare = when.strip()
    while bare.startswith("(") and _closes_last(bare):
        bare = bare[1:-1].strip()
    return bare


def _closes_last(when: str) -> bool:
    """Whether the first bracket is closed by the last character."""
    inner = list(_levels(when))[1:-1]
    return when.endswith(")") and all(depth > 0 for _, depth in inner)
