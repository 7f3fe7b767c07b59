"""Other people's words in a message of ours: shown, and nothing more."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.harmless import harmless, spoilered

BREAK = "\u200b"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("you lot", "you lot"),
        ("**bold** _slant_ ~~gone~~", r"\*\*bold\*\* \_slant\_ \~\~gone\~\~"),
        ("a || b", r"a \|\| b"),
        ("[here](x)", r"\[here\]\(x\)"),
        ("`code` \\", r"\`code\` \\"),
        ("<@12> <#3> <t:0:R> <:x:1>", None),
        ("@everyone", f"@{BREAK}everyone"),
        ("https://evil.example/x", f"https:{BREAK}//evil.example/x"),
        ("one\n# two\n\n> three", r"one \# two \> three"),
        ("\u202eturned\u200b\u2066 round\x07", "turned round"),
    ],
)
def test_nothing_formats_links_pings_or_hides(words: str, shown: str | None) -> None:
    found = harmless(words, longest=200)
    assert shown is None or found == shown
    assert not re.search(r"(?<!\\)<[@#:t]|@everyone|://|\n", found)


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert harmless("abcdef", longest=6) == "abcdef"
    assert harmless("abcdefg", longest=6) == "abcde…"


def test_a_cut_is_never_inside_an_escape() -> None:
    assert harmless("****", longest=6) == r"\*\*…"


@given(st.text(max_size=300), st.integers(min_value=10, max_value=60))
def test_a_spoiler_holds_whatever_was_said(words: str, longest: int) -> None:
    shown = spoilered(words, longest=longest)
    inside = shown[2:-2]
    assert len(shown) <= longest
    assert shown.startswith("||")
    assert shown.endswith("||")
    # Every bar inside is escaped, and no backslash is left that would escape the closing bars.
    assert "|" not in re.sub(r"\\.", "", inside)
    assert not re.sub(r"\\.", "", inside).endswith("\\")
