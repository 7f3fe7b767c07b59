"""The gate for personal data: what stands in a finding's place, odd writing, and the cost."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.personal import Kind, find, hide
from tests.running import SLOWNESS

STORMS = [
    *("a", "1 ", "1-", "@", "a.", "a@", "a at ", "1.1.1.", "(at", " ", "f:", "-", "+1", "a@a."),
    *("dot ", "_at_dot", "a at b dot ", "9", "a_at_b_dot_", "eyJaaaaaaaa.", "+44 7700 900123 "),
    *("0171 3920012 ", "n@example.org ", "call ", "(0", "00", "a+", "4111 ", "é", "\u200b1"),
]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to mika@example.org!", "write to [e-mail]!"),
        ("call me: 202-555-0123, now", "call me: [phone], now"),
        ("4111 1111 1111 1111 and 192.0.2.7", "[card number] and [IP address]"),
        ("Authorization: Bearer abcdefghij0123456789", "Authorization: Bearer [access token]"),
        ("nothing of the kind", "nothing of the kind"),
        ("", ""),
    ],
)
def test_the_kind_of_what_was_found_stands_in_its_place(text: str, shown: str) -> None:
    assert hide(text) == shown


@pytest.mark.parametrize(
    "text",
    ["mika@exam\u200bple.org", "mi\ufeffka@example.org", "07700\u200b 900\u2060123"],
)
def test_unseen_characters_hide_nothing_from_it(text: str) -> None:
    assert hide(text) in {"[e-mail]", "[phone]"}


def test_unseen_characters_are_kept_where_nothing_is_found() -> None:
    assert hide("a\u200bb") == "a\u200bb"


def test_a_card_is_no_telephone_and_a_snowflake_is_no_card() -> None:
    assert [finding.kind for finding in find("4111111111111111")] == [Kind.CARD]
    assert find("4111111111111111111") == ()


def test_a_number_that_does_not_add_up_is_no_card() -> None:
    assert Kind.CARD not in {finding.kind for finding in find("4111 1111 1111 1112")}


@given(st.text(alphabet="0123456789 .-+()@:/ab\u0660\u200b\ud800", max_size=60))
def test_any_text_is_borne_and_findings_lie_apart_and_in_order(text: str) -> None:
    found = find(text)
    edges = [edge for finding in found for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)
    hide(text)


@pytest.mark.parametrize("part", STORMS)
def test_no_text_of_the_longest_kind_takes_long(part: str) -> None:
    text = part * (4_000 // len(part))
    hide(text)
    started = process_time()
    hide(text)
    assert process_time() - started < 0.05 * SLOWNESS
