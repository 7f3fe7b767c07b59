"""What the keys of a policy document hold: read from TOML, from what somebody typed, and written.

`read` raises ValueError with what the value must be; `typed` only brings words into TOML's types.
`schema` says in JSON Schema's words what `read` takes, as far as those go: never less.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

# A language model reads it with every message that it is asked about.
LONGEST_TEXT = 500

# Whoever has more mends these first: some take a millisecond to find.
MOST_PROBLEMS = 20

_ON = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# TOML holds none of these as they are; new lines and tabs are written with a backslash.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Halves of characters, which JSON lets through and which cannot be stored.
HALVES = re.compile("[\ud800-\udfff]")

Choice = TypeVar("Choice", bound=StrEnum)
Schema = Mapping[str, object]


class Kind(Protocol):
    def read(self, written: object) -> object: ...

    def typed(self, words: str) -> object: ...

    def write(self, value: Any) -> str: ...  # noqa: ANN401  what `read` gave

    def schema(self) -> Schema: ...


@dataclass(frozen=True, slots=True)
class OneOf:
    names: tuple[str, ...]

    def read(self, written: object) -> str:
        if written in self.names:
            return str(written)
        known = ", ".join(self.names)
        raise ValueError(f"must be one of {known}, not {quoted(written)}{_guess(written, self)}")

    def typed(self, words: str) -> object:
        return words.lower()

    def write(self, value: str) -> str:
        return json.dumps(value)

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.names)}


@dataclass(frozen=True, slots=True)
class Member(Generic[Choice]):
    """One of an enumeration, or of those of its members that may stand here."""

    enumeration: type[Choice]
    some: tuple[Choice, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.value for each in self.some or self.enumeration)

    def read(self, written: object) -> Choice:
        return self.enumeration(OneOf(self.names).read(written))

    def typed(self, words: str) -> object:
        return words.lower()

    def write(self, value: Choice) -> str:
        return json.dumps(value)

    def schema(self) -> Schema:
        return OneOf(self.names).schema()


@dataclass(frozen=True, slots=True)
class Text:
    """Some words in quotes."""

    most: int | None = None
    printable: bool = True

    def read(self, written: object) -> str:
        if not isinstance(written, str):
            raise ValueError(f"must be text in quotes, not {quoted(written)}")  # noqa: TRY004
        if HALVES.search(written):
            raise ValueError("must be whole characters: one of it is only half")
        if self.most is None:
            return written
        if not 0 < len(written) <= self.most or (self.printable and not written.isprintable()):
            signs = "printable characters" if self.printable else "characters"
            raise ValueError(f"must have 1 to {self.most} {signs}")
        return written

    def typed(self, words: str) -> object:
        return words

    def write(self, value: str) -> str:
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")

    def schema(self) -> Schema:
        border = {} if self.most is None else {"minLength": 1, "maxLength": self.most}
        return {"type": "string", **border}


@dataclass(frozen=True, slots=True)
class Several:
    """A list of one kind, in which order does not matter."""

    each: Kind
    most: int = 20

    def read(self, written: object) -> tuple[Any, ...]:
        if not isinstance(written, list | tuple):
            raise ValueError(f'must be a list, such as ["one", "two"], not {quoted(written)}')  # noqa: TRY004
        if len(written) > self.most:
            raise ValueError(f"must be at most {self.most}, not {len(written)}")
        return tuple(sorted({self.each.read(one) for one in written}))

    def typed(self, words: str) -> object:
        return words

    def write(self, value: Iterable[Any]) -> str:
        return f"[{', '.join(map(self.each.write, value))}]"

    def schema(self) -> Schema:
        return {"type": "array", "maxItems": self.most, "items": self.each.schema()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """`above` is a border that does not belong to it, `least` and `most` are ones that do."""

    least: float = 0
    most: float = 1
    above: bool = False
    whole: bool = False

    def read(self, written: object) -> float:
        if isinstance(written, bool) or not isinstance(written, int | float):
            raise ValueError(f"must be {self._name}, not {quoted(written)}")  # noqa: TRY004
        if isinstance(written, float) and not self._fits(written):
            raise ValueError(f"must be {self._name}, not {written}")
        if written < self.least or (self.above and written == self.least):
            border = "above" if self.above else "at least"
            raise ValueError(f"must be {border} {self.least:g}, not {quoted(written)}")
        if written > self.most:
            raise ValueError(f"must be at most {self.most:g}, not {quoted(written)}")
        return int(written) if self.whole else float(written)

    def typed(self, words: str) -> object:
        try:
            number = float(words)
        except ValueError:
            return words
        return int(number) if number.is_integer() else number

    def write(self, value: float) -> str:
        return repr(int(value) if float(value).is_integer() else float(value))

    def schema(self) -> Schema:
        kind = "integer" if self.whole else "number"
        least = "exclusiveMinimum" if self.above else "minimum"
        return {"type": kind, least: self.least, "maximum": self.most}

    def _fits(self, written: float) -> bool:
        return math.isfinite(written) and (not self.whole or written.is_integer())

    @property
    def _name(self) -> str:
        return "a whole number" if self.whole else "a number"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; `number` says how many of its `unit` there may be."""

    unit: timedelta
    number: Number

    def read(self, written: object) -> timedelta:
        return self.number.read(written) * self.unit

    def typed(self, words: str) -> object:
        return self.number.typed(words)

    def write(self, value: timedelta) -> str:
        return self.number.write(value / self.unit)

    def schema(self) -> Schema:
        return self.number.schema()


@dataclass(frozen=True, slots=True)
class Flag:
    def read(self, written: object) -> bool:
        if isinstance(written, bool):
            return written
        raise ValueError(f"must be true or false, not {quoted(written)}")

    def typed(self, words: str) -> object:
        return _ON.get(words.lower(), words)

    def write(self, value: bool) -> str:  # noqa: FBT001  it is the value
        return json.dumps(value)

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Sentences:
    """Some sentences of a person's own; empty for none."""

    def read(self, written: object) -> str:
        if not isinstance(written, str):
            raise ValueError(f"must be a text in quotes, not {quoted(written)}")  # noqa: TRY004
        if len(written) > LONGEST_TEXT:
            raise ValueError(f"must be at most {LONGEST_TEXT} characters, not {len(written)}")
        if _CONTROL.search(written) or HALVES.search(written):
            raise ValueError("must hold no control characters and no halves of characters")
        return written

    def typed(self, words: str) -> object:
        return words

    def write(self, value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": LONGEST_TEXT}


def quoted(written: object) -> str:
    """As TOML would have it, on one line and not too long."""
    if isinstance(written, str):
        return json.dumps(written[:60], ensure_ascii=False)
    if isinstance(written, bool):
        return json.dumps(written)
    try:
        return str(written)[:60]
    except ValueError:
        return "a number of thousands of digits"  # Python writes out no more than 4,300.


def suggestion(written: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(written, list(known), n=1)
    return f', did you mean "{nearest[0]}"?' if nearest else ""


def _guess(written: object, kind: OneOf) -> str:
    return suggestion(written, kind.names) if isinstance(written, str) else ""
