"""The JSON Schema of a document: no key less and no value stricter than the parser has it."""

import tomllib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.policy.community import CommunityPolicy
from engine.policy.document import (
    KEYS,
    READ,
    TABLES,
    DocumentError,
    document_of,
    document_of_preset,
    parse,
)
from engine.policy.presets import PRESETS
from engine.policy.schema import schema
from tests.engine.policy.test_document import policies

USUAL = CommunityPolicy()
VALID = Draft202012Validator(schema())
FULL = """
act_at = 0.4
mod_log = "123"
exempt_roles = ["1", "two"]

[[patterns]]
name = "nitro"
regex = "free nitro"
then = "hide"
on = "both"
category = "scam"
exempt_roles = ["1"]
exempt_channels = ["2"]
modes = ["enforce"]

[[rules]]
name = "calm"
when = "'nitro' in patterns && harm > 0.3"
then = "ask"
"""


def taken_by_parser(text: str) -> bool:
    try:
        parse(text, USUAL)
    except DocumentError:
        return False
    return True


def taken_by_schema(text: str) -> bool:
    return VALID.is_valid(tomllib.loads(text))


def test_it_is_a_schema_itself() -> None:
    Draft202012Validator.check_schema(schema())


def test_it_knows_every_key_and_every_column_with_what_it_is_about() -> None:
    known: Mapping[str, Mapping[str, object]] = schema()["properties"]  # type: ignore[assignment]
    assert {name: key.about for name, key in READ.items()} == {
        name: entry["description"] for name, entry in known.items()
    }
    for name, kind in TABLES.items():
        row: Mapping[str, Mapping[str, object]] = known[name]["items"]["properties"]  # type: ignore[index]
        assert [each.name for each in kind.columns] == list(row)
        assert all(each["description"] for each in row.values())


def test_a_document_with_everything_is_taken_by_both() -> None:
    assert taken_by_parser(FULL)
    assert taken_by_schema(FULL)


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_valid_by_its_name_and_written_out(name: str) -> None:
    for text in (f'preset = "{name}"', document_of_preset(name)):
        assert taken_by_parser(text)
        assert taken_by_schema(text)


def test_the_usual_of_each_key_is_valid_itself() -> None:
    known: Mapping[str, Mapping[str, object]] = schema()["properties"]  # type: ignore[assignment]
    usual = {name: entry["default"] for name, entry in known.items() if "default" in entry}
    assert list(usual) == list(KEYS)
    assert VALID.is_valid(usual)
    assert parse(document_of(USUAL), USUAL)["act_at"] == usual["act_at"]


@given(policies)
def test_it_refuses_no_document_that_the_parser_takes(policy: CommunityPolicy) -> None:
    assert taken_by_schema(document_of(policy))


LONG, ODD = f'"{"x" * 501}"', '"a\\u0007"'
NUMBERS = ("0", "1", "-1", "0.5", "2.0", "2.5", "1e9", "inf")
WORDS = ('""', '"family"', '"1"', '"hide"', '"enforce"', '"en"', LONG, ODD)
LISTS = ("[]", '["1"]', "[1]", "{}", "[{}]")
values = st.sampled_from([*NUMBERS, *WORDS, *LISTS, "true", "2026-11-28"])


@given(st.dictionaries(st.sampled_from(sorted(READ)), values, max_size=5))
def test_nothing_that_the_parser_takes_is_refused_by_it(table: Mapping[str, str]) -> None:
    text = "".join(f"{name} = {value}\n" for name, value in table.items())
    assert taken_by_schema(text) or not taken_by_parser(text)


@pytest.mark.parametrize(
    "document",
    [
        "acts_at = 0.5",
        "act_at = 2",
        "act_at = -0.1",
        'act_at = "0.5"',
        "act_at = true",
        "strike_half_life_days = 0",
        "strike_half_life_days = 4000",
        "bans_per_minute = 2.5",
        "bans_need_moderator = 1",
        'mode = "enforc"',
        'preset = "famly"',
        "preset = 3",
        'language = "xx"',
        'mod_log = "#logs"',
        'exempt_roles = "42"',
        "exempt_roles = [42]",
        'exempt_roles = [""]',
        f'rules_text = "{"x" * 501}"',
        "rules = 3",
        '[[rules]]\nname = "a"\nthen = "hide"',
        '[[rules]]\nname = "a"\nwhen = "aimed"\nthen = "hid"',
        '[[rules]]\nname = "a"\nwhen = "aimed"\nthen = "hide"\nelse = "ask"',
        f'[[rules]]\nname = "{"a" * 61}"\nwhen = "aimed"\nthen = "hide"',
        51 * '[[rules]]\nname = "a"\nwhen = "aimed"\nthen = "hide"\n',
        '[[patterns]]\nname = "a"\nregex = ""',
        '[[patterns]]\nname = "a"\nregex = "x"\nmodes = ["never"]',
        '[[patterns]]\nname = "a"\nregex = "x"\ncategory = "none"',
    ],
)
def test_what_cannot_be_is_refused_by_both(document: str) -> None:
    assert not taken_by_parser(document)
    assert not taken_by_schema(document)
