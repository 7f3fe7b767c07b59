"""A text pattern of a community's own: which words it matches, and the one thing that follows."""

from dataclasses import dataclass
from enum import StrEnum

from engine.policy.rule import Effect
from engine.verdict import Category, Mode

MOST_PATTERNS = 200
LONGEST_REGEX = 500
# What a case may be called where Haven itself found nothing; the others have a way of their own.
NAMEABLE = (
    Category.HARASSMENT,
    Category.INSULT,
    Category.THREAT,
    Category.HATE,
    Category.SEXUAL_HARASSMENT,
    Category.DOXXING,
    Category.SPAM,
    Category.SCAM,
)


class Reading(StrEnum):
    """The words as they are written, without their spelling tricks, or either."""

    TEXT = "text"
    NORMALISED = "normalised"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPattern:
    """`regex` is in RE2's syntax and finds itself anywhere, whatever the case of the letters.

    Nothing follows by itself where `then` is None: rules may ask for the name. Without `modes` it
    holds in every one.
    """

    name: str
    regex: str
    then: Effect | None = None
    on: Reading = Reading.BOTH
    category: Category | None = None
    exempt_roles: tuple[str, ...] = ()
    exempt_channels: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()

    def __hash__(self) -> int:
        """Strings keep their hashes: with all fields, 200 patterns would take 100 us a message."""
        return hash((self.name, self.regex))
