"""A community's own rules in words for its administrators."""

from collections.abc import Iterator, Sequence

from engine.policy.rule import Rule
from engine.quantities import counted


def rules_in_words(rules: Sequence[Rule]) -> str:
    named = ", ".join(f'"{rule.name}"' for rule in rules)
    return f"{counted(len(rules), 'rule')}{': ' if named else ''}{named}"


def rule_changes(coming: Sequence[Rule], present: Sequence[Rule]) -> Iterator[str]:
    """A changed rule goes and comes anew; what is left is the order, which changes nothing."""
    yield from (f'rule gone: "{rule.name}"' for rule in present if rule not in coming)
    for rule in coming:
        if rule not in present:
            yield f'new rule: "{rule.name}": {rule.when} → {rule.then}'
