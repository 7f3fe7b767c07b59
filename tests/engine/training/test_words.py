from engine.training.words import kept_of


def test_words_with_letters_drawn_out_are_left_out() -> None:
    zipf = {"so": 6.3, "sooo": 3.9, "shit": 5.0, "shiit": 2.4, "aardvark": 2.9, "hiiii": 3.4}

    assert kept_of(zipf) == ["so", "shit", "aardvark"]


def test_rare_words_that_are_two_common_ones_are_left_out() -> None:
    zipf = {"shut": 5.0, "mouth": 4.9, "shutmouth": 2.3, "upset": 4.3, "someone": 5.7, "some": 6.2}

    assert kept_of(zipf) == ["shut", "mouth", "upset", "someone", "some"]
