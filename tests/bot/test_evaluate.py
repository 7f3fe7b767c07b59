"""Reports on labelled records: what each figure is made of, and how people are shown them."""

from pathlib import Path

import pytest

from bot.evaluate import evaluate_file
from bot.settings import Settings
from tests.bot.evaluated import Captured, record, report_on, written


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
