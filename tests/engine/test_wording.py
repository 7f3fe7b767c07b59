"""What people write into a record."""

import pytest

from engine.authority import DeniedError
from engine.wording import LONGEST, fit


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  rude to newcomers \n", "rude to newcomers"),
        ("first\nsecond", "first\nsecond"),
        ("a\x00b\x1b[31mc\ud800d", "ab[31mcd"),
        ("grüß 👩‍👩‍👧", "grüß 👩‍👩‍👧"),
    ],
)
def test_what_a_record_cannot_hold_is_left_out(said: str, kept: str) -> None:
    assert fit(said) == kept


@pytest.mark.parametrize("said", ["", "   ", "\x00", "\ud800"])
def test_nothing_is_refused(said: str) -> None:
    with pytest.raises(DeniedError, match="nothing written"):
        fit(said)


def test_too_much_is_refused() -> None:
    assert len(fit("x" * LONGEST)) == LONGEST
    with pytest.raises(DeniedError, match="1,001 characters, at most 1,000"):
        fit("x" * (LONGEST + 1))
