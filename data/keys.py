"""The master key that seals secrets: from the environment, or a file that is made once."""

import base64
import binascii
import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

from data.faults import KeyUnusableError, StateUnusableError
from data.folders import make_private

KEY_FILE = "haven.key"
KEY_BYTES = 32


def master_key(folder: Path, *, written: str = "") -> bytes:
    """The key that was `written` down, else the state folder's own, made where it is missing.

    Raises:
        KeyUnusableError: what stands there is no key.
        StateUnusableError: the folder cannot hold one.
    """
    if written:
        return _decoded(written, where="HAVEN_STATE__KEY")
    file = folder / KEY_FILE
    try:
        make_private(folder)
        if not file.exists():
            _make(file)
        return _decoded(file.read_text("ascii", errors="replace"), where=str(file))
    except OSError as error:
        raise StateUnusableError(folder, error) from error


def _decoded(written: str, *, where: str) -> bytes:
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyUnusableError(where) from None
    if len(key) != KEY_BYTES:
        raise KeyUnusableError(where)
    return key


def _make(file: Path) -> None:
    """Whole or not at all, and only once, though two commands start together."""
    with NamedTemporaryFile(dir=file.parent, prefix=f"{KEY_FILE}.") as made:  # of mode 0600
        made.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        made.flush()
        os.fsync(made.fileno())
        try:
            os.link(made.name, file)
        except FileExistsError:
            return
