"""Reading a chat that a test writes down itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.formats import BrokenRecord, Record, records
from engine.events import Event, Message


@dataclass(frozen=True, slots=True)
class Reading:
    records: tuple[Record, ...]
    broken: tuple[BrokenRecord, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(record.event for record in self.records)

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(event for event in self.events if isinstance(event, Message))

    @property
    def message(self) -> Message:
        """The last message."""
        return self.messages[-1]


Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(*lines: str | bytes, name: str = "chat.txt") -> Reading:
        path = tmp_path / name
        path.write_bytes(
            b"\n".join(
                line if isinstance(line, bytes) else line.encode(errors="surrogatepass")
                for line in lines
            )
        )
        broken: list[BrokenRecord] = []
        return Reading(tuple(records(path, report=broken.append)), tuple(broken))

    return read
