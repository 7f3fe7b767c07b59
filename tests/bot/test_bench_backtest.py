"""haven bench --backtest, and what a decision costs."""

import json
from pathlib import Path

import pytest

from bot import bench_deciding
from tests.bot.command import within


def test_so_many_stored_events_are_decided_anew(tmp_path: Path) -> None:
    told = within("bench", "--backtest", "40", "--json", folder=tmp_path)
    figures = json.loads(told.stdout)
    assert (figures["events"], figures["changed"] > 0) == (40, True)
    assert figures["seconds"] > 0


def test_decisions_are_timed_without_rules_and_with_fifty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_deciding, "_TIMES", 40)
    assert list(bench_deciding.deciding()) == [
        "decision_p50_ms",
        "decision_p95_ms",
        "decision_with_50_rules_p50_ms",
        "decision_with_50_rules_p95_ms",
        "rival_p95_ms",
        "rival_with_50_rules_p95_ms",
    ]
