"""alt-profanity-check: a linear model over word counts, in scikit-learn."""

from collections.abc import Sequence
from importlib.metadata import version


class AltProfanityCheck:
    flag_at = 0.5  # what its `predict` comes to

    @property
    def version(self) -> str:
        return version("alt-profanity-check")

    def load(self, _: str) -> None:
        from profanity_check import predict_prob

        self._probabilities = predict_prob

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        return list(self._probabilities(texts))
