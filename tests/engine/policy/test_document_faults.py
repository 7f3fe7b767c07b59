"""S9. Whatever a document holds, it is read or refused by name, and in little time."""

import json
from collections.abc import Mapping
from contextlib import suppress
from time import thread_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.policy.community import CommunityPolicy
from engine.policy.document import KEYS, READ, TABLES, DocumentError, parse, typed
from engine.policy.kinds import MOST_PROBLEMS
from tests.conftest import Figure

pytestmark = pytest.mark.promise("S9")

USUAL = CommunityPolicy()
MANY = 20_000


def problems(text: str) -> tuple[str, ...]:
    try:
        parse(text, USUAL)
    except DocumentError as refused:
        return refused.problems
    return ()


def filled(line: str, most: int = MANY) -> str:
    """As many of these lines as a document of that length holds; @ stands for their number."""
    lines, left, number = [], most, 0
    while left > 0:
        lines.append(line.replace("@", str(number)))
        left -= len(lines[-1]) + 1
        number += 1
    return "\n".join(lines[:-1])


def test_five_mistakes_are_five_named_problems_at_once() -> None:
    document = """
        preset = "famly"
        act_at = "high"
        hide_att = 0.7
        bans_per_minute = 2.5
        [[patterns]]
        name = "nitro"
        regex = "free nitro"
        [[rules]]
        name = "calm"
        when = "'nitr' in patterns"
        then = "hide"
    """
    assert problems(document) == (
        'preset: must be one of family, gaming, debate, not "famly", did you mean "family"?',
        'act_at: must be a number, not "high"',
        'hide_att: unknown key, did you mean "hide_at"?',
        "bans_per_minute: must be a whole number, not 2.5",
        'rules: rule "calm": there is no pattern "nitr", did you mean "nitro"?',
    )


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("act_at 3", "line 1, column 8: not TOML: after a key comes an equals sign"),
        ("mode = enforce", "line 1, column 8: not TOML: this is no value; text goes in quotes"),
        ("act_at = 0.4 0.5", "line 1, column 14: not TOML: what follows the value does not belong"),
        ("act_at = 0.4\nact_at = 0.5", "line 2, column 13: not TOML: this key stands there twice"),
        ('mod_log = "1\n', "line 1, column 13: not TOML: the text is not closed on its line"),
        ('rules_text = """Be kind', "line 1, column 24: not TOML: the text is not closed"),
        ("rules_text = '''Be kind", "line 1, column 24: not TOML: the text is not closed"),
        ("exempt_roles = [1", "line 1, column 18: not TOML: the list is not closed"),
        ('rules_text = "a\\d"', "line 1, column 18: not TOML: a backslash in double quotes"),
        ("[[rules]\nname = 1", "line 1, column 8: not TOML: the brackets are not closed"),
        ("rules = [{name = 1", "line 1, column 19: not TOML: the table is not closed"),
        ("= 3", "line 1, column 1: not TOML: a line begins with a key"),
        (f"act_at = 1{'0' * 5000}", "not TOML: a number has too many digits"),
        ("a.b.c.d.e.f = 1", "line 1: more than 4 full stops outside of quotes; put text in quotes"),
        ('rules_text = """\n"""\nrules = Be.kind.to.all.of.us', "line 3: more than 4 full stops"),
        ("\nrules_text = '\ud800'", "line 2: half a character; save it as UTF-8"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place_and_its_fix(document: str, told: str) -> None:
    (problem,) = problems(document)
    assert problem.startswith(told)


def test_full_stops_in_quotes_and_remarks_are_no_matter() -> None:
    dots = "." * 100
    document = f'# {dots}\nrules_text = """\n{dots}\\"{dots}"""\nexempt_roles = [\'{dots[:9]}\']'
    assert problems(document) == ()


def test_whoever_has_too_many_problems_mends_the_first() -> None:
    told = problems(filled("key@ = 1"))
    assert len(told) == MOST_PROBLEMS + 1
    assert told[-1] == "there is more that cannot be; mend these first"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("'b' in patterns", 'rules: rule "one": there is no pattern "b"; write it in [[patterns]]'),
        ('"nitr"  in patterns || aimed', 'rules: rule "one": there is no pattern "nitr", did you'),
    ],
)
def test_a_rule_that_asks_for_a_pattern_which_there_is_not_is_refused(when: str, told: str) -> None:
    document = (
        "[[patterns]]\nname = 'nitro'\nregex = 'free nitro'\n"
        f"[[rules]]\nname = 'one'\nwhen = '''{when}'''\nthen = 'hide'\n"
    )
    (problem,) = problems(document)
    assert problem.startswith(told)


@pytest.mark.parametrize(
    "when",
    ["'nitro' in patterns", "message.text == \"'b' in patterns\"", "'b' in message.words"],
)
def test_a_rule_that_asks_for_its_own_patterns_is_taken(when: str) -> None:
    document = (
        "[[patterns]]\nname = 'nitro'\nregex = 'free nitro'\n"
        f"[[rules]]\nname = 'one'\nwhen = '''{when}'''\nthen = 'hide'\n"
    )
    assert problems(document) == ()


def test_a_pattern_that_has_a_fault_itself_is_not_said_to_be_missing() -> None:
    document = (
        "[[patterns]]\nname = 'nitro'\nregex = '('\n"
        "[[rules]]\nname = 'one'\nwhen = \"'nitro' in patterns\"\nthen = 'hide'\n"
    )
    (problem,) = problems(document)
    assert problem.startswith('patterns: pattern "nitro": regex')


def test_half_a_character_is_refused_before_it_is_kept() -> None:
    with pytest.raises(DocumentError, match="no halves of characters"):
        typed("rules_text", "be kind \ud800", USUAL)


# How long it takes is a test of its own.
at_leisure = settings(deadline=None)
COLUMNS = sorted({each.name for kind in TABLES.values() for each in kind.columns})
texts = st.sampled_from(
    ["", "a", "hide", "enforce", "family", "aimed", "harm > 0.5", "'a' in patterns", "(a+)+$"]
) | st.text(max_size=12)
scalars = (
    texts.map(lambda words: json.dumps(words).replace("\x7f", ""))
    | st.integers().map(str)
    | st.floats().map(str)
    | st.sampled_from(["true", "0x" + "f" * 5000, "2026-11-28", "07:30:00", "[]", "{}", "1e999"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.dictionaries(st.sampled_from(COLUMNS), inner, max_size=4).map(
            lambda row: f"{{{', '.join(f'{name} = {value}' for name, value in row.items())}}}"
        )
    ),
    max_leaves=8,
)


@at_leisure
@given(st.dictionaries(st.sampled_from([*READ, "policy", "é"]), values, max_size=6))
def test_no_values_at_any_key_raise_but_what_names_them(table: Mapping[str, str]) -> None:
    problems("".join(f"{json.dumps(name)} = {value}\n" for name, value in table.items()))


@at_leisure
@given(
    st.sampled_from([*TABLES, "exempt_roles"]),
    st.lists(st.dictionaries(st.sampled_from(COLUMNS), values, max_size=4), max_size=3),
)
def test_no_tables_raise_but_what_names_them(name: str, rows: list[Mapping[str, str]]) -> None:
    tables = ("".join(f"{key} = {value}\n" for key, value in row.items()) for row in rows)
    problems("".join(f"[[{name}]]\n{table}" for table in tables))


@at_leisure
@given(st.text(max_size=200) | st.text("[]{}='\"\\#\n. ab01_,-:T", max_size=200))
@example("a = 1\x00")
@example("\ufeff")
@example('"' * 7)
def test_no_text_raises_but_what_names_it(text: str) -> None:
    told = problems(text)
    assert all(told)


@at_leisure
@given(st.sampled_from([*KEYS, "preset", "key"]), st.text(st.characters(), max_size=60))
def test_nothing_that_is_typed_raises_but_what_names_it(name: str, words: str) -> None:
    with suppress(DocumentError):
        typed(name, words, USUAL)


RULE = "[[rules]]\nname = 'r@'\nthen = 'hide'\nwhen = "
PATTERN = "[[patterns]]\nname = 'p@'\nregex = "
COSTLY = {
    "a key of ten thousand parts": f"{'a.' * 10_000}a = 1",
    "a table of five thousand parts": f"[{'a.' * 5_000}a]\n{filled('k@ = 1', 10_000)}",
    "brackets within brackets": "exempt_roles = " + "[" * MANY,
    "tables within tables": "a = " + "{a=" * 6_000,
    "a number of twenty thousand digits": "act_at = 0x" + "f" * MANY,
    "quotes without end": '"' * MANY,
    "escapes without end": '"""\\' * 5_000,
    "three thousand keys": filled("k@ = 1"),
    "keys that are nearly right": filled("act_at@ = 1"),
    "five thousand roles": f"exempt_roles = [{'1, ' * 6_000}]",
    "tables and nothing in them": filled("[[rules]]"),
    "columns that are nearly right": f"[[patterns]]\n{filled('nam@ = 1')}",
    "fifty long rules": filled(RULE + "'" + " || ".join(["harm > 0.5"] * 23) + "'"),
    "rules within brackets": filled(RULE + "'" + "(" * 160 + "aimed" + ")" * 160 + "'"),
    "patterns that are too large": filled(PATTERN + r"'\pL{1,500}'"),
    "patterns that explode": filled(PATTERN + r"'((a{1,100}){1,100}){1,100}'"),
    "patterns too large together": filled(PATTERN + "'a{1000}'", 8_000),
    "two hundred good patterns": filled(PATTERN + r"'\bword@s?\b'", 10_000),
}


def seconds(text: str) -> float:
    started = thread_time()
    problems(text)
    return thread_time() - started


def test_nothing_within_twenty_thousand_characters_takes_long(figure: Figure) -> None:
    """Of the processor: 50 ms are promised, and a shared machine is given some more."""
    taken = {name: min(seconds(text) for _ in range(3)) for name, text in COSTLY.items()}
    slowest = max(taken, key=lambda name: taken[name])
    figure(f"slowest of {len(COSTLY)} costly documents: {taken[slowest] * 1000:.0f} ms")
    assert all(len(text) <= MANY + 20 for text in COSTLY.values() if "." not in text[:2])
    assert taken[slowest] < 0.1, slowest
