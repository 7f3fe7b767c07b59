"""The project's own labelled sets, which lie in tests/quality of a checkout."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.labelled import Labelled, LabelledFile
from bot.refusals import RefusedUseError

NAMES = ("functional", "ordinary", "identity", "obfuscation", "game_chat")
_WHERE = "they lie in tests/quality of a checkout; name that folder with --sets"
_BLOCK = 1_000

Sets = Mapping[str, Sequence[Labelled]]


def read_sets(folder: Path) -> Sets:
    """All of NAMES.

    Raises:
        FormatError: a set is empty or cannot be read to its end.
        RefusedUseError: a set is missing, or something in it is no labelled text.
    """
    missing = [f"{name}.jsonl" for name in NAMES if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        raise RefusedUseError(f"{folder}: no {' and no '.join(missing)} there; {_WHERE}")
    return {name: _read(folder / f"{name}.jsonl") for name in NAMES}


def texts_of(sets: Sets) -> Sequence[str]:
    """Each text of any set once, those in clear too."""
    labelled = [text for texts in sets.values() for text in texts]
    return list(
        dict.fromkeys(said for text in labelled for said in (text.text, text.clear) if said)
    )


def _read(path: Path) -> Sequence[Labelled]:
    file = LabelledFile(path)
    texts = [text for block in file.blocks(_BLOCK) for text in block]
    if file.first_broken:
        broken = file.first_broken[0]
        raise RefusedUseError(f"{path} line {broken.line}: {broken.why}")
    if not texts:
        raise RefusedUseError(f"{path}: no line with a text and a label of 0 or 1")
    return texts
