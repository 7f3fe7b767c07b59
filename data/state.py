"""Opening a state folder: all that the rest of Haven needs to call."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from data.archive import Archive
from data.database import FILE, check_readable, claimed, open_writing, warnings
from data.disk import Disk
from data.faults import on_opening
from data.reader import Reader
from data.registry import Registry
from data.vault import Vault
from data.writer import PATIENCE, Writer


@dataclass(frozen=True, slots=True)
class State:
    """An open state folder. `warnings` are for the operator's eyes."""

    ledger: Writer
    archive: Archive
    registry: Registry
    warnings: tuple[str, ...]


@asynccontextmanager
async def open_state(
    folder: Path, *, patience: timedelta = PATIENCE, key: str = ""
) -> AsyncIterator[State]:
    """The folder for this process alone, its schema brought up to date; closed in good order.

    `key` goes before the folder's own.

    Raises:
        StateError: the folder cannot be used; the message names it and says what to do.
    """
    vault = Vault(folder, key=key)
    with claimed(folder) as file:
        vault.check()
        disk = await asyncio.to_thread(_disk, file)
        writing = Writer(disk, file, vault=vault, patience=patience)
        async with writing as writer, _reading(file) as reader:
            archive = Archive(reader, vault)
            told = *warnings(), *await archive.packets.warnings()
            yield State(writer, archive, Registry(reader, vault), told)


@asynccontextmanager
async def open_archive(folder: Path, *, key: str = "") -> AsyncIterator[Archive]:
    """For looking only, also while a running Haven writes.

    Raises:
        StateError: there is nothing to read, or it cannot be read.
    """
    await asyncio.to_thread(check_readable, folder / FILE)
    async with _reading(folder / FILE) as reader:
        yield Archive(reader, Vault(folder, key=key))


def _disk(file: Path) -> Disk:
    connection = open_writing(file)
    try:
        return Disk(connection)
    except sqlite3.Error as error:
        connection.close()
        raise on_opening(error, file) from error


@asynccontextmanager
async def _reading(file: Path) -> AsyncIterator[Reader]:
    reader = Reader(file)
    try:
        yield reader
    finally:
        await reader.close()
