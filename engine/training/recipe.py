"""The hyper-parameters of a training, each with the reason for its value."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The defaults are what the shipped model was trained with; they are kept in its manifest."""

    seed: int = 7
    epochs: int = 3
    # How many texts an epoch has, ours always among them; 0 is all. The others are drawn anew for
    # each epoch.
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

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
