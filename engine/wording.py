"""What people write into a record: trimmed, bounded, and fit to be stored."""

from unicodedata import category

from engine.authority import DeniedError

LONGEST = 1_000
# Control characters, and lone halves of a pair, which no file can hold.
_UNFIT = frozenset({"Cc", "Cs"})


def fit(text: str, *, longest: int = LONGEST) -> str:
    """`text` without what no record should hold; line breaks stay.

    Raises:
        DeniedError: nothing is left of it, or too much.
    """
    kept = "".join(sign for sign in text if sign == "\n" or category(sign) not in _UNFIT).strip()
    if not kept:
        raise DeniedError("There is nothing written there.")
    if len(kept) > longest:
        raise DeniedError(f"That is too long: {len(kept):,} characters, at most {longest:,} fit.")
    return kept
