"""What is known of a training text: every part may be unknown, and is then left out of the loss."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.verdict import Category

# The model's logits in their order. "harmful" leads, the categories follow, "person" says that a
# person or people are meant rather than a thing, and "severity" is how hard it hits.
CATEGORY_HEADS = (
    Category.HARASSMENT,
    Category.INSULT,
    Category.THREAT,
    Category.HATE,
    Category.SEXUAL_HARASSMENT,
    Category.SELF_HARM,
    Category.DOXXING,
    Category.SPAM,
)
HEADS = ("harmful", *(str(category) for category in CATEGORY_HEADS), "person", "severity")
UNKNOWN = -1.0


@dataclass(frozen=True, slots=True)
class Labels:
    """`categories` holds only those that the source's scheme can tell; None is unknown."""

    harmful: float | None
    categories: Mapping[Category, float] = field(default_factory=lambda: MappingProxyType({}))
    person: float | None = None
    severity: float | None = None

    def row(self) -> tuple[float, ...]:
        """The targets in the order of HEADS, -1 where nothing is known."""
        targets = (
            self.harmful,
            *(self.categories.get(category) for category in CATEGORY_HEADS),
            self.person,
            self.severity,
        )
        return tuple(UNKNOWN if target is None else target for target in targets)


def harmless(*, weak: bool = False) -> Labels:
    """Ordinary talk: none of the categories either, unless the label itself is only weak."""
    if weak:
        return Labels(0.0)
    return Labels(0.0, dict.fromkeys(CATEGORY_HEADS, 0.0), severity=0.0)


def only(category: Category, *, among: tuple[Category, ...], severity: float | None) -> Labels:
    """Harmful in one category, and known not to be of the others that the scheme tells apart."""
    told = dict.fromkeys(among, 0.0) | {category: 1.0}
    return Labels(1.0, told, severity=severity)
