"""haven eval --gate: what it prints, what it exits with, and its line about bias."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.gates import judging, machine
from bot.gates.command import GateRequest, pass_gates
from bot.gates.figures import OF_MACHINE
from bot.settings import Settings
from engine.events import Message
from tests.bot.command import one_line, within
from tests.builders import prediction

Captured = pytest.CaptureFixture[bytes]


class Screener:
    """Risk is the number that a text ends with."""

    flag_at = 0.5

    async def prepare(self, messages: Sequence[Message]) -> None: ...

    async def screen(self, message: Message, *, behaviour: float) -> object:
        return prediction(risk=float(message.text.split()[-1]))


class Embedder:
    model_id = "made-up@1"


class Screening:
    screener = Screener()
    embedder = Embedder()


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[Screening]:
        yield Screening()

    monkeypatch.setattr(judging, "open_screening", opened)
    speed = dict.fromkeys(OF_MACHINE.values(), 700.0)
    monkeypatch.setattr(machine, "screening_alone", lambda *_, **__: speed)


def record(risk: float, label: int, **more: str) -> str:
    return json.dumps({"text": f"words {risk}", "label": label, **more})


def gates(folder: Path, *gates: str, lines: Sequence[str] = ()) -> GateRequest:
    """A gate file, and a set beside it."""
    (folder / "chat.jsonl").write_text("\n".join(lines or [record(0.9, 1), record(0.1, 0)]))
    said = [f'[[gate]]\nname = "gate {number}"\n{gate}' for number, gate in enumerate(gates)]
    (folder / "gate.toml").write_text("\n".join(said))
    return GateRequest(file=folder / "gate.toml", as_json=True)


async def told(request: GateRequest, capfdbinary: Captured) -> tuple[int, dict[str, Any]]:
    code = await pass_gates(Settings(), request)
    document: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
    return code, document


AUC = 'set = "chat.jsonl"\nfigure = "auc"\nmin = 0.9'


async def test_a_model_that_keeps_every_bound_passes(tmp_path: Path, capfdbinary: Captured) -> None:
    code, document = await told(gates(tmp_path, AUC), capfdbinary)

    assert (code, document["passed"], document["gates"][0]["measured"]) == (0, True, 1.0)


async def test_one_bound_that_is_not_kept_holds_the_model_back(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    too_slow = 'figure = "messages_per_second"\nmin = 1200'

    code, document = await told(gates(tmp_path, AUC, too_slow), capfdbinary)

    assert code == 1
    assert [gate["passed"] for gate in document["gates"]] == [True, False]


@pytest.mark.parametrize(
    ("lines", "why"), [(("\n",), "no line with a text and a label"), (("{", "{"), "no line")]
)
async def test_a_set_without_labelled_texts_holds_the_model_back(
    tmp_path: Path, capfdbinary: Captured, lines: Sequence[str], why: str
) -> None:
    code, document = await told(gates(tmp_path, AUC, lines=lines), capfdbinary)

    assert code == 1
    assert why in document["gates"][0]["why"]


async def test_an_empty_set_holds_the_model_back(tmp_path: Path, capfdbinary: Captured) -> None:
    request = gates(tmp_path, AUC)
    (tmp_path / "chat.jsonl").write_text("")

    code, document = await told(request, capfdbinary)

    assert (code, document["gates"][0]["measured"]) == (1, None)


async def test_the_size_is_that_of_the_models_folder(tmp_path: Path, capfdbinary: Captured) -> None:
    _, document = await told(gates(tmp_path, 'figure = "size_mb"\nmax = 40'), capfdbinary)

    files = Settings().screening.folder.iterdir()
    assert document["gates"][0]["measured"] == sum(file.stat().st_size for file in files) / 1e6


GROUPS = (
    record(0.9, 0, target_group="bakers"),
    record(0.1, 1, target_group="bakers"),
    record(0.1, 0, target_group="millers"),
    record(0.9, 1, target_group="millers"),
)
GAPS = tuple(f'set = "chat.jsonl"\nfigure = "{rate}_gap"\nmax = 1' for rate in ("fpr", "fnr"))


async def test_bias_is_told_in_one_line(tmp_path: Path, capfdbinary: Captured) -> None:
    request = gates(tmp_path, *GAPS, lines=GROUPS)

    await pass_gates(Settings(), GateRequest(file=request.file))

    (line,) = [
        line
        for line in capfdbinary.readouterr().out.decode().splitlines()
        if line.startswith("bias:")
    ]
    assert line == (
        "bias: largest false-positive gap between groups 1.000 (bakers vs millers), "
        "largest false-negative gap between groups 1.000 (bakers vs millers)"
    )


async def test_where_no_gate_is_about_groups_the_line_says_so(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    await pass_gates(Settings(), GateRequest(file=gates(tmp_path, AUC).file))

    assert b"bias: not measured" in capfdbinary.readouterr().out


async def test_the_table_names_gate_figure_bound_and_measure(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    await pass_gates(Settings(), GateRequest(file=gates(tmp_path, AUC).file))

    printed = capfdbinary.readouterr().out.decode()
    assert all(words in printed for words in ("gate 0", "auc", "≥ 0.9", "1.000", "yes"))


def test_a_broken_gate_file_is_wrong_use(tmp_path: Path) -> None:
    request = gates(tmp_path, AUC.replace("auc", "aux"))

    finished = within("eval", "--gate", request.file, folder=tmp_path)

    assert (finished.returncode, one_line(finished).split(": ")[1]) == (2, "figure")


@pytest.mark.parametrize(
    "words",
    [
        ("--gate", "gate.toml", "chat.jsonl"),
        ("--gate", "gate.toml", "--threshold", "0.5"),
        ("chat.jsonl", "--sets", "."),
        (),
    ],
)
def test_a_file_and_gates_do_not_mix(tmp_path: Path, words: Sequence[str]) -> None:
    assert within("eval", *words, folder=tmp_path).returncode == 2
