"""Regular expressions in linear time, whatever is said: the one user of `re2`."""

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.guard import LONGEST

if TYPE_CHECKING:
    import re2

log = logging.getLogger(__name__)

# Instructions of RE2's program. Measured: 4,000 characters take 8 us an instruction at worst, and
# a word of ten letters has 14 instructions.
LARGEST = 1_250
LARGEST_ALTOGETHER = 10_000
_MEMORY = 8 << 20  # bytes, for each expression and for all of them as one
# Enough to say how far too large one is; with all of it, `\pL{1,500}` takes 27 ms to refuse.
_TRIAL_MEMORY = 1 << 18

_AROUND = re.compile(r"\(\?<?[=!]")
_REFERENCE = re.compile(r"\\[1-9]")
_FIXES = (
    ("invalid repetition size", "RE2 repeats at most 1000 times, all levels multiplied"),
    ("pattern too large", "it is too large for RE2; shorten its repeats"),
    ("missing ]", "the square bracket is not closed"),
    ("missing )", "a round bracket is not closed"),
    ("unexpected )", "this round bracket closes none"),
    ("trailing \\", "nothing follows the backslash; write \\\\ for one"),
    ("bad repetition operator", "one repeat follows another; leave one out"),
    ("no argument for repetition", "there is nothing to repeat before it"),
    ("invalid character class range", "RE2 knows no such class or range of characters"),
    ("invalid escape sequence", "RE2 has no such escape; \\z is the end of the text"),
    ("invalid perl operator", "RE2 has no such group; (?:…), (?i:…) and (?P<name>…) there are"),
)


def fault_of(regex: str) -> str:
    """Why it cannot be, where, and what to do; empty for an expression that can."""
    compiled = _compiled(regex, memory=_TRIAL_MEMORY)
    if not compiled.ok():
        return _in_words(regex, _text(compiled.error()))
    if (size := compiled.ProgramSize()) > LARGEST:
        return f"is too large: at most {LARGEST} steps, not {size}; shorten its repeats or classes"
    if _is_found(compiled, ""):
        return "matches the empty text, so every message; say what must be there"
    return ""


def size_of(regexes: Sequence[str]) -> int:
    """Steps altogether, at most LARGEST_ALTOGETHER of which stay fast."""
    return sum(_compiled(regex).ProgramSize() for regex in regexes)


class Sieve:
    """Many expressions, each of which `fault_of` has nothing against, asked at once."""

    def __init__(self, regexes: Sequence[str]) -> None:
        import re2

        self._regexes = tuple(regexes)
        self._all = re2.Set.SearchSet(_options())
        # The empty one is found in every text, unless RE2's memory does not suffice for the others.
        for regex in ("", *self._regexes):
            self._all.Add(_bytes(regex))
        self._all.Compile()

    def caught(self, text: str) -> frozenset[int]:
        """The places of those that are found anywhere in the text."""
        found = self._all.Match(_bytes(text[:LONGEST])) or ()
        if 0 in found:
            return frozenset(place - 1 for place in found if place)
        log.warning("patterns too large to be asked at once", extra={"count": len(self._regexes)})
        alone = enumerate(map(_compiled, self._regexes))
        return frozenset(place for place, each in alone if _is_found(each, text[:LONGEST]))


def _in_words(regex: str, told: str) -> str:
    """RE2 says what part it stumbled over, not where that is."""
    what, _, part = told.partition(": ")
    place = regex.find(part) + 1 if part else 0
    at = f'at character {place}, "{part[:30]}": ' if place and part != regex else ""
    return f"{at}{_fix(what, regex[max(0, place - 1) :])}"


def _fix(what: str, rest: str) -> str:
    if what.startswith("invalid perl operator") and _AROUND.match(rest):
        return "RE2 cannot look ahead or behind; match the words alone, and let a rule exempt some"
    if what.startswith("invalid escape") and _REFERENCE.match(rest):
        return "RE2 cannot refer back to a group; write out what may repeat"
    return next((fix for fault, fix in _FIXES if what.startswith(fault)), f"RE2 says: {what[:60]}")


def _compiled(regex: str, *, memory: int = _MEMORY) -> "re2._re2.RE2":
    """The package's own `compile` keeps 128 of them, and hides what RE2 says of a fault."""
    from re2 import _re2

    return _re2.RE2(_bytes(regex), _options(memory))


def _is_found(compiled: Any, text: str) -> bool:  # noqa: ANN401  the package has no types
    from re2 import _re2

    written = _bytes(text)
    ((start, _), *_) = compiled.Match(_re2.RE2.Anchor.UNANCHORED, written, 0, len(written))
    return bool(start >= 0)


def _options(memory: int = _MEMORY) -> "re2.Options":
    import re2

    options = re2.Options()
    options.max_mem = memory
    options.case_sensitive = False
    options.never_capture = True
    # It would write the expression to the standard error.
    options.log_errors = False
    return options


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _text(written: bytes | str) -> str:
    return written if isinstance(written, str) else written.decode("utf-8", "replace")
