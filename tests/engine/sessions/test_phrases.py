"""Reading tone from phrase lists."""

from engine.sessions.phrases import PhraseBook

BOOK = PhraseBook({"laughter": ["lol", "made me laugh"], "stop_requests": ["please stop"], "x": []})


def test_words_and_phrases_are_found_in_one_pass() -> None:
    assert BOOK.tone(("lol", "please", "stop")) == {"laughter", "stop_requests"}


def test_a_phrase_matches_on_whole_words_only() -> None:
    assert BOOK.tone(("please", "stopping")) == frozenset()


def test_a_phrase_is_found_in_the_middle() -> None:
    assert BOOK.tone(("that", "made", "me", "laugh", "today")) == {"laughter"}


def test_a_phrase_cut_off_by_the_end_is_not_found() -> None:
    assert BOOK.tone(("that", "made", "me")) == frozenset()


def test_no_words_have_no_tone() -> None:
    assert BOOK.tone(()) == frozenset()


def test_only_single_words_are_known_as_everyday_words() -> None:
    assert BOOK.knows("lol")
    assert not BOOK.knows("please")
