"""better-profanity: a list of words and their usual misspellings, yes or no."""

from collections.abc import Sequence
from importlib.metadata import version


class BetterProfanity:
    flag_at = 1.0

    @property
    def version(self) -> str:
        return version("better-profanity")

    def load(self, _: str) -> None:
        from better_profanity import profanity

        self._contains_profanity = profanity.contains_profanity

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        return [float(self._contains_profanity(text)) for text in texts]
