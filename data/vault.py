"""The vault: words that are kept with cases, packed and sealed under the master key."""

import zlib
from pathlib import Path

from data.keys import KEY_FILE, master_key
from data.seal import NotOpenedError, Seal

PURPOSE = "haven packets of cases"


class Vault:
    """The key is made with the first words that are sealed; looking makes none."""

    def __init__(self, folder: Path, *, key: str = "") -> None:
        """`key` goes before the folder's own."""
        self._folder = folder
        self._key = key
        self._seal: Seal | None = None

    def check(self) -> None:
        """Raises KeyUnusableError or StateUnusableError where there is a key that is none."""
        if self._has_key:
            self._opened()

    def close(self, plain: bytes, *, about: str) -> bytes:
        return self._opened().close(zlib.compress(plain), about=about)

    def open(self, sealed: bytes, *, about: str) -> bytes | None:
        """None where it was sealed with another key, or altered."""
        if not self._has_key:
            return None
        try:
            return zlib.decompress(self._opened().open(sealed, about=about))
        except NotOpenedError:
            return None

    @property
    def _has_key(self) -> bool:
        return bool(self._seal or self._key or (self._folder / KEY_FILE).is_file())

    def _opened(self) -> Seal:
        self._seal = self._seal or Seal(
            master_key(self._folder, written=self._key), purpose=PURPOSE
        )
        return self._seal
