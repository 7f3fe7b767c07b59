from itertools import pairwise

from engine.screening.windows import windows


def test_a_short_text_is_one_piece() -> None:
    assert windows("what a lovely map") == ["what a lovely map"]


def test_the_pieces_of_a_long_text_cover_all_of_it_and_overlap() -> None:
    words = [f"w{number}" for number in range(200)]

    pieces = [piece.split() for piece in windows(" ".join(words))]

    assert {word for piece in pieces for word in piece} == set(words)
    assert all(len(piece) <= 48 for piece in pieces)
    assert all(set(one) & set(other) for one, other in pairwise(pieces))


def test_the_end_of_a_text_is_in_a_piece() -> None:
    words = [f"w{number}" for number in range(101)]

    assert windows(" ".join(words))[-1].endswith("w100")
