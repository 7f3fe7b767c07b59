import pytest

from engine.screening.sentiment import Sentiment


@pytest.fixture(scope="module")
def sentiment() -> Sentiment:
    return Sentiment()


def test_hateful_words_are_more_negative_than_grumbling(sentiment: Sentiment) -> None:
    assert sentiment.negativity("i hate you, you are awful") > sentiment.negativity("this is bad")


@pytest.mark.parametrize(
    "text", ["", "see you at eight", "i love this, great work", "\ud800", "🙂"]
)
def test_neutral_and_kind_words_are_not_negative(sentiment: Sentiment, text: str) -> None:
    assert sentiment.negativity(text) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "not good",
        "isn't great",
        "never nice",
        "not ok :(",
        "awful.",
        "without hope",
        "no joy",
        "😭",
    ],
)
def test_the_short_cut_never_hides_a_negative_score(sentiment: Sentiment, text: str) -> None:
    vader = sentiment._analyser.polarity_scores(text)["compound"]

    assert sentiment.negativity(text) == max(0.0, -vader)


def test_a_text_is_read_once(sentiment: Sentiment, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sentiment.negativity("a horrible awful evening")
    monkeypatch.setattr(sentiment, "_analyser", None)

    assert sentiment.negativity("a horrible awful evening") == first


def test_memory_of_scores_is_bounded() -> None:
    sentiment = Sentiment()

    for number in range(5000):
        sentiment.negativity(f"text {number}")

    assert len(sentiment._scores) == 4096
