"""What can be wrong with a state folder, each fault with its remedy.

StateError
├── StateUnusableError    the folder cannot be made, read or written
├── StateInUseError       another process has it open
├── StateMissingError     nothing has been recorded there yet
├── StateOutdatedError    the database belongs to another version of Haven
├── StateCorruptedError   the file is not a database any more
├── KeyUnusableError      the master key is not one
└── SealBrokenError       the master key does not open what was sealed
"""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from engine.ports import StorageError

CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# A full disk also shows when SQLite cannot grow the shared index of its write-ahead log.
FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# A spent quota shows as an I/O error, a disk that was mounted anew as one for reading only.
UNUSABLE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class StateError(StorageError):
    """The state folder cannot be used; the message names it and says what to do."""


class StateUnusableError(StateError):
    def __init__(self, folder: Path, cause: BaseException) -> None:
        super().__init__(f"{folder}: cannot hold Haven's state ({cause}); check path and rights")


class StateInUseError(StateError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: another Haven is using this folder; stop it first")


class StateMissingError(StateError):
    def __init__(self, file: Path) -> None:
        super().__init__(f"{file}: no such file; nothing has been recorded there yet")


class StateOutdatedError(StateError):
    def __init__(self, file: Path, version: str | None) -> None:
        super().__init__(
            f"{file}: made for schema {version or 'none'}, which this Haven does not read;"
            " run `haven db upgrade`, or the Haven that wrote it"
        )


class StateCorruptedError(StateError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file}: damaged, not readable as a database; move it away and restore a backup"
            " (`haven db backup` makes them), or start afresh without it"
        )


class KeyUnusableError(StateError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where}: must be 32 bytes in base64, such as `openssl rand -base64 32` prints"
        )


class SealBrokenError(StateError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file}: sealed with another key, or altered; put back the former haven.key or"
            " HAVEN_STATE__KEY, or remove this file"
        )


def code_of(error: BaseException) -> int | None:
    """SQLite's extended error code, whether SQLAlchemy wrapped the error or not."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return getattr(origin, "sqlite_errorcode", None)


def is_full(error: BaseException) -> bool:
    return code_of(error) in FULL


def is_passing(error: BaseException) -> bool:
    """Worth another try by itself: room may be made, a lock let go."""
    return is_full(error) or _primary(error) in BUSY


def is_corruption(error: BaseException) -> bool:
    return _primary(error) in CORRUPT


def named(error: Exception, file: Path) -> Exception:
    """The same fault, said in Haven's words where it has some."""
    expected = is_corruption(error) or _primary(error) in UNUSABLE
    return on_opening(error, file) if expected else error


def on_opening(error: Exception, file: Path) -> StateError:
    if is_corruption(error):
        return StateCorruptedError(file)
    origin = error.orig if isinstance(error, DBAPIError) else error
    return StateUnusableError(file.parent, origin or error)


def _primary(error: BaseException) -> int | None:
    code = code_of(error)
    return None if code is None else code & 0xFF
