"""glin-profanity: word lists behind a normaliser of spelling tricks, yes or no."""

from collections.abc import Sequence
from importlib.metadata import version


class GlinProfanity:
    flag_at = 1.0

    @property
    def version(self) -> str:
        return version("glin-profanity")

    def load(self, _: str) -> None:
        from glin_profanity import Filter

        self._is_profane = Filter().is_profane

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        return [float(self._is_profane(text)) for text in texts]
