"""What can be expected to go wrong in use, and is told in one line instead of a traceback."""

from connectors.formats import FormatError
from data.packs import PackError
from engine.ports import StorageError
from engine.screening.manifest import ModelError


class RefusedUseError(Exception):
    """A command used in a way that cannot work; the message says what to do instead."""


REFUSALS = (FormatError, ModelError, PackError, RefusedUseError, StorageError)
