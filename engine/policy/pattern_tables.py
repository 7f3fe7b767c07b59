"""Text patterns as a document has them: `[[patterns]]` tables, each with a name and a regex."""

from collections.abc import Sequence

from engine.policy.ids import LONGEST_NAME, MOST_NAMES
from engine.policy.kinds import Member, Several, Text
from engine.policy.pattern import (
    LONGEST_REGEX,
    MOST_PATTERNS,
    NAMEABLE,
    Reading,
    TextPattern,
)
from engine.policy.rule import Effect
from engine.policy.rule_tables import NAME
from engine.policy.sieve import LARGEST_ALTOGETHER, fault_of, size_of
from engine.policy.tables import Column, Tables
from engine.verdict import Category, Mode

_IDS = Several(Text(LONGEST_NAME), most=MOST_NAMES)


def problems_of(pattern: TextPattern) -> list[str]:
    if not pattern.regex.strip():
        return ["regex: says nothing; write for example \\bfree nitro\\b"]
    fault = fault_of(pattern.regex)
    return [f"regex: {fault}"] if fault else []


def problems_together(patterns: Sequence[TextPattern]) -> list[str]:
    """What each by itself allows and all of them together do not."""
    size = size_of([pattern.regex for pattern in patterns])
    if size <= LARGEST_ALTOGETHER:
        return []
    return [f"are too large together: at most {LARGEST_ALTOGETHER} steps, not {size}; shorten some"]


PATTERN_TABLES = Tables(
    name="patterns",
    one="pattern",
    row=TextPattern,
    columns=(
        NAME,
        Column("regex", Text(LONGEST_REGEX, printable=False), "In RE2's syntax; a='A'."),
        Column(
            "then",
            Member(Effect),
            "What follows a match; without it only rules ask, as in 'name' in patterns.",
            needed=False,
        ),
        Column(
            "on",
            Member(Reading),
            "The words as written, without spelling tricks (l33t, s p a c e d), or either.",
            needed=False,
        ),
        Column(
            "category",
            Member(Category, NAMEABLE),
            "What a case is called where Haven itself found nothing.",
            needed=False,
        ),
        Column("exempt_roles", _IDS, "Ids of roles that it does not hold for.", needed=False),
        Column("exempt_channels", _IDS, "Ids of channels that it does not hold in.", needed=False),
        Column("modes", Several(Member(Mode)), "Holds in these modes only.", needed=False),
    ),
    most=MOST_PATTERNS,
    faults=problems_of,
    together=problems_together,
)
