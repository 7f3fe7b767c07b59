"""What a test has evaluated: labelled records, and the report on them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate import evaluate_file
from bot.settings import Settings

Captured = pytest.CaptureFixture[bytes]


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
