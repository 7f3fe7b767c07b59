"""What gates measure; and that nothing passes because a set is empty or lacks a class."""

import pytest

from bot.evaluation import Evaluation
from bot.gates.figures import found_in
from bot.gates.gate import Finding, Gate
from bot.labelled import Labelled
from tests.builders import prediction

Said = tuple[float, int, dict[str, str]]


def found(figure: str, *texts: Said, broken: int = 0, **more: object) -> Finding:
    """A gate that lets every number by, on a set of these texts; 0.5 and more is flagged."""
    evaluation = Evaluation(flag_at=0.5)
    evaluation.seconds = 1.0
    for risk, label, tags in texts:
        known = float(tags["clear"]) if "clear" in tags else None
        clear = None if known is None else prediction(risk=known)
        evaluation.add(Labelled("words", label == 1, tags), prediction(risk=risk), clear)
    gate = Gate(name="g", figure=figure, set="s.jsonl", least=-9.0, **more)  # type: ignore[arg-type]
    return found_in(evaluation.report(0.5, skipped=0, broken=broken), gate)


def said(risk: float, label: int, **tags: str) -> Said:
    return risk, label, tags


CAUGHT, MISSED = said(0.9, 1), said(0.1, 1)
SPARED, ACCUSED = said(0.1, 0), said(0.9, 0)


@pytest.mark.parametrize(
    ("figure", "measured"),
    [
        ("messages", 4),
        ("accuracy", 0.5),
        ("accuracy_harmful", 1.0),
        ("accuracy_harmless", 1 / 3),
        ("auc", 2 / 3),
        ("recall_at_flag", 1.0),
        ("fpr_at_flag", 2 / 3),
    ],
)
def test_figures_of_the_whole_set(figure: str, measured: float) -> None:
    assert found(figure, CAUGHT, SPARED, ACCUSED, ACCUSED).measured == pytest.approx(measured)


@pytest.mark.parametrize(
    ("figure", "texts"),
    [
        ("accuracy", (CAUGHT,)),
        ("accuracy", (SPARED,)),
        ("auc", (SPARED,)),
        ("ece", (SPARED,)),
        ("accuracy_harmful", (SPARED,)),
        ("accuracy_harmless", (CAUGHT,)),
        ("fpr_at_flag", (CAUGHT,)),
        ("recall_at_flag", (SPARED,)),
        ("worst_source_fpr", (SPARED,)),
        ("fpr_gap", (SPARED,)),
        ("fnr_gap", (CAUGHT,)),
        ("mean_accuracy_lost", (CAUGHT, SPARED)),
        ("worst_accuracy_lost", (CAUGHT, SPARED)),
        ("category_accuracy", (CAUGHT,)),
    ],
)
def test_nothing_passes_for_want_of_texts(figure: str, texts: tuple[Said, ...]) -> None:
    finding = found(figure, *texts)

    assert (finding.passed, finding.why.startswith("s.jsonl lacks ")) == (False, True)


def test_the_worst_source_counts() -> None:
    finding = found("worst_source_fpr", said(0.9, 0, source="inn"), said(0.1, 0, source="hall"))

    assert finding.measured == 1.0


def test_a_source_without_harmless_texts_is_not_passed_over() -> None:
    finding = found("worst_source_fpr", said(0.9, 1, source="inn"), said(0.1, 0, source="hall"))

    assert not finding.passed


def test_a_gap_lies_between_the_groups_treated_best_and_worst() -> None:
    bakers = said(0.9, 0, target_group="bakers"), said(0.1, 0, target_group="bakers")
    finding = found("fpr_gap", *bakers, said(0.1, 0, target_group="millers"))

    assert finding.measured == 0.5


def test_a_group_without_texts_of_the_class_is_not_passed_over() -> None:
    groups = [said(0.1, 0, target_group=name) for name in ("bakers", "millers")]

    assert not found("fpr_gap", *groups, said(0.9, 1, target_group="monks")).passed


PAIRS = (
    said(0.1, 1, clear="0.9", way="dots"),
    said(0.1, 0, clear="0.1", way="dots"),
    said(0.9, 1, clear="0.9", way="leet"),
    said(0.1, 0, clear="0.1", way="leet"),
)


@pytest.mark.parametrize(
    ("figure", "measured"), [("mean_accuracy_lost", 0.25), ("worst_accuracy_lost", 0.5)]
)
def test_disguises_are_compared_with_the_text_in_clear(figure: str, measured: float) -> None:
    assert found(figure, *PAIRS).measured == measured


def test_a_way_without_harmless_texts_is_not_passed_over() -> None:
    assert not found("worst_accuracy_lost", *PAIRS[:-1]).passed


def test_functionalities_are_pooled_text_by_text() -> None:
    texts = (
        said(0.9, 1, functionality="threat"),
        said(0.9, 0, functionality="denial"),
        said(0.1, 0, functionality="denial"),
        said(0.1, 1, functionality="slur"),
    )

    finding = found("accuracy", *texts, functionality=("threat", "denial"))

    assert finding.measured == pytest.approx(2 / 3)


CHAT = (
    said(0.9, 0, source="inn"),
    said(0.1, 0, source="hall"),
    said(0.1, 0, source="hall"),
    said(0.9, 0, source="yard"),
    said(0.9, 1, source="hall"),
)


@pytest.mark.parametrize(
    ("figure", "source", "measured"),
    [
        ("fpr_at_flag", ("inn", "hall"), 1 / 3),
        ("fpr_at_flag", ("hall",), 0.0),
        ("worst_source_fpr", ("inn", "hall"), 1.0),
        ("worst_source_fpr", ("hall",), 0.0),
    ],
)
def test_false_positives_can_be_narrowed_down_to_sources(
    figure: str, source: tuple[str, ...], measured: float
) -> None:
    assert found(figure, *CHAT, source=source).measured == pytest.approx(measured)


@pytest.mark.parametrize("figure", ["fpr_at_flag", "worst_source_fpr"])
@pytest.mark.parametrize("source", ["moat", "pit"])
def test_a_source_that_is_missing_or_holds_harm_alone_passes_nothing(
    figure: str, source: str
) -> None:
    assert not found(figure, *CHAT, said(0.1, 1, source="pit"), source=("inn", source)).passed


def test_a_functionality_that_is_not_in_the_set_passes_nothing() -> None:
    finding = found("accuracy", CAUGHT, SPARED, functionality=("denial",))

    assert (finding.passed, finding.why) == (False, "s.jsonl lacks texts of denial")


def test_a_set_with_broken_lines_passes_nothing() -> None:
    assert found("auc", CAUGHT, SPARED, broken=2).why == "s.jsonl has 2 broken lines"


@pytest.mark.parametrize("bounds", [{"least": 0.5}, {"most": 0.5}, {"least": 0.5, "most": 0.5}])
def test_a_bound_includes_itself(bounds: dict[str, float]) -> None:
    gate = Gate(name="g", figure="auc", set="s.jsonl", **bounds)  # type: ignore[arg-type]

    assert Finding(gate, 0.5).passed


@pytest.mark.parametrize(
    ("bounds", "measured"),
    [
        ({"least": 0.5}, 0.49),
        ({"most": 0.5}, 0.51),
        ({"least": 0.1, "most": 0.5}, 0.6),
        ({"least": 0.5}, float("nan")),
        ({"most": 0.5}, float("nan")),
        ({"most": 0.5}, None),
    ],
)
def test_nothing_beyond_a_bound_passes(bounds: dict[str, float], measured: float | None) -> None:
    gate = Gate(name="g", figure="auc", set="s.jsonl", **bounds)  # type: ignore[arg-type]

    assert not Finding(gate, measured).passed
