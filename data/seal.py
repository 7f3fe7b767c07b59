"""Sealing: AES-256-GCM under a key of its own purpose, bound to what the secret is about."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32
# The first byte of what is sealed, so that another way can follow one day.
VERSION = b"\x01"


class NotOpenedError(Exception):
    """Another key, another subject, or somebody altered it."""


class Seal:
    def __init__(self, master: bytes, *, purpose: str) -> None:
        """Keys for different purposes say nothing of one another."""
        derivation = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode())
        self._cipher = AESGCM(derivation.derive(master))

    def close(self, plain: bytes, *, about: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """What was closed about the same thing.

        Raises:
            NotOpenedError: it was not, or not with this key.
        """
        version, nonce, rest = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if version != VERSION or len(nonce) != NONCE_BYTES:
            raise NotOpenedError
        try:
            return self._cipher.decrypt(nonce, rest, about.encode())
        except InvalidTag:
            raise NotOpenedError from None
