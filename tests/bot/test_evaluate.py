import gzip
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bot.evaluate
from bot.evaluate import evaluate_file
from bot.labelled import LabelledFile
from bot.measures import Outcomes, auc, best_threshold, calibration_error, gap
from bot.settings import Settings
from connectors.formats import FormatError
from engine.events import Message
from engine.verdict import Category
from tests.builders import prediction

Captured = pytest.CaptureFixture[bytes]


class Screener:
    """Risk is the number that a text ends with; every text is an insult to it."""

    flag_at = 0.5

    async def prepare(self, messages: Sequence[Message]) -> None: ...

    async def screen(self, message: Message, *, behaviour: float) -> object:
        risk = float(message.text.split()[-1])
        return prediction(risk=risk, category=Category.INSULT)


class Screening:
    screener = Screener()


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[Screening]:
        yield Screening()

    monkeypatch.setattr(bot.evaluate, "open_screening", opened)


def written(folder: Path, *records: object) -> Path:
    file = folder / "labelled.jsonl"
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    file.write_text("\n".join(lines))
    return file


def record(risk: float, label: int | None, **more: str) -> dict[str, object]:
    return {"text": f"words {risk}", "label": label, **more}


async def report_on(
    file: Path, capfdbinary: Captured, threshold: float | None = None
) -> dict[str, Any]:
    code = await evaluate_file(Settings(), file, threshold=threshold, as_json=True)
    assert code == 0
    document: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
    return document


def test_auc_is_one_where_all_harm_scores_above_all_else() -> None:
    assert auc(np.array([0.9, 0.1, 0.8]), np.array([True, False, True])) == 1.0


def test_a_tie_counts_half_in_the_auc() -> None:
    scores, harmful = np.array([0.5, 0.5, 0.2, 0.9]), np.array([True, False, False, True])

    # Of four pairs three are in order and one is tied.
    assert auc(scores, harmful) == pytest.approx(3.5 / 4)


def test_auc_agrees_with_counting_every_pair() -> None:
    random = np.random.default_rng(7)
    scores, harmful = random.integers(0, 9, 200) / 8, random.random(200) < 0.3

    pairs = scores[harmful][:, None] - scores[~harmful][None, :]
    assert auc(scores, harmful) == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def test_one_class_alone_has_no_auc() -> None:
    assert auc(np.array([0.1, 0.9]), np.array([False, False])) is None


def test_the_best_threshold_flags_the_harmful_and_spares_the_rest() -> None:
    scores, harmful = np.array([0.1, 0.2, 0.3, 0.4]), np.array([False, False, True, True])

    assert best_threshold(scores, harmful) == 0.3


def test_f1_weighs_misses_and_false_alarms() -> None:
    outcomes = Outcomes(np.array([True, True, False, False]), np.array([True, False, True, False]))

    assert outcomes.f1 == 0.5


def test_a_gap_is_between_the_best_and_the_worst_known_group() -> None:
    assert gap([0.1, None, 0.4]) == pytest.approx(0.3)


def test_a_risk_that_is_the_share_of_harm_is_calibrated() -> None:
    scores = np.repeat([0.0, 0.5, 1.0], [20, 20, 20])
    harmful = np.repeat([False, False, True, True], [20, 10, 10, 20])

    assert calibration_error(scores, harmful) == pytest.approx(0.0)


def test_a_risk_that_is_always_too_high_is_off_by_as_much() -> None:
    scores, harmful = np.linspace(0.3, 0.5, 40), np.zeros(40, dtype=np.bool_)

    assert calibration_error(scores, harmful) == pytest.approx(0.4)


def test_the_order_of_texts_with_equal_risks_does_not_matter_to_calibration() -> None:
    scores, harmful = np.full(40, 0.5), np.repeat([True, False], 20)

    assert calibration_error(scores, harmful) == pytest.approx(0.0)


@pytest.mark.usefixtures("screened")
async def test_both_classes_are_told_apart(tmp_path: Path, capfdbinary: Captured) -> None:
    file = written(tmp_path, record(0.9, 1), record(0.2, 1), record(0.1, 0), record(0.6, 0))

    report = await report_on(file, capfdbinary)

    assert {name: report[name] for name in ("accuracy_harmful", "accuracy_harmless", "fpr")} == {
        "accuracy_harmful": 0.5,
        "accuracy_harmless": 0.5,
        "fpr": 0.5,
    }


@pytest.mark.usefixtures("screened")
async def test_a_risk_at_the_threshold_is_flagged(tmp_path: Path, capfdbinary: Captured) -> None:
    file = written(tmp_path, record(0.4, 1), record(0.3, 0))

    report = await report_on(file, capfdbinary, threshold=0.4)

    assert report["accuracy"] == 1.0


@pytest.mark.usefixtures("screened")
async def test_what_cannot_be_computed_is_null(tmp_path: Path, capfdbinary: Captured) -> None:
    report = await report_on(written(tmp_path, record(0.4, 0)), capfdbinary)

    assert report["auc"] is report["f1"] is report["accuracy_harmful"] is None


@pytest.mark.usefixtures("screened")
async def test_each_group_has_its_own_error_rates(tmp_path: Path, capfdbinary: Captured) -> None:
    file = written(
        tmp_path,
        record(0.9, 0, target_group="bakers"),
        record(0.1, 0, target_group="millers"),
        record(0.1, 0),
    )

    report = await report_on(file, capfdbinary)

    assert report["target_group"] == {
        "bakers": {"n": 1, "fpr": 1.0, "fnr": None},
        "millers": {"n": 1, "fpr": 0.0, "fnr": None},
    }
    assert report["gaps"] == {"fpr": 1.0, "fnr": None}


@pytest.mark.usefixtures("screened")
async def test_functionality_and_source_are_told_apart(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(
        tmp_path,
        record(0.9, 1, functionality="threat", source="a"),
        record(0.1, 0, functionality="denial", source="a"),
        record(0.1, 1, functionality="threat", source="b"),
    )

    report = await report_on(file, capfdbinary)

    assert report["functionality"] == {
        "denial": {"n": 1, "accuracy": 1.0},
        "threat": {"n": 2, "accuracy": 0.5},
    }
    assert report["source"] == {
        "a": {"n": 2, "harmless": 1, "auc": 1.0, "fpr": 0.0},
        "b": {"n": 1, "harmless": 0, "auc": None, "fpr": None},
    }


@pytest.mark.usefixtures("screened")
async def test_recall_and_false_positives_are_told_at_the_models_own_point_too(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(tmp_path, record(0.6, 1), record(0.4, 1), record(0.1, 0))

    report = await report_on(file, capfdbinary, threshold=0.05)

    assert report["flag"] == {"at": 0.5, "recall": 0.5, "fpr": 0.0}


@pytest.mark.usefixtures("screened")
async def test_the_models_own_point_is_the_default_threshold(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    report = await report_on(written(tmp_path, record(0.5, 1), record(0.4, 0)), capfdbinary)

    assert (report["threshold"], report["accuracy"]) == (0.5, 1.0)


@pytest.mark.usefixtures("screened")
async def test_each_way_of_obfuscating_is_measured_against_the_text_in_clear(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(
        tmp_path,
        record(0.1, 1, clear="words 0.9", way="dots"),
        record(0.9, 1, clear="words 0.9", way="dots"),
        record(0.9, 1, clear="words 0.9", way="leet"),
        record(0.9, 0, clear="words 0.1"),
    )

    report = await report_on(file, capfdbinary)

    lost = {name: way["lost"] for name, way in report["obfuscation"]["ways"].items()}
    assert lost == {"dots": 0.5, "leet": 0.0}
    assert (report["obfuscation"]["mean_lost"], report["obfuscation"]["worst_lost"]) == (0.25, 0.5)


@pytest.mark.usefixtures("screened")
async def test_harmful_texts_are_told_apart_by_category(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(
        tmp_path,
        record(0.9, 1, category="insult"),
        record(0.8, 1, category="threat"),
        record(0.8, 0, category="threat"),
    )

    report = await report_on(file, capfdbinary)

    assert report["category"]["threat"] == {"n": 1, "accuracy": 0.0, "taken_for": {"insult": 1}}
    assert report["category_accuracy"] == 0.5


@pytest.mark.usefixtures("screened")
async def test_tags_of_odd_kinds_stop_nothing(tmp_path: Path, capfdbinary: Captured) -> None:
    odd = {"category": ["a", 1], "clear": 7, "way": {"x": None}, "source": "[/b]"}
    file = written(tmp_path, {"text": "words 0.9", "label": 1, **odd})

    report = await report_on(file, capfdbinary)

    assert (report["category"], report["obfuscation"]["ways"]) == ({}, {})


@pytest.mark.usefixtures("screened")
async def test_people_are_shown_every_part_that_says_something(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    tags = {"functionality": "[/threat]", "source": "inn", "category": "insult"}
    file = written(tmp_path, record(0.9, 1, clear="words 0.9", way="dots", **tags))

    await evaluate_file(Settings(), file, threshold=None, as_json=False)

    printed = capfdbinary.readouterr().out.decode()
    assert all(words in printed for words in ("[/threat]", "inn", "1 insult", "dots"))


@pytest.mark.usefixtures("screened")
async def test_unlabelled_records_are_counted_and_skipped(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(tmp_path, record(0.9, 1), record(0.1, None), {"text": "none"})

    report = await report_on(file, capfdbinary)

    assert (report["messages"], report["skipped"]) == (1, 2)


@pytest.mark.usefixtures("screened")
@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"label": 1}', '{"text": "x", "label": "1"}', '{"text": "x", "label": 2}'],
)
async def test_a_broken_line_is_named_and_skipped(
    tmp_path: Path, capfdbinary: Captured, line: str
) -> None:
    file = written(tmp_path, record(0.9, 1), line, record(0.1, 0))

    await evaluate_file(Settings(), file, threshold=0.5, as_json=True)

    printed = capfdbinary.readouterr()
    assert b"line 2: " in printed.err
    assert json.loads(printed.out)["broken"] == 1


async def test_only_the_first_ten_broken_lines_are_named(tmp_path: Path) -> None:
    labelled = LabelledFile(written(tmp_path, *["{"] * 12))

    list(labelled.blocks(4))

    assert (labelled.broken, len(labelled.first_broken)) == (12, 10)


@pytest.mark.usefixtures("screened")
async def test_a_packed_file_is_read(tmp_path: Path, capfdbinary: Captured) -> None:
    file = tmp_path / "labelled.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(record(0.9, 1)).encode()))

    report = await report_on(file, capfdbinary)

    assert report["messages"] == 1


def _empty(folder: Path) -> Path:
    (folder / "empty.jsonl").touch()
    return folder / "empty.jsonl"


def _unpacked(folder: Path) -> Path:
    (folder / "plain.jsonl.gz").write_text('{"text": "x", "label": 1}')
    return folder / "plain.jsonl.gz"


def _cut_off(folder: Path) -> Path:
    packed = gzip.compress(b'{"text": "x 0.5", "label": 1}\n' * 99)
    (folder / "cut.jsonl.gz").write_bytes(packed[:-9])
    return folder / "cut.jsonl.gz"


def _unlabelled(folder: Path) -> Path:
    return written(folder, record(0.1, None))


@pytest.mark.usefixtures("screened")
@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (lambda folder: folder / "nowhere", "cannot be read"),
        (lambda folder: folder, "a folder"),
        (_empty, "empty"),
        (_unpacked, "no gzip file"),
        (_cut_off, "cannot be read further"),
        (_unlabelled, "no line with a text and a label"),
    ],
)
async def test_an_unusable_file_is_refused_in_one_line(
    tmp_path: Path, made: Callable[[Path], Path], fault: str
) -> None:
    with pytest.raises(FormatError, match=fault) as refused:
        await evaluate_file(Settings(), made(tmp_path), threshold=0.5, as_json=True)

    assert "\n" not in str(refused.value)


async def test_the_shipped_model_screens_labelled_texts(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(
        tmp_path,
        {"text": "you are a worthless idiot and everybody hates you", "label": 1},
        {"text": "good morning, the beans are up", "label": 0},
    )

    report = await report_on(file, capfdbinary)

    assert report["auc"] == 1.0
