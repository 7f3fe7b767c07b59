"""Platform tokens at rest: one sealed file for each account, replaced whole when renewed.

Files rather than rows, so that `haven twitch authorise` can write while a bot has the database.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

import orjson

from data.faults import SealBrokenError, StateUnusableError
from data.folders import make_private
from data.keys import master_key
from data.seal import NotOpenedError, Seal

FOLDER = "tokens"


@dataclass(frozen=True, slots=True)
class TokenPair:
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class TokenFiles:
    """All calls block on the disk."""

    def __init__(self, folder: Path, *, platform: str, key: str = "") -> None:
        """`key` goes before the state folder's own.

        Raises:
            KeyUnusableError, StateUnusableError: see `master_key`.
        """
        self._folder = folder / FOLDER
        self._platform = platform
        self._seal = Seal(master_key(folder, written=key), purpose="haven platform tokens")

    def read(self, account: str) -> TokenPair | None:
        """None where nothing was kept.

        Raises:
            SealBrokenError: it was kept under another key.
            StateUnusableError: it cannot be read.
        """
        file = self._file(account)
        try:
            sealed = file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateUnusableError(self._folder, error) from error
        try:
            plain = self._seal.open(sealed, about=file.stem)
        except NotOpenedError:
            raise SealBrokenError(file) from None
        return TokenPair(**orjson.loads(plain))

    def keep(self, account: str, tokens: TokenPair) -> None:
        """On the disk when this returns.

        Raises:
            StateUnusableError: it cannot be written.
        """
        file = self._file(account)
        plain = orjson.dumps({"access": tokens.access, "refresh": tokens.refresh})
        try:
            make_private(self._folder)
            _replace(file, self._seal.close(plain, about=file.stem))
        except OSError as error:
            raise StateUnusableError(self._folder, error) from error

    def _file(self, account: str) -> Path:
        if not account.isdecimal():
            raise ValueError("an account is known by its number")
        return self._folder / f"{self._platform}-{account}.sealed"


def _replace(file: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=file.parent, delete=False) as unfinished:  # of mode 0600
        try:
            unfinished.write(content)
            unfinished.flush()
            os.fsync(unfinished.fileno())
            Path(unfinished.name).replace(file)
        except OSError:
            Path(unfinished.name).unlink(missing_ok=True)
            raise
