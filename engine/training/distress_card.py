"""The card of the model that hears people in danger."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.screening.manifest import Manifest

_INTENDED = """\
Tells how likely it is that the writer of a chat message, or somebody close to them, is in danger of
harming themselves. It is asked only where the screening model sees a chance of that, in English
(and where the language cannot be told), and weighed together with phrases. What follows is an offer
of help to the person and a quiet word to moderators, never a measure against anybody.
"""

_LIMITS = """\
## Limits

- It is no diagnosis. It misses people in danger, most of all those who speak in hints, and it takes
  some sad or joking people for such; each figure above says how often.
- The texts were written by three hands for this project, not gathered from people in danger: how
  real ones write may differ. The calibration is for such texts, half of which are cries; in
  ordinary chat nearly everything is none.
- English only. Other languages have phrases alone.
"""


def card(manifest: Manifest) -> str:
    """Markdown, every figure from the manifest."""
    record = manifest.training
    measured = record["measured"]
    parts = [
        f"# {manifest.model_id}\n",
        f"Weights: {manifest.licence}, after {manifest.attribution} ({manifest.licence}).\n",
        _INTENDED,
        "## What it learned from\n",
        f"{record['texts']:,} English texts of data/packs/distress, and {record['ordinary']:,} of",
        "ordinary talk: lines of data/packs/lessons, and\n",
        "\n".join(_sources(record["sources"])),
        "\n## Figures\n",
        "Each hand was held out once: these weights had seen no text of it. The shipped ones have",
        "learned from all hands.\n",
        "\n".join(_hands(measured["hands"])),
        f"\nAll hands together; ordinary talk are {measured['ordinary']:,} texts kept apart:\n",
        "\n".join(_chances(measured["by_chance"])),
        "\nHeard at a chance of 0.5, by kind:\n",
        "\n".join(_kinds(measured["by_chance"]["0.5"]["kinds"])),
        "\n## The sieve\n",
        f"It lets {measured['sieve']['cries_through']:.1%} of a held-out hand's cries through, and",
        f"{measured['sieve']['ordinary_through']:.1%} of ordinary talk.\n",
        _LIMITS,
    ]
    return "\n".join(parts)


def _sources(sources: Mapping[str, Any]) -> Iterator[str]:
    yield "| source | licence | at most |"
    yield "|---|---|---|"
    for name, source in sources.items():
        yield f"| {name} | {source['licence']} | {source['texts']:,} |"


def _hands(hands: Mapping[str, Any]) -> Iterator[str]:
    yield "| hand held out | texts | cries | AUC |"
    yield "|---|---|---|---|"
    for name, found in hands.items():
        yield f"| {name} | {found['texts']} | {found['cries']} | {found['auc']:.3f} |"


def _chances(chances: Mapping[str, Any]) -> Iterator[str]:
    yield "| from chance | recall | precision | ordinary talk heard |"
    yield "|---|---|---|---|"
    for chance, found in chances.items():
        shares = f"{found['recall']:.2f} | {found['precision']:.2f}"
        yield f"| {chance} | {shares} | {found['ordinary_heard']:.2%} |"


def _kinds(kinds: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    yield "| kind | heard | of |"
    yield "|---|---|---|"
    for kind, (heard, of) in kinds.items():
        yield f"| {kind.replace('_', ' ')} | {heard} | {of} |"
