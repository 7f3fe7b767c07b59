"""The hyper-parameters of a training, each with the reason for its value."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The defaults are what the shipped model was trained with; they are kept in its manifest."""

    seed: int = 7
    epochs: int = 2
    # How many texts are learned from, ours always among them; 0 is all. What is left out would
    # cost a quarter of an hour more and is the kind of which there is most.
    texts: int = 200_000
    batch: int = 64
    # Longer texts are cut: a step costs what its tokens cost, and chat is short.
    tokens: int = 48
    body_rate: float = 7e-5
    head_rate: float = 1e-3
    warm_up: float = 0.03
    weight_decay: float = 0.01
    workers: int = 2  # threads that share each batch; another number gives other roundings
    # Loss of the categories, of "person" and of severity against that of "harmful".
    categories: float = 0.4
    person: float = 0.2
    severity: float = 0.1
    # How strongly a text's vector is held to that of the untuned model, for the memory's sake.
    retention: float = 0.5
    retained_tokens: int = 24  # the memory's texts are chat; longer ones are free to move
    # The part of the loss in which a source's own bar corrects "harmful"; the rest has one bar.
    own_bar: float = 0.7
    bar_decay: float = 0.02
    # Of the texts that have an obfuscated variant, how many are shown in it.
    obfuscated: float = 0.6
    # A second, gentler course: our own texts over and over, and some others against forgetting.
    polish_texts: int = 120_000
    polish_own: int = 2
    polish_rate: float = 2e-5

    def courses(self) -> tuple["Course", "Course"]:
        first = Course("fitted", self.texts, 1, self.epochs, self.body_rate, self.head_rate)
        head_rate = self.head_rate * self.polish_rate / self.body_rate
        own, rate = self.polish_own, self.polish_rate
        return first, Course("polished", self.polish_texts, own, 1, rate, head_rate)

    def read_by(self, course: "Course") -> dict[str, Any]:
        """What a course follows from: nothing of the second one changes the first."""
        first = course == self.courses()[0]
        every = self.as_dict().items()
        return {key: value for key, value in every if not (first and key.startswith("polish"))}

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Course:
    """One pass of fitting: `own` is how often each of our own texts is shown in an epoch."""

    name: str
    texts: int
    own: int
    epochs: int
    body_rate: float
    head_rate: float
