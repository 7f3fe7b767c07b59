"""The card that ships beside the forecast: what it is for, what it is worth, where it is not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.screening.foresight import ForecastManifest

_INTENDED = """\
## What it is for

It tells, with each message of a talk between two people, how likely the talk is to end in a
personal attack, from how the messages *before* it argue: whom they speak of, what they concede,
how they contradict, ask and quote. Haven's moderators get one quiet card when a talk has sounded
bad for a while. Nobody is warned, hidden or silenced for it, and no ruling on such a card teaches
anything.

It keeps 208 bytes of figures for a talk, and no words.

## What it is not for

It must not be the ground of any sanction, and says nothing about a person. Where attacks are rare,
as in most chat, most talks that it warns of would have ended well.
"""

_LIMITS = """\
## Limits

- English only, by lists of words: it sees manners, not what is meant.
- It learned from long, polite-by-rule discussions on Reddit (r/ChangeMyView), of which every other
  one ended in an attack. Chat is short, and far fewer of its talks do: the chance that it states
  holds for such discussions, not for chat.
- It does not carry over: on issue threads of GitHub and on comments below news it is hardly better
  than a coin (the table above). Both are in its training with less weight; GitHub's incivility is
  aimed at projects, and the news' hate at groups, not at whoever spoke before.
- In live chat the figure is how often it stays quiet, since no attack is known of there. Beyond the
  model, a warning needs both people to have spoken to each other twice, no laugh, no kind word and
  no banter in the last four messages, and that nobody has crossed a line yet.
- The kinds of figures, their roots, the pace of forgetting, the rise of the bar and the weights of
  sources were chosen on the folds that the AUC is taken from, by differences of a hundredth.
"""


def card(manifest: ForecastManifest) -> str:
    """Markdown, every figure from the manifest."""
    record = manifest.training
    measured = record["measured"]
    parts = [
        f"# {manifest.model_id}\n",
        f"Weights: {manifest.licence}. The sources below ask to be named, and are.\n",
        _INTENDED,
        "## Sources\n",
        "\n".join(_sources(record["sources"])),
        "\n## Figures\n",
        "From the turns before the last one, cross-validated by conversation, three times over.\n",
        "\n".join(_main(measured)),
        "\nBy how far ahead of the last turn it is asked:\n",
        "\n".join(_horizons(measured["by_horizon"])),
        "\nBy source:\n",
        "\n".join(f"- {name}: AUC {auc}" for name, auc in measured["by_source"].items()),
        "\n## When Haven warns\n",
        "\n".join(_rule(manifest, measured["rule"])),
        "",
        _LIMITS,
    ]
    return "\n".join(parts)


def _sources(sources: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| source | by | licence | conversations | attacked | weight |"
    yield "|---|---|---|---|---|---|"
    for each in sources:
        cells = (each["name"], each["attribution"], each["licence"])
        counts = (f"{each['conversations']:,}", f"{each['attacked']:,}", str(each["weight"]))
        yield f"| {' | '.join((*cells, *counts))} |"


def _main(measured: Mapping[str, Any]) -> Iterator[str]:
    held = measured["auc_held_out"]
    low, high = held["interval"]
    yield "| figure on CMV | |"
    yield "|---|---|"
    yield f"| AUC | {measured['auc']} |"
    yield f"| AUC, strength of the penalty chosen by inner folds | {measured['auc_nested']} |"
    yield f"| AUC on a fourth kept apart ({held['discussions']}) | {held['auc']} ({low}-{high}) |"
    yield f"| false alarms at recall 0.6 | {measured['false_alarms_at_recall_0.6']:.0%} |"
    yield f"| calibration error | {measured['calibration_error']} |"
    for name, auc in measured["floors"].items():
        yield f"| floor: AUC of {name} | {auc} |"


def _horizons(horizons: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "| messages ahead | AUC | discussions |"
    yield "|---|---|---|"
    for ahead, found in horizons.items():
        yield f"| {ahead} | {found['auc']} | {found['discussions']:,} |"


def _rule(manifest: ForecastManifest, measured: Mapping[str, Any]) -> Iterator[str]:
    rule = manifest.rule
    yield f"When {rule.times} of the last {rule.of} messages stand at {rule.at:.1%} or more (and"
    yield f"{rule.rise:.1%} more for each message beyond the second, up to the eighth):"
    yield ""
    yield f"- it warns of {measured['recall']:.0%} of the discussions that end in an attack, in the"
    yield f"  median {measured['median_lead']:.0f} messages ahead (two or more ahead in"
    yield f"  {measured['two_ahead_or_more']:.0%}; these discussions have 4 messages before it);"
    yield f"- and of {measured['false_alarms']:.0%} of those that stay calm,"
    yield f"- and of {measured['chat_pieces_warned']:.2%} of ten-message pieces of live chat (IRC)."
