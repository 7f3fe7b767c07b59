"""A chat file as decoded text, piece by piece, however large, packed or damaged it is."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, cast

# No platform lets anybody write a megabyte at once; a longer line is not chat.
LONGEST = 1_000_000
_PIECE = 1 << 16
_GZIP = b"\x1f\x8b"
_FAULTS = (OSError, EOFError, zlib.error)


class Source:
    """One file on its way to records.

    `bytes_read` of `size` bytes were taken from disk (packed ones, where the file is packed).
    `damage` says why reading ended early. `prefix` begins the ids made up for its records.
    """

    def __init__(self, path: Path, *, prefix: str = "r") -> None:
        self.path = path
        self.prefix = prefix
        self.size = path.stat().st_size
        self.bytes_read = 0
        self.damage = ""

    def pieces(self) -> Iterator[str]:
        """The text in pieces of some 64 kB; bytes that are not UTF-8 become U+FFFD."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        for piece in self._chunks():
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)

    def lines(self) -> Iterator[str | None]:
        """Lines without their ends; None for one that is longer than LONGEST."""
        rest, skipping = "", False
        for piece in self.pieces():
            *whole, rest = (rest + piece).split("\n")
            for line in whole:
                yield None if skipping or len(line) > LONGEST else line.removesuffix("\r")
                skipping = False
            if len(rest) > LONGEST:
                rest, skipping = "", True
        if rest or skipping:
            yield None if skipping else rest.removesuffix("\r")

    def _chunks(self) -> Iterator[bytes]:
        """Bytes as they are unpacked; a fault of disk or packing ends them and is noted."""
        try:
            with self._opened() as (raw, unpacked):
                while chunk := unpacked.read(_PIECE):
                    self.bytes_read = raw.tell()
                    yield chunk
        except _FAULTS as fault:
            self.damage = f"the file cannot be read further: {fault}"

    @contextmanager
    def _opened(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        with self.path.open("rb") as raw:
            packed = raw.peek(len(_GZIP)).startswith(_GZIP)
            with gzip.open(raw) if packed else nullcontext(raw) as unpacked:
                yield raw, cast("IO[bytes]", unpacked)
