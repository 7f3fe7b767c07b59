"""haven policy vars | check | schema."""

from pathlib import Path

import orjson
import pytest

from bot.policy_command import show_schema
from engine.policy.facts import VARIABLES
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
