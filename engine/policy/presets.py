"""Three policies to begin with: a document takes one by its name, and its own keys go before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Preset:
    """`about` is a sentence for administrators; `table` is what a document says in its place."""

    name: str
    about: str
    table: Mapping[str, object]


def _preset(name: str, about: str, **table: object) -> Preset:
    return Preset(name, about, MappingProxyType(table))


PRESETS: Mapping[str, Preset] = {
    each.name: each
    for each in (
        _preset("family", "Young members: acts early, hides much, forgives slowly.", act_at=0.4),
        _preset("gaming", "Swearing and trash talk at nobody pass; people do not.", act_at=0.5),
        _preset("debate", "Heat about topics passes; a personal attack does not.", act_at=0.5),
    )
}
