"""A community takes a preset or lays it down: its own rules stay, and whatever no preset sets."""

from collections.abc import Mapping

from engine.policy.community import CommunityPolicy
from engine.policy.document import PRESET, Choices, fields_of
from engine.policy.presets import PRESETS

_RULES = "rules"
_OF_PRESETS = frozenset(rule for preset in PRESETS.values() for rule in preset.rules)


def laid_down(chosen: Choices) -> Choices:
    """What a community chose beside presets."""
    touched = fields_of(PRESET)
    left = {field: value for field, value in chosen.items() if field not in touched}
    own = tuple(rule for rule in chosen.get(_RULES, ()) if rule not in _OF_PRESETS)
    return {**left, _RULES: own} if own else left


def beside(table: Mapping[str, object], over: CommunityPolicy) -> Mapping[str, object]:
    """The table with the rules that hold already, where a preset's would come in their place."""
    preset = PRESETS.get(str(table[PRESET]))
    return {_RULES: over.rules, **table} if preset and preset.rules and over.rules else table
