"""How negative the words sound, by VADER: the only module that imports it."""

import string
from collections import OrderedDict

from vaderSentiment.vaderSentiment import NEGATE, SentimentIntensityAnalyzer

_READ = 300  # characters; VADER's time grows with the square of the words
_REMEMBERED = 4096


class Sentiment:
    """Reads VADER's word list once (about 30 ms) and remembers the latest texts' scores."""

    def __init__(self) -> None:
        self._analyser = SentimentIntensityAnalyzer()
        valences = self._analyser.lexicon
        self._dark = {word for word, valence in valences.items() if valence < 0}
        self._dark |= {*NEGATE, "least"}
        self._scores: OrderedDict[str, float] = OrderedDict()

    def negativity(self, screened: str) -> float:
        """0 for neutral and positive texts, up to 1."""
        text = screened[:_READ]
        known = self._scores.get(text)
        if known is not None:
            self._scores.move_to_end(text)
            return known
        score = self._measured(text)
        self._scores[text] = score
        if len(self._scores) > _REMEMBERED:
            self._scores.popitem(last=False)
        return score

    def forget(self) -> None:
        """Drop the texts that are remembered."""
        self._scores.clear()

    def _measured(self, text: str) -> float:
        if self._cannot_be_negative(text):
            return 0.0
        return float(max(0.0, -self._analyser.polarity_scores(text)["compound"]))

    def _cannot_be_negative(self, text: str) -> bool:
        """No word of ill and nothing that would turn a good one; spares most chat the rest."""
        if not text.isascii():
            return False
        return all(
            word not in self._dark
            and "n't" not in word
            and word.strip(string.punctuation) not in self._dark
            for word in text.split()
        )
