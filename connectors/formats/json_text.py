"""JSON of unknown origin: parsed without surprises, and an array's items cut apart unparsed."""

import json
import re
from collections.abc import Iterable, Iterator

from connectors.formats.record import BrokenRecordError
from connectors.formats.source import LONGEST

_ESCAPED_HALF = re.compile(r"\\u[dD]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# A string, whole or cut off by the end of the text, or a mark that ends or nests a value.
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+(")?|[][{},]', re.DOTALL)
_NESTING = {"[": 1, "{": 1, "]": -1, "}": -1}
_ENDS = frozenset(",]}")
_MARKS = frozenset(",[]{}")


def parsed(text: str) -> object:
    """The value of `text`; halves of surrogate pairs in it become U+FFFD."""
    try:
        return _mended(json.loads(text)) if _ESCAPED_HALF.search(text) else json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BrokenRecordError("not valid JSON") from fault


def _mended(value: object) -> object:
    return json.loads(_LONE_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))


class _Kept:
    """The text of one item as it comes together; given up where it grows over LONGEST."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def add(self, part: str) -> None:
        self._length += len(part)
        if self._length > LONGEST:
            self._parts.clear()
        elif part:
            self._parts.append(part)

    def take(self) -> str | None:
        text = None if self._length > LONGEST else "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return text


def items(pieces: Iterable[str]) -> Iterator[str | None]:
    """Texts of an array's items, from behind its bracket on; None for one over LONGEST.

    Only strings and brackets are looked at, so a broken item costs itself and no other, and
    depth costs nothing. An array that is never closed ends with the item that was cut off.
    """
    kept, depth = _Kept(), 0
    for text, mark in _marks(pieces):
        kept.add(text)
        if depth > 0 or mark not in _ENDS:
            kept.add(mark)
            depth += _NESTING.get(mark, 0)
            continue
        item = kept.take()
        if mark == "," or item is None or item.strip():
            yield item
        if mark != ",":
            return
    yield kept.take()


def _marks(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Text up to a mark outside of strings, and that mark; "" where a piece ends without one."""
    begun = ""
    for piece in pieces:
        # A string that runs on gets its quote back, which was handed on with the former piece.
        text, start = begun + piece, len(begun[:1])
        begun = ""
        for token in _STRUCTURE.finditer(text):
            if token[0] in _MARKS:
                yield text[start : token.start()], token[0]
                start = token.end()
            elif not token[1]:
                begun, text = '"' + text[token.end() :], text[: token.end()]
        yield text[start:], ""
