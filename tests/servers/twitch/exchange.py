"""One call and its answer, and what a test scripts in place of the usual answer."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.twitch.shapes import Json

SILENCE = 999  # a scripted status: the line is cut before an answer


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    query: dict[str, str]
    body: Json
    token: str
    client: str = ""

    @property
    def route(self) -> tuple[str, str]:
        return self.method, self.path


class Refused(Exception):  # noqa: N818 - an answer like any other
    """Raised by whoever finds a fault with a call; the server answers with it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"status": status, "message": message})


class Script:
    """What is answered before the usual answers: once each, or until further notice."""

    def __init__(self) -> None:
        self._once: defaultdict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        self._lasting: dict[tuple[str, str], Answer] = {}

    def once(self, method: str, path: str, answer: Answer) -> None:
        self._once[method, path].append(answer)

    def lasting(self, method: str, path: str, answer: Answer | None) -> None:
        """None ends it."""
        if answer is None:
            del self._lasting[method, path]
        else:
            self._lasting[method, path] = answer

    def next(self, call: Call) -> Answer | None:
        if waiting := self._once[call.route]:
            return waiting.popleft()
        return self._lasting.get(call.route)
