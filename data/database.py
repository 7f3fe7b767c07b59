"""The state folder: whose it is, and the one connection that writes its database."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from data.faults import (
    StateInUseError,
    StateMissingError,
    StateOutdatedError,
    StateUnusableError,
    on_opening,
)
from data.folders import make_private
from data.migrations import HEAD
from data.reader import BUSY_SECONDS, read_only
from data.schema import upgrade, version_of

FILE = "haven.db"
LOCK = "haven.lock"
PRAGMAS = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "mmap_size = 0",
    "secure_delete = ON",  # forgotten words leave the file, not only the index
    "wal_autocheckpoint = 4000",  # pages of 4 kB: the log is folded back at about 16 MB
    "journal_size_limit = 67108864",
)
# With two connections that write or checkpoint at once, SQLite up to here can damage a log that
# is being reset (https://sqlite.org/wal.html). Haven has one such connection; others may not.
LAST_UNSAFE_SQLITE = (3, 51, 2)


def warnings(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, ...]:
    """What an operator should know of the SQLite that Python brought."""
    if version > LAST_UNSAFE_SQLITE:
        return ()
    number = ".".join(map(str, version))
    return (
        f"SQLite {number} can damage a database that two programs write at once;"
        " do not open haven.db for writing with another tool while Haven runs, or run Haven on a"
        " Python whose SQLite is newer than 3.51.2",
    )


@contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """The folder for this process alone, made where it is missing; gives its database's path."""
    try:
        make_private(folder)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StateUnusableError(folder, error) from error
    try:
        _take(lock, folder)
        yield folder / FILE
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StateInUseError(folder) from error
    except OSError as error:  # some network file systems know no locks
        raise StateUnusableError(folder, error) from error


def open_writing(file: Path) -> sqlite3.Connection:
    """The newest schema, write-ahead logging, and every safety on."""
    try:
        with closing(_connect(file)) as connection:
            current = version_of(connection)
        if current != HEAD:
            upgrade(file)
        return _connect(file)
    except (sqlite3.Error, DBAPIError) as error:
        raise on_opening(error, file) from error


def check_readable(file: Path) -> None:
    """Say what is wrong before the first question, not in the middle of an answer."""
    if not file.is_file():
        raise StateMissingError(file)
    try:
        with closing(sqlite3.connect(read_only(file), uri=True)) as connection:
            version = version_of(connection)
    except sqlite3.Error as error:
        raise on_opening(error, file) from error
    if version != HEAD:
        raise StateOutdatedError(file, version)


def _connect(file: Path) -> sqlite3.Connection:
    # One thread at a time uses it: the one that opens it, then the writer's.
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
