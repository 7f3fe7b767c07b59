"""A community's policy as a document."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Policy
from engine.notices.shelf import LANGUAGES
from engine.policy.community import CommunityPolicy
from engine.policy.document import (
    KEYS,
    DocumentError,
    applied,
    document_of,
    parse,
    restored,
    toml_of,
    typed,
)
from engine.policy.ids import MOST_NAMES
from engine.policy.toml_text import LONGEST
from engine.verdict import Mode

USUAL = CommunityPolicy()


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(DocumentError) as refused:
        parse(text, USUAL)
    return refused.value.problems


def test_the_keys_are_those_of_the_configuration_file() -> None:
    assert list(KEYS) == list(Policy.model_fields)
    assert Policy().community_policy() == USUAL


policies = st.builds(
    CommunityPolicy,
    mode=st.sampled_from(Mode),
    ladder=st.sampled_from(["graduated", "severity"]),
    light_at=st.floats(0, 0.5),
    escalate_at=st.floats(0.5, 1),
    act_at=st.floats(0, 1),
    hide_at=st.floats(0, 1),
    strike_half_life=st.integers(1, 3650).map(lambda days: timedelta(days=days)),
    warning_grace=st.integers(0, 86_400).map(lambda seconds: timedelta(seconds=seconds)),
    bans_need_moderator=st.booleans(),
    bans_per_minute=st.integers(0, 100),
    lock_down_for=st.integers(1, 10_080).map(lambda minutes: timedelta(minutes=minutes)),
    exempt_roles=st.frozensets(st.text("0123456789é\"\\'", min_size=1, max_size=20), max_size=5),
    mod_log=st.from_regex(r"([0-9]{1,20})?", fullmatch=True, alphabet=st.characters(codec="ascii")),
    language=st.sampled_from(LANGUAGES),
    apologise=st.booleans(),
    overturn_budget=st.floats(0, 1),
    rules_text=st.text("Be kind.\n\t\"\\é🙂'#=", max_size=500),
)


@given(policies)
def test_a_document_brings_back_the_very_policy_it_was_made_of(policy: CommunityPolicy) -> None:
    assert applied(parse(document_of(policy), USUAL), USUAL) == policy
    assert parse(toml_of(parse(document_of(policy), USUAL)), USUAL) == parse(
        document_of(policy), USUAL
    )


def test_every_problem_is_named_at_once_with_its_key_and_its_fix() -> None:
    document = """
        act_at = 3
        acts_at = 0.4
        mode = "enforc"
        bans_need_moderator = "yes"
        strike_half_life_days = 0
        bans_per_minute = 2.5
        exempt_roles = [1]
        light_at = 0.9
    """
    assert problems(document) == (
        "act_at: must be at most 1, not 3",
        'acts_at: unknown key, did you mean "act_at"?',
        'mode: must be one of observe, assist, enforce, not "enforc", did you mean "enforce"?',
        'bans_need_moderator: must be true or false, not "yes"',
        "strike_half_life_days: must be above 0, not 0",
        "bans_per_minute: must be a whole number, not 2.5",
        'exempt_roles: must be a list, such as ["one", "two"], not [1]',
        "light_at must not be above escalate_at",
    )


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("act_at = nan", "act_at: must be a number, not nan"),
        ("bans_per_minute = inf", "bans_per_minute: must be a whole number, not inf"),
        ("act_at = true", "act_at: must be a number, not true"),
        ("act_at = -0.1", "act_at: must be at least 0, not -0.1"),
        ('exempt_roles = "42"', 'exempt_roles: must be a list, such as ["one", "two"], not "42"'),
        (
            'exempt_roles = [""]',
            """exempt_roles: must be a list, such as ["one", "two"], not ['']""",
        ),
        ('mode = ["enforce"]', "mode: must be one of observe, assist, enforce, not ['enforce']"),
        ("mod_log = 7", 'mod_log: must be an id in quotes, such as "123456789", not 7'),
        ('mod_log = "#logs"', 'mod_log: must be an id in quotes, such as "123456789", not "#logs"'),
        ('language = "dE"', 'language: must be one of en, es, fr, de, pt, not "dE"'),
        ("act_at 3", "line 1, column 8: not TOML: after a key comes an equals sign, as in act_at"),
        ("[policy]\nact_at = 0.4", "policy: unknown key; known are preset, mode, ladder"),
    ],
)
def test_a_value_that_cannot_be_is_refused(document: str, told: str) -> None:
    (problem,) = problems(document)
    assert problem.startswith(told)


def test_a_list_of_names_ends_somewhere() -> None:
    many = ", ".join(f'"{number}"' for number in range(MOST_NAMES + 1))
    assert problems(f"exempt_roles = [{many}]") == (
        "exempt_roles: must be at most 500 names, not 501",
    )


def test_a_document_ends_somewhere() -> None:
    assert problems("#" * (LONGEST + 1)) == ("the document is too long: at most 65536 characters",)


def test_a_document_nested_without_end_is_refused() -> None:
    (problem,) = problems(f"exempt_roles = {'[' * 20_000}")
    assert problem == "not TOML: too many brackets within brackets"


def test_a_document_of_a_windows_editor_is_read() -> None:
    assert parse("\ufeffact_at = 0.4\r\nhide_at = 0.9\r\n", USUAL) == {
        "act_at": 0.4,
        "hide_at": 0.9,
    }


@pytest.mark.parametrize(
    ("key", "words", "field", "value"),
    [
        ("act_at", " 0.4 ", "act_at", 0.4),
        ("bans_per_minute", "3", "bans_per_minute", 3),
        ("mode", "Enforce", "mode", Mode.ENFORCE),
        ("bans_need_moderator", "no", "bans_need_moderator", False),
        ("lock_down_minutes", "90", "lock_down_for", timedelta(minutes=90)),
        ("exempt_roles", "<@&12> <@&34>, 56", "exempt_roles", frozenset({"12", "34", "56"})),
        ("exempt_channels", "", "exempt_channels", frozenset()),
        ("mod_log", "<#123>", "mod_log", "123"),
        ("mod_log", "", "mod_log", ""),
        ("language", "DE", "language", "de"),
    ],
)
def test_one_key_is_taken_as_people_type_it(
    key: str, words: str, field: str, value: object
) -> None:
    assert typed(key, words, USUAL) == {field: value}


@pytest.mark.parametrize(
    ("key", "words", "told"),
    [
        ("act_at", "much", 'act_at: must be a number, not "much"'),
        ("actat", "0.5", 'actat: unknown key, did you mean "act_at"?'),
        ("light_at", "0.9", "light_at must not be above escalate_at"),
        ("act_at", "0.5\nmode = 'enforce'", "act_at: must be a number"),
    ],
)
def test_one_key_typed_wrongly_is_refused(key: str, words: str, told: str) -> None:
    with pytest.raises(DocumentError, match="^" + told.replace("?", r"\?")):
        typed(key, words, USUAL)


def test_what_was_kept_and_cannot_be_any_more_is_left_out() -> None:
    kept = "act_at = 0.4\nformer_key = 1\nhide_at = 7\n"
    assert restored(kept, USUAL) == {"act_at": 0.4}
    assert restored("not toml", USUAL) == {}
    assert restored("light_at = 0.5", replace(USUAL, light_at=0.1, escalate_at=0.4)) == {}


RULED = """
act_at = 0.4

[[rules]]
name = "calm \\"nights\\""
when = "hour < 6 && harm > 0.4"
then = "ask"

[[rules]]
name = "no adverts"
when = 'message.text.contains("discord.gg")'
then = "hide"
"""


def test_rules_are_brought_back_by_what_is_kept_and_by_what_is_exported() -> None:
    choices = parse(RULED, USUAL)
    policy = applied(choices, USUAL)
    assert [rule.name for rule in policy.rules] == ['calm "nights"', "no adverts"]
    assert restored(toml_of(choices), USUAL) == choices
    assert applied(parse(document_of(policy), USUAL), USUAL) == policy
    assert "[[rules]]" in document_of(policy)


def test_a_policy_with_other_rules_has_another_version() -> None:
    ruled = applied(parse(RULED, USUAL), USUAL)
    other = applied(parse(RULED.replace('"hide"', '"alert"'), USUAL), USUAL)
    assert len({applied({"act_at": 0.4}, USUAL).version, ruled.version, other.version}) == 3


def test_every_problem_of_every_rule_is_a_line_that_names_it() -> None:
    document = """
        [[rules]]
        name = "one"
        when = "harms > 0.5"
        then = "hide"
        [[rules]]
        name = "two"
        when = "harm > 0.5"
        then = "hid"
        [[rules]]
        nam = "three"
        when = 3
        then = "hide"
    """
    assert problems(document) == (
        'rules: rule "one": harms: no such variable, did you mean "harm"?',
        "rules: rule 2: then: must be one of warn, timeout_10_minutes, timeout_1_hour,"
        ' timeout_24_hours, mute, ban, hide, alert, ask, exempt, not "hid", did you mean "hide"?',
        'rules: rule 3: nam: unknown key, did you mean "name"?',
        "rules: rule 3: name: must be there",
        "rules: rule 3: when: must be text in quotes, not 3",
    )


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            'rules = "none"',
            "must be [[rules]] tables in a document, which /policy import brings in",
        ),
        ("rules = [1]", 'rule 1: must be a table with "name", "when" and "then"'),
        ('[[rules]]\nname = ""\nwhen = "aimed"\nthen = "hide"', "rule 1: name: must have 1 to 60"),
        (2 * '[[rules]]\nname = "a"\nwhen = "aimed"\nthen = "hide"\n', 'rule "a": there are 2'),
        (
            51 * '[[rules]]\nname = "a"\nwhen = "aimed"\nthen = "hide"\n',
            "must be at most 50, not 51",
        ),
    ],
)
def test_tables_that_cannot_be_rules_are_refused(document: str, problem: str) -> None:
    (told,) = problems(document)
    assert told.startswith(f"rules: {problem}")


@pytest.mark.parametrize(
    ("written", "why"),
    [("7", "a text in quotes"), (f'"{"x" * 501}"', "at most 500"), (r'"a\u0007"', "control")],
)
def test_rules_in_own_words_are_short_and_plain(written: str, why: str) -> None:
    (problem,) = problems(f"rules_text = {written}")
    assert problem.startswith("rules_text: ")
    assert why in problem
