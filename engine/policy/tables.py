"""Things with names and a few columns, as a document has them: `[[rules]]` and `[[patterns]]`."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from engine.policy.kinds import MOST_PROBLEMS, Kind, Schema, suggestion


class Named(Protocol):
    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def _nothing_against(rows: Sequence[Named]) -> Sequence[str]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is also what the row calls it; what is not `needed` may be left out."""

    name: str
    kind: Kind
    about: str
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables(Generic[Row]):
    """A kind of value, as `engine.policy.kinds` has them. `name` is the key in the document, `one`
    what each is called; `faults` tells what is wrong with one, `together` with all of them.
    """

    name: str
    one: str
    row: type[Row]
    columns: tuple[Column, ...]
    most: int
    faults: Callable[[Row], Sequence[str]]
    together: Callable[[Sequence[Row]], Sequence[str]] = _nothing_against

    def read(self, written: object) -> tuple[Row, ...]:
        """Raises ValueError with every problem of every row, a line for each."""
        if isinstance(written, str) or not isinstance(written, Sequence):
            raise ValueError(  # noqa: TRY004
                f"must be [[{self.name}]] tables in a document, which /policy import brings in"
            )
        if len(written) > self.most:
            raise ValueError(f"must be at most {self.most}, not {len(written)}")
        problems: list[str] = []
        rows = tuple(self._rows(written, problems))
        problems += (*self._namesakes(rows), *self.together(rows))
        if problems:
            raise ValueError("\n".join(problems))
        return rows

    def _rows(self, written: Sequence[object], problems: list[str]) -> Iterator[Row]:
        for number, each in enumerate(written, 1):
            row = self._one(each, number, problems)
            if row is not None:
                yield row
            if len(problems) > MOST_PROBLEMS:
                return

    def typed(self, words: str) -> object:
        return words

    def write(self, value: Sequence[Row]) -> str:
        """On one line, which TOML reads like the tables."""
        return f"[{', '.join(f'{{{_joined(self._pairs(row))}}}' for row in value)}]"

    def tables(self, rows: Sequence[Row]) -> str:
        """To stand at the end of a document, for what follows a table belongs to it."""
        return "\n".join(
            "".join(f"{line}\n" for line in (f"[[{self.name}]]", *self._pairs(row))) for row in rows
        )

    def schema(self) -> Schema:
        row = {
            "type": "object",
            "properties": {
                each.name: {"description": each.about, **each.kind.schema()}
                for each in self.columns
            },
            "required": [each.name for each in self.columns if each.needed],
            "additionalProperties": False,
        }
        return {"type": "array", "maxItems": self.most, "items": row}

    def _pairs(self, row: Row) -> Iterator[str]:
        for column in self.columns:
            value = getattr(row, column.name)
            if column.needed or value:
                yield f"{column.name} = {column.kind.write(value)}"

    def _one(self, written: object, number: int, problems: list[str]) -> Row | None:
        if isinstance(written, self.row):
            return written
        faults: list[str] = []
        values = self._values(written, faults)
        if faults:
            problems += [f"{self.one} {number}: {fault}" for fault in faults]
            return None
        row = self.row(**values)
        wrong = self.faults(row)
        problems += [f'{self.one} "{row.name}": {fault}' for fault in wrong]
        return None if wrong else row

    def _values(self, written: object, faults: list[str]) -> Mapping[str, Any]:
        if not isinstance(written, Mapping):
            faults.append(f"must be a table with {self._needed}")
            return {}
        faults += self._strangers(written)
        values: dict[str, Any] = {}
        for column in self.columns:
            try:
                if column.name in written:
                    values[column.name] = column.kind.read(written[column.name])
                elif column.needed:
                    faults.append(f"{column.name}: must be there")
            except ValueError as error:
                faults.append(f"{column.name}: {error}")
        return values

    def _strangers(self, written: Mapping[Any, object]) -> Iterator[str]:
        known = [column.name for column in self.columns]
        for key in sorted(set(map(str, written)) - set(known))[: MOST_PROBLEMS + 1]:
            guess = suggestion(key, known) or f"; known are {', '.join(known)}"
            yield f"{key[:60]}: unknown key{guess}"

    @property
    def _needed(self) -> str:
        *others, last = [f'"{column.name}"' for column in self.columns if column.needed]
        return f"{', '.join(others)} and {last}"

    def _namesakes(self, rows: Sequence[Row]) -> list[str]:
        return [
            f'{self.one} "{name}": there are {count} of this name'
            for name, count in Counter(row.name for row in rows).items()
            if count > 1
        ]


def _joined(pairs: Iterator[str]) -> str:
    return ", ".join(pairs)
