"""Lengths of time as people write them."""

from datetime import timedelta

import pytest

from cogs.lengths import length_of
from engine.authority import DeniedError


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("10m", timedelta(minutes=10)),
        (" 90 Minutes ", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30 min", timedelta(minutes=90)),
        ("2 weeks", timedelta(weeks=2)),
        ("365d", timedelta(days=365)),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, length: timedelta) -> None:
    assert length_of(text) == length


@pytest.mark.parametrize(
    "text", ["", " ", "0m", "10", "m", "-5m", "1.5h", "5 months", "10s", "366d", "99999w", "١٠m"]
)
def test_what_is_no_length_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DeniedError, match="as in: 10m"):
        length_of(text)
