"""The shipped gates stand where the project's own sets can be measured."""

import json
from pathlib import Path

import pytest

from bot.gates.gate_file import read

ROOT = Path(__file__).parents[3]
GATES = read(ROOT / "data" / "models" / "gate.toml")


def test_every_set_is_one_of_the_projects_own() -> None:
    assert GATES.sets.resolve() == ROOT / "tests" / "quality"


@pytest.mark.parametrize("tag", ["functionality", "source"])
def test_whatever_gates_are_narrowed_down_to_is_in_their_sets(tag: str) -> None:
    asked = {(gate.set, name) for gate in GATES.gates for name in getattr(gate, tag)}

    assert asked
    assert asked <= {(name, value) for name, _ in asked for value in tagged(name, tag)}


def tagged(name: str, tag: str) -> set[str]:
    lines = (GATES.sets / name).read_text(encoding="utf-8").splitlines()
    return {json.loads(line).get(tag, "") for line in lines}


def test_quality_fairness_robustness_speed_and_size_have_gates() -> None:
    figures = {gate.figure for gate in GATES.gates}

    assert figures >= {
        *("accuracy_harmful", "accuracy_harmless", "auc", "ece", "recall_at_flag"),
        *("fpr_at_flag", "worst_source_fpr", "fpr_gap", "fnr_gap"),
        *("mean_accuracy_lost", "worst_accuracy_lost", "paraphrase_auc"),
        *("cpu_ms_per_message", "p95_ms", "load_s", "rss_mb", "size_mb"),
    }
