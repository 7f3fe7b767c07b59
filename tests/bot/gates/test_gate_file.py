"""gate.toml: what it says is understood, and every fault in it is named with its place."""

from pathlib import Path

import pytest

from bot.gates.gate import Gate
from bot.gates.gate_file import GateFileError, read

SOUND = """
[[gate]]
name = "chat"
set = "chat.jsonl"
figure = "fpr_at_flag"
max = 0.01

[[gate]]
name = "size"
figure = "size_mb"
max = 40
"""


def written(folder: Path, text: str) -> Path:
    (folder / "chat.jsonl").touch()
    (folder / "gate.toml").write_text(text)
    return folder / "gate.toml"


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(GateFileError) as refused:
        read(written(folder, text))
    return [line.removeprefix(str(folder)) for line in str(refused.value).splitlines()]


def test_a_gate_is_a_figure_of_a_set_and_its_bound(tmp_path: Path) -> None:
    chat, _ = read(written(tmp_path, SOUND)).gates

    assert chat == Gate(name="chat", figure="fpr_at_flag", set="chat.jsonl", most=0.01)


def test_sets_lie_beside_the_gate_file_by_default(tmp_path: Path) -> None:
    assert read(written(tmp_path, SOUND)).sets == tmp_path


def test_the_gate_file_says_where_its_sets_lie(tmp_path: Path) -> None:
    (tmp_path / "quality").mkdir()
    (tmp_path / "quality" / "chat.jsonl").touch()

    gates = read(written(tmp_path, 'sets = "quality"\n' + SOUND))

    assert gates.sets == tmp_path / "quality"


def test_the_command_line_knows_better_where_the_sets_lie(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "chat.jsonl").touch()

    assert read(written(tmp_path, 'sets = "gone"\n' + SOUND), sets=other).sets == other


@pytest.mark.parametrize("written_as", ['"denial"', '["denial", "quote"]'])
def test_accuracy_can_be_narrowed_down_to_functionalities(tmp_path: Path, written_as: str) -> None:
    text = f"""
    [[gate]]
    name = "denials"
    set = "chat.jsonl"
    figure = "accuracy"
    functionality = {written_as}
    min = 0.6
    """

    (gate,) = read(written(tmp_path, text)).gates

    assert gate.functionality[0] == "denial"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("mix = 0.1", ':6: mix: unknown key, did you mean "min"?'),
        ("max = 0.1\nmax_ = 1", ':7: max_: unknown key, did you mean "max"?'),
        ('max = "0.1"', ':6: max: must be a number, not "0.1"'),
        ("max = true", ":6: max: must be a number, not true"),
        ("min = nan", ":6: min: must be a number, not nan"),
        ("min = 0.2\nmax = 0.1", ":6: min: 0.2 is above max, 0.1: nothing could pass"),
        ("", ":2: min: a gate needs a bound: min, max or both"),
        (
            'max = 1\nfunctionality = "denial"',
            ":7: functionality: goes with accuracy only",
        ),
        ('max = 1\nsource = "irc"', ":7: source: goes with fpr_at_flag and worst_source_fpr only"),
        ("max = 1\nfunctionality = []", ":7: functionality: must be a name in quotes, or a list"),
    ],
)
def test_a_fault_is_named_with_its_line_and_key(tmp_path: Path, line: str, place: str) -> None:
    text = f'\n[[gate]]\nname = "chat"\nset = "chat.jsonl"\nfigure = "auc"\n{line}\n'

    assert any(said.startswith(f"/gate.toml{place}") for said in problems(tmp_path, text))


@pytest.mark.parametrize(
    ("figure", "line", "said"),
    [
        ("acuracy", "", ':4: figure: "acuracy" is an unknown figure, did you mean "accuracy"?'),
        ("accuracy", "", ":2: set: must name the file that accuracy is measured on"),
        ("accuracy", 'set = "gone.jsonl"', ":6: set: {folder}/gone.jsonl: no such file"),
        ("size_mb", 'set = "chat.jsonl"', ":6: set: size_mb is measured without a set; remove it"),
    ],
)
def test_figure_and_set_must_go_together(tmp_path: Path, figure: str, line: str, said: str) -> None:
    text = f'\n[[gate]]\nname = "chat"\nfigure = "{figure}"\nmax = 1\n{line}\n'

    assert problems(tmp_path, text) == [f"/gate.toml{said}".format(folder=tmp_path)]


def test_all_faults_are_named_at_once_each_at_its_own_gate(tmp_path: Path) -> None:
    text = SOUND.replace('name = "chat"', "").replace("max = 40", "most = 40")

    assert [said.split(" ")[0] for said in problems(tmp_path, text)] == [
        "/gate.toml:2:",
        "/gate.toml:11:",
        "/gate.toml:8:",
    ]


def test_two_gates_must_not_share_a_name(tmp_path: Path) -> None:
    text = SOUND.replace('"size"', '"chat"')

    assert problems(tmp_path, text) == [
        '/gate.toml:9: name: "chat" is the name of an earlier gate too'
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "gate: there is none"),
        ("gate = 3", "gate: there is none"),
        ("gates = []", "gates: unknown key"),
        ("sets = 3", "sets: must be a folder"),
        ("gate = [3]", "name: must be there"),
        ("[[gate]", "not TOML"),
    ],
)
def test_a_file_without_sound_gates_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in line for line in problems(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GateFileError, match="cannot be read"):
        read(tmp_path / "gone.toml")
