"""haven policy presets: what there is to begin with, as a table and as documents."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Column, Table

from bot.refusals import RefusedUseError
from engine.policy.community import CommunityPolicy
from engine.policy.document import (
    KEYS,
    PRESET,
    TABLES,
    applied,
    checked,
    document_of_preset,
    written,
)
from engine.policy.kinds import suggestion
from engine.policy.presets import PRESETS

_USUAL = CommunityPolicy()


def show_presets() -> int:
    console = Console(highlight=False)
    for preset in PRESETS.values():
        console.print(f"{preset.name}: {preset.about}", markup=False)
    columns = [Column(name, overflow="fold") for name in ("key", "usual", *PRESETS)]
    table = Table(*columns, title="Where they differ from the usual policy")
    for row in _rows():
        table.add_row(*row)
    console.print(table, markup=False)
    console.print(
        'A document takes one by preset = "family"; its own keys go before it, and its rules hold'
        " besides. `haven policy presets family` prints it as a document.",
        markup=False,
    )
    return 0


def show_preset(name: str) -> int:
    """Raises RefusedUseError for one that there is not."""
    if name not in PRESETS:
        guess = suggestion(name, PRESETS) or f"; there are {', '.join(PRESETS)}"
        raise RefusedUseError(f"{name[:60]}: no such preset{guess}")
    print(document_of_preset(name), end="")  # noqa: T201  it may go into a file
    return 0


def _rows() -> Iterator[tuple[str, ...]]:
    policies = [_USUAL, *(applied(checked({PRESET: name}, _USUAL), _USUAL) for name in PRESETS)]
    for name in KEYS:
        if any(name in preset.table for preset in PRESETS.values()):
            yield (name, *(_told(policy, name) for policy in policies))


def _told(policy: CommunityPolicy, name: str) -> str:
    if name in TABLES:
        return "\n".join(f"{each.name}: {each.then}" for each in getattr(policy, name)) or "none"
    return written(policy, name)
