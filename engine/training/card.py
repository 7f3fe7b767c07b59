"""The model card that ships beside the model: its use, what it learned from, its limits."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.screening.manifest import Manifest

CARD = "README.md"

_INTENDED = """\
## What it is for

It reads one chat message and gives evidence to Haven's engine: the odds that the words harm a
person, of which kind the harm is, and a vector for the memory of rulings. It decides nothing: the
conversation, the memory, the community's policy and moderators do. It is made for live English
chat of up to 64 tokens.

## What it is not for

It must not judge a person, a job or a school applicant, a country's laws, or anything outside the
moderation of a community that has been told of it. It must not act alone: its word by itself never
bans anybody.

## Limits

- English. Spanish, Portuguese, French and German have only a lexicon; other languages have nothing,
  and Haven says so with every verdict.
- One message at a time: harm that only a conversation shows is other parts' work.
- Labels disagree. What one source calls hate, another calls rude; the network learns each source's
  bar, but what is left is an average of their annotators, most of them American.
- A large part of the hate data was written by annotators to fool earlier models. Real abuse is
  plainer, and partly of kinds that nobody has labelled.
- Vectors and odds are deterministic, but another processor may round them by a last bit.
"""


def card(manifest: Manifest, gates: Sequence[Mapping[str, Any]] = ()) -> str:
    """Markdown; `gates` are the findings of `haven eval --gate`, none if they were not measured."""
    record = manifest.training
    parts = [
        f"# {manifest.model}\n",
        f"{manifest.attribution}, fine-tuned for Haven. Written on {manifest.exported_on}.\n",
        f"Weights: {manifest.licence}. The sources below ask to be named, and are.\n",
        _INTENDED,
        "## Sources\n",
        "\n".join(_sources(record["sources"])),
        *(f"\n{remark}" for remark in record.get("remarks", ())),
        "\n## Development figures\n",
        f"On {record['development']['texts']:,} texts, 6 % of all by hash, never trained on.\n",
        "\n".join(_development(record["development"])),
    ]
    if gates:
        parts += ["\n## Figures on our own sets (tests/quality)\n", "\n".join(_gates(gates))]
    return "\n".join(parts) + "\n"


def _sources(sources: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| source | by | licence | texts | weight |"
    yield "|---|---|---|---|---|"
    for source in sources:
        cells = (source["name"], source["attribution"], source["licence"])
        yield f"| {' | '.join(cells)} | {source['texts']:,} | {source['weight']} |"


def _development(development: Mapping[str, Any]) -> Iterator[str]:
    yield "| source | AUC of the encoder | AUC of the n-grams |"
    yield "|---|---|---|"
    for name, encoder in development["encoder"].items():
        yield f"| {name} | {encoder} | {development['linear'].get(name, '-')} |"
    margin = development["margin"]
    yield ""
    yield (
        f"Memory: the margin to the shipped patterns separates with an AUC of {margin['after']} "
        f"(the untuned model: {margin['before']})."
    )


def _gates(gates: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| gate | set | bound | measured |"
    yield "|---|---|---|---|"
    for gate in gates:
        bound = f"≥ {gate['min']}" if gate.get("min") is not None else f"≤ {gate.get('max')}"
        yield f"| {gate['name']} | {gate['set'] or ''} | {bound} | {_figure(gate['measured'])} |"


def _figure(measured: float | None) -> str:
    return "-" if measured is None else f"{measured:.3f}"
