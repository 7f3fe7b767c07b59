"""A community's own rules and patterns in words for its administrators."""

from collections.abc import Iterator, Sequence

from engine.policy.pattern import TextPattern
from engine.policy.rule import Rule
from engine.quantities import counted

Own = Rule | TextPattern


def own_in_words(own: Sequence[Own], one: str) -> str:
    """`one` is what each of them is called."""
    named = ", ".join(f'"{each.name}"' for each in own)
    return f"{counted(len(own), one)}{': ' if named else ''}{named}"


def own_changes(coming: Sequence[Own], present: Sequence[Own], one: str) -> Iterator[str]:
    """A changed one goes and comes anew; what is left is the order, which changes nothing."""
    yield from (f'{one} gone: "{each.name}"' for each in present if each not in coming)
    for each in coming:
        if each not in present:
            yield f'new {one}: "{each.name}": {_when(each)} → {each.then or "only rules ask"}'


def _when(own: Own) -> str:
    return own.regex if isinstance(own, TextPattern) else own.when
