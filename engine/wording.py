"""What people write into a record: trimmed, bounded, and fit to be stored."""

from unicodedata import category

from engine.authority import DeniedError

LONGEST = 1_000
# Control characters, and lone halves of a pair, which no file can hold.
_UNFIT = frozenset({"Cc", "Cs"})


def legible(text: str) -> str:
    """`text` without what no record should hold; line breaks stay."""
    return "".join(sign for sign in text if sign == "\n" or category(sign) not in _UNFIT).strip()


def fit(text: str, *, longest: int = LONGEST) -> str:
    """What is legible of `text`.

    Raises:
        DeniedError: nothing is left of it, or too much.
    """
    kept = legible(text)
    if not kept:
        raise DeniedError("There is nothing written there.")
    if len(kept) > longest:
        raise DeniedError(f"That is too long: {len(kept):,} characters, at most {longest:,} fit.")
    return kept
