"""Regular expressions of administrators: refused with a reason, or fast whatever is said."""

import logging
from random import Random
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.guard import LONGEST
from engine.policy import sieve
from engine.policy.sieve import LARGEST, Sieve, fault_of, size_of
from tests.conftest import Figure

EVIL = (
    r"(a+)+$",
    r"(a|a)*b",
    r"(a|aa)+$",
    r"(.*a){30}",
    r"(x+x+)+y",
    r"([a-z]+)*\d",
    r"(\w+\s?)+!$",
    r"(a?){100}b",
    r"a.{150}b",
    r"[ab]*a[ab]{100}$",
    r"((ab?){1,30}){1,10}c",
    "|".join(f"w{number:03}" for number in range(100)),
)
REFUSED = (r"a{1,999}a{1,999}", r"((a{1,100}){1,100}){1,100}", r"\pL{1,500}", r"(.{0,99}){9}x")


@pytest.mark.parametrize(
    ("regex", "fault"),
    [
        (r"(?=a)b", 'at character 1, "(?=": RE2 cannot look ahead or behind'),
        (r"ab(?<!a)b", 'at character 3, "(?<!": RE2 cannot look ahead or behind'),
        (r"ab(a)\1", r'at character 6, "\1": RE2 cannot refer back to a group'),
        (r"a\Z", r'at character 2, "\Z": RE2 has no such escape; \z is the end'),
        ("a**", 'at character 2, "**": one repeat follows another'),
        ("x{1001}", 'at character 2, "{1001}": RE2 repeats at most 1000 times'),
        ("hi [z-a]", 'at character 5, "z-a": RE2 knows no such class'),
        ("é[", 'at character 2, "[": the square bracket is not closed'),
        ("(?>x)", 'at character 1, "(?>": RE2 has no such group'),
        ("(a", "a round bracket is not closed"),
        ("a)", "this round bracket closes none"),
        ("x\\", "nothing follows the backslash"),
        ("a*", "matches the empty text, so every message"),
        (r"[\pL]{1,5}x", f"is too large: at most {LARGEST} steps"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_its_fix(regex: str, fault: str) -> None:
    assert fault_of(regex).startswith(fault)


@given(st.text(max_size=40) | st.text(r"ab()[]{}*+?.|\^$<>=!:-,019P", max_size=40))
def test_no_text_breaks_the_check_and_what_passes_can_be_asked(regex: str) -> None:
    if not fault_of(regex):
        assert Sieve([regex]).caught("ab01 <P>") in {frozenset(), frozenset({0})}


@pytest.mark.promise("S8")
@pytest.mark.parametrize("regex", REFUSED)
def test_what_would_be_slow_is_refused(regex: str) -> None:
    assert fault_of(regex)


@pytest.mark.promise("S8")
def test_what_drives_other_engines_mad_takes_time_in_proportion_to_the_text(
    figure: Figure,
) -> None:
    """Python's own `re` takes hours for the first of them; here 10 kB take under 20 ms."""
    signs = Random(1)  # noqa: S311  no secret
    texts = ("a" * 10_000 + "!", "".join(signs.choices("ab x!", k=10_000)), "é" * 5_000)
    assert [regex for regex in EVIL if fault_of(regex)] == []
    taken = {
        regex: max(min(_seconds(regex, text) for _ in range(3)) for text in texts) for regex in EVIL
    }
    slowest = max(taken.values())
    figure(f"{len(EVIL)} evil patterns over 10 kB, the slowest {slowest * 1000:.0f} ms")
    assert [regex for regex, seconds in taken.items() if seconds >= 0.02] == []


def test_two_hundred_patterns_cost_hardly_more_than_one() -> None:
    signs = Random(2)  # noqa: S311  no secret
    words = ["".join(signs.choices("abcdefghij", k=8)) for _ in range(200)]
    many = [rf"\b{word}s?\b" for word in words]
    assert size_of(many) < sieve.LARGEST_ALTOGETHER
    asked, text = Sieve(many), f"{'some other talk ' * 100} {words[7]} and {words[150]}s"
    assert asked.caught(text) == {7, 150}
    assert min(_timed(asked, text) for _ in range(5)) < 0.005


def test_words_are_found_in_any_case_and_anywhere() -> None:
    asked = Sieve([r"free\s+nitro", "über", r"^hi$", "(?-i)YES"])
    assert asked.caught("get FREE  Nitro now, ÜBER all: yes") == {0, 1}
    assert asked.caught("hi") == {2}
    assert asked.caught("YES") == {3}


def test_what_follows_the_longest_message_is_not_looked_at() -> None:
    assert Sieve(["x"]).caught("a" * LONGEST + "x") == frozenset()


def test_where_memory_does_not_suffice_each_is_asked_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = Sieve(["lock", "here"])
    asked._all = _Overwhelmed()
    with caplog.at_level(logging.WARNING):
        assert asked.caught("look HERE") == {1}
    assert [line.message for line in caplog.records] == ["patterns too large to be asked at once"]


class _Overwhelmed:
    """As `re2.Set` answers once its memory is spent: like one that has found nothing."""

    def Match(self, text: bytes) -> None:  # noqa: N802  its name there
        return None


def _seconds(regex: str, text: str) -> float:
    return _timed(Sieve([regex]), text)


def _timed(asked: Sieve, text: str) -> float:
    started = thread_time()
    asked.caught(text)
    return thread_time() - started
