"""Labelled texts for `haven eval`: JSON lines, read a block at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from connectors.formats import BrokenRecord, FormatError, Source, opened
from connectors.formats.json_text import parsed
from connectors.formats.record import TOO_LONG, BrokenRecordError

NAMED = 10
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text and what is known of it; `tags` holds those of TAGS that its record has.

    `clear` is the same text before it was obfuscated or put in other words; empty if it was not.
    """

    text: str
    harmful: bool
    tags: Mapping[str, str]
    clear: str = ""

    @property
    def is_obfuscated(self) -> bool:
        """Whether it is known how the text was obfuscated, and from what."""
        return bool(self.clear) and "way" in self.tags


TAGS = ("functionality", "target_group", "source", "category", "way")


@dataclass(slots=True)
class LabelledFile:
    """`skipped` records have no label; of the `broken` the first ten are kept."""

    path: Path
    source: Source = field(init=False)
    skipped: int = 0
    broken: int = 0
    first_broken: list[BrokenRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = opened(self.path)
        if self.source.size == 0:
            raise FormatError(f"{self.path}: the file is empty")

    def blocks(self, size: int) -> Iterator[Sequence[Labelled]]:
        """Up to `size` labelled texts at a time.

        Raises:
            FormatError: the file cannot be read to its end.
        """
        texts = self._texts()
        while block := list(islice(texts, size)):
            yield block
        if self.source.damage:
            raise FormatError(f"{self.path}: {self.source.damage}")

    def _texts(self) -> Iterator[Labelled]:
        if self.path.suffix == ".gz" and not _is_packed(self.path):
            raise FormatError(f"{self.path}: this is no gzip file, whatever its name says")
        for number, line in enumerate(self.source.lines(), start=1):
            if line is not None and not line.strip():
                continue
            try:
                labelled = _labelled(line)
            except BrokenRecordError as fault:
                self._count_broken(BrokenRecord(number, str(fault), str(self.path)))
                continue
            if labelled is None:
                self.skipped += 1
                continue
            yield labelled

    def _count_broken(self, record: BrokenRecord) -> None:
        self.broken += 1
        if len(self.first_broken) < NAMED:
            self.first_broken.append(record)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def _labelled(line: str | None) -> Labelled | None:
    """None for a record without a label."""
    if line is None:
        raise BrokenRecordError(TOO_LONG)
    record = parsed(line)
    if not isinstance(record, dict):
        raise BrokenRecordError("not a JSON object")
    text, label = record.get("text"), record.get("label")
    if not isinstance(text, str):
        raise BrokenRecordError("no text")
    if label is None:
        return None
    if label not in (0, 1):
        raise BrokenRecordError("a label that is neither 1 (harmful), 0 (not) nor null")
    tags = {tag: str(record[tag]) for tag in TAGS if record.get(tag) is not None}
    clear = record.get("clear")
    return Labelled(text, label == 1, tags, clear if isinstance(clear, str) else "")
