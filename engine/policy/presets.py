"""Three policies to begin with: a document takes one by its name, and its own keys go before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.policy.rule import Effect, Rule


@dataclass(frozen=True, slots=True)
class Preset:
    """`about` is a sentence for administrators; `table` is what a document says in its place."""

    name: str
    about: str
    table: Mapping[str, object]

    @property
    def rules(self) -> tuple[Rule, ...]:
        rules = self.table.get("rules", ())
        return rules if isinstance(rules, tuple) else ()


# Grave words are not let pass by it.
_AT_NOBODY = "!aimed && category == 'insult' && harm < 0.7"
_TRASH_TALK = Rule(name="Trash talk at nobody", when=_AT_NOBODY, then=Effect.EXEMPT)
_HEAT = Rule(name="Heat about a topic", when=_AT_NOBODY, then=Effect.EXEMPT)
_GROUPS = Rule(
    name="Harsh talk of groups",
    when="!aimed && category in ['hate', 'harassment'] && harm < 0.6",
    then=Effect.ASK,
)
_ATTACK = Rule(
    name="Attack on a person",
    when="aimed && category in ['insult', 'harassment'] && harm >= 0.45",
    then=Effect.WARN,
)

FAMILY = {
    "light_at": 0.15,
    "escalate_at": 0.5,
    "act_at": 0.4,
    "hide_at": 0.6,
    "strike_half_life_days": 30,
}
GAMING = {"hide_at": 0.75, "strike_half_life_days": 7, "rules": (_TRASH_TALK,)}
DEBATE = {"strike_half_life_days": 21, "rules": (_HEAT, _GROUPS, _ATTACK)}


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        each.name: each
        for each in (
            Preset(
                "family",
                "For young members: acts earlier, hides what it acts on, remembers longer.",
                MappingProxyType(FAMILY),
            ),
            Preset(
                "gaming",
                "For game chat: rough words said to nobody pass, those said to a person do not.",
                MappingProxyType(GAMING),
            ),
            Preset(
                "debate",
                "For discussions: heat about a topic passes, an attack on a person never does.",
                MappingProxyType(DEBATE),
            ),
        )
    }
)


def joined(preset: Preset, own: Mapping[str, object]) -> Mapping[str, object]:
    """Own keys go before the preset's; its rules hold besides own ones of other names."""
    rules = own.get("rules", ())
    if not isinstance(rules, list | tuple):
        return {**preset.table, **own}
    names = [each.name if isinstance(each, Rule) else _name(each) for each in rules]
    others = [rule for rule in preset.rules if rule.name not in names]
    return {**preset.table, **own, **({"rules": [*rules, *others]} if rules or others else {})}


def _name(written: object) -> object:
    return written.get("name") if isinstance(written, Mapping) else None
