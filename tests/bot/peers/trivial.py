"""Peers of no use, for a process of their own."""

import os
import signal
from collections.abc import Sequence


class Counting:
    """Counts letters, prints as some libraries do, and answers with what it was configured."""

    flag_at = 10.0

    def __init__(self) -> None:
        self.version = ""
        self.asked: list[int] = []

    def load(self, configuration: str) -> None:
        print("welcome to this library")  # noqa: T201 - as some do
        self.version = configuration

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        self.asked.append(len(texts))
        return [len(text) for text in texts]


class Broken:
    """Cannot be loaded."""

    version, flag_at = "0", 0.0

    def load(self, configuration: str) -> None:
        raise RuntimeError("no weights here")

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        return [0.0 for _ in texts]


class Killed(Broken):
    """Is ended from outside, as by a system that runs out of memory."""

    def load(self, configuration: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
