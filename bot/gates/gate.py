"""A gate: a figure of the screening model, and the bound that it must keep to be promoted."""

from dataclasses import dataclass

from bot.measures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """`set` is empty for figures of the model itself; names in `functionality` or `source` narrow
    it down to their texts.
    """

    name: str
    figure: str
    set: str = ""
    functionality: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def bound(self) -> str:
        least = "" if self.least is None else f"≥ {self.least:g}"
        most = "" if self.most is None else f"≤ {self.most:g}"
        return ", ".join(filter(None, (least, most)))

    def admits(self, measured: float) -> bool:
        """False for what is not a number."""
        low = self.least is None or measured >= self.least
        return low and (self.most is None or measured <= self.most)


@dataclass(frozen=True, slots=True)
class Finding:
    """`why` says what kept the figure from being measured; then nothing has passed."""

    gate: Gate
    measured: Figure
    why: str = ""

    @property
    def passed(self) -> bool:
        return self.measured is not None and self.gate.admits(self.measured)
