"""Three policies to begin with: a document takes one by its name, and its own keys go before it.

Measured by `python -m tests.quality.presets` on 3,929 harmless lines and 1,497 harmful ones, acted
on when said to nobody / to somebody; about 1.1 % and 44 % of those said to nobody, debate asks a
moderator first:

|          | usual         | family        | gaming        | debate        |
|----------|---------------|---------------|---------------|---------------|
| harmless | 2.0 % / 2.1 % | 2.9 % / 4.0 % | 1.8 % / 2.1 % | 1.8 % / 2.9 % |
| harmful  | 61 % / 68 %   | 77 % / 81 %   | 58 % / 68 %   | 58 % / 71 %   |

Of 240 harmful lines of game chat said to nobody the usual meets 54 %, gaming 46 %; of 1,690
ordinary lines that nobody means ill (251 swear) the usual meets 0.8 %, gaming and debate 0.3 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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

PRESETS: Mapping[str, Preset] = {
    "family": Preset(
        "family",
        "For young members: acts on milder words, hides more of them, and forgets later.",
        {
            "light_at": 0.15,
            "escalate_at": 0.5,
            "act_at": 0.4,
            "hide_at": 0.6,
            "strike_half_life_days": 30,
        },
    ),
    "gaming": Preset(
        "gaming",
        "For game chat: trash talk at nobody passes, the same words at a person do not.",
        {"hide_at": 0.75, "strike_half_life_days": 7, "rules": (_TRASH_TALK,)},
    ),
    "debate": Preset(
        "debate",
        "For debates: heat about topics passes, attacks on a person are warned of early.",
        {"strike_half_life_days": 21, "rules": (_HEAT, _GROUPS, _ATTACK)},
    ),
}


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
