"""haven policy vars | check | schema | presets."""

from pathlib import Path

import orjson
import pytest

from bot.policy_command import show_schema
from bot.preset_command import show_preset, show_presets
from bot.refusals import RefusedUseError
from engine.policy.document import document_of_preset
from engine.policy.facts import VARIABLES
from engine.policy.presets import PRESETS
from engine.policy.rule import Effect
from engine.policy.schema import schema
from tests.bot.command import one_line, within

RULE = '[[rules]]\nname = "calm"\nwhen = "{}"\nthen = "ask"\n'


def test_every_variable_and_every_effect_is_told_with_an_example(tmp_path: Path) -> None:
    done = within("policy", "vars", folder=tmp_path)
    assert done.returncode == 0
    assert all(variable.name in done.stdout for variable in VARIABLES)
    assert all(variable.example in done.stdout for variable in VARIABLES)
    assert all(effect in done.stdout for effect in Effect)


def test_a_good_document_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text(f"act_at = 0.4\n{RULE.format('harm > 0.3')}")
    done = within("policy", "check", "new.toml", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("new.toml: good, with 0 patterns and 1 rule; version graduated@")


def test_every_problem_of_a_document_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text(f"act_at = 4\n{RULE.format('harms > 0.3')}")
    done = within("policy", "check", "new.toml", folder=tmp_path)
    assert (done.returncode, done.stdout.splitlines()) == (
        1,
        [
            "new.toml: act_at: must be at most 1, not 4",
            'new.toml: rules: rule "calm": harms: no such variable, did you mean "harm"?',
        ],
    )


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_bytes(b"\xff\xfe")
    for name, why in (("new.toml", "UnicodeDecodeError"), ("none.toml", "FileNotFoundError")):
        done = within("policy", "check", name, folder=tmp_path)
        assert done.returncode == 2
        assert one_line(done) == f"{name}: cannot be read as text ({why})"


def test_the_schema_is_printed_for_editors(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert show_schema() == 0
    assert orjson.loads(capfdbinary.readouterr().out) == schema()


def test_the_presets_are_a_table_of_where_they_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_presets() == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(f"{name}: {preset.about}" in told for name, preset in PRESETS.items())
    assert "│ act_at │ 0.5 │ 0.4 │ 0.5 │ 0.5 │" in told


def test_a_preset_is_printed_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_preset("gaming") == 0
    assert capsys.readouterr().out == document_of_preset("gaming")
    with pytest.raises(RefusedUseError, match='famly: no such preset, did you mean "family"'):
        show_preset("famly")
