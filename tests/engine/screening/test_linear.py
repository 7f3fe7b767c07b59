from pathlib import Path

import numpy as np
import pytest

from engine.screening.linear import BITS, SIZES, Linear, grams_of
from engine.screening.manifest import ModelError

CHAT = ["gg wp", "a", "", "see you on the other map tomorrow", "ça va? 🙂", "word " * 40]


@pytest.fixture(scope="module")
def linear() -> Linear:
    """A model that knows nothing: every gram has its own chance weight."""
    chance = np.random.default_rng(5)
    weights = chance.integers(-127, 128, 1 << BITS).astype(np.int8)
    return Linear(weights, scale=0.01, bias=-0.5)


def buckets_of(text: str, *, size: int) -> list[int]:
    grams = grams_of([text])
    row = SIZES.index(size)
    return grams.buckets[row, grams.starts[0] : grams.stops[row, 0]].tolist()


@pytest.mark.parametrize("size", SIZES)
def test_a_text_has_a_gram_at_every_place_where_one_fits(size: int) -> None:
    assert len(buckets_of("harbour", size=size)) == len(" harbour ") - size + 1


def test_the_same_letters_have_the_same_gram_wherever_they_stand() -> None:
    early, late = buckets_of("xyz and more", size=3), buckets_of("more and xyz", size=3)

    assert early[1] == late[-2]


def test_grams_of_one_size_are_told_apart() -> None:
    letters = [
        f"{first}{second}{third}" for first in "abcdef" for second in "ghij" for third in "kl"
    ]

    assert len({buckets_of(word, size=5)[0] for word in letters}) == len(letters)


def test_the_same_letters_are_other_grams_in_another_order() -> None:
    assert buckets_of("ab", size=4) != buckets_of("ba", size=4)


def test_no_gram_reaches_into_the_next_text() -> None:
    together, alone = grams_of(["left", "right"]), [grams_of(["left"]), grams_of(["right"])]

    assert together.counts.tolist() == [int(grams.counts[0]) for grams in alone]


def test_only_the_first_thousand_characters_count(linear: Linear) -> None:
    cut, whole = linear.log_odds(["w" * 1_000, "w" * 1_000 + " and something else"])

    assert cut == whole


def test_a_text_has_the_same_log_odds_whatever_it_is_looked_up_with(linear: Linear) -> None:
    crowd = [f"{text}{' again' * (number % 9)}" for number in range(200) for text in CHAT]
    alone = np.concatenate([linear.log_odds([text]) for text in crowd])

    assert np.array_equal(linear.log_odds(crowd), alone)


def test_log_odds_are_the_mean_of_the_weights_times_the_root_of_their_number() -> None:
    weights = np.zeros(1 << BITS, np.int8)
    weights[buckets_of("oak", size=5)] = 40
    linear = Linear(weights, scale=0.5, bias=-1.0)

    [odds] = linear.log_odds(["oak"])

    # " oak ": four grams of two letters, three of three, two of four and one of five.
    assert odds == pytest.approx(40 * 0.5 / np.sqrt(10) - 1.0)


def test_no_texts_have_no_log_odds(linear: Linear) -> None:
    assert linear.log_odds([]).shape == (0,)


@pytest.mark.parametrize("text", ["\ud83d half", "\0\u202e", "🙂" * 500, "a" * 1_000_000])
def test_odd_texts_have_log_odds(linear: Linear, text: str) -> None:
    assert np.isfinite(linear.log_odds([text])).all()


def test_a_saved_model_says_the_same_when_it_is_read_again(linear: Linear, tmp_path: Path) -> None:
    linear.save(tmp_path / "linear.npz")

    again = Linear.load(tmp_path / "linear.npz")

    assert np.array_equal(again.log_odds(CHAT), linear.log_odds(CHAT))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "linear.npz").write_bytes(content)

    with pytest.raises(ModelError, match=r"linear\.npz: no linear model"):
        Linear.load(tmp_path / "linear.npz")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"linear\.npz: no linear model"):
        Linear.load(tmp_path / "linear.npz")


def test_a_model_for_other_grams_is_refused(tmp_path: Path) -> None:
    Linear(np.zeros(16, np.int8), scale=1.0, bias=0.0).save(tmp_path / "linear.npz")

    with pytest.raises(ModelError, match="other n-grams"):
        Linear.load(tmp_path / "linear.npz")
