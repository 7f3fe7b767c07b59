"""How a channel's chat is set: slow, for followers only, nothing twice; what several want of it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from twitchio import ChatSettings


@dataclass(frozen=True, slots=True)
class ChatModes:
    """`slow` is in seconds, 0 for not at all; `followers` in minutes of following, None for all."""

    slow: int = 0
    followers: int | None = None
    unique: bool = False

    @classmethod
    def of(cls, settings: ChatSettings) -> Self:
        followers = (settings.follower_mode_duration or 0) if settings.follower_mode else None
        slow = (settings.slow_mode_wait_time or 0) if settings.slow_mode else 0
        return cls(slow, followers, settings.unique_chat_mode)

    def stricter(self, other: Self) -> Self:
        """Never milder than either."""
        followers = [each for each in (self.followers, other.followers) if each is not None]
        return type(self)(
            max(self.slow, other.slow), max(followers, default=None), self.unique or other.unique
        )

    def changes_from(self, former: Self) -> Mapping[str, Any]:
        """What to ask of Helix; a duration may stand only beside a mode that is on."""
        changes: dict[str, Any] = {}
        if self.slow != former.slow:
            changes["slow_mode"] = self.slow > 0
            changes["slow_mode_wait_time"] = self.slow or None
        if self.followers != former.followers:
            changes["follower_mode"] = self.followers is not None
            changes["follower_mode_duration"] = self.followers
        if self.unique != former.unique:
            changes["unique_chat_mode"] = self.unique
        return {name: value for name, value in changes.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was set before Haven came, and what each of its measures wants on top."""

    former: ChatModes
    wanted: Mapping[str, ChatModes]

    @classmethod
    def read(cls, note: Mapping[str, Any]) -> Self:
        wanted = {name: ChatModes(**modes) for name, modes in note["wanted"].items()}
        return cls(ChatModes(**note["former"]), wanted)

    def note(self) -> Mapping[str, Any]:
        return asdict(self)

    def with_wish(self, name: str, modes: ChatModes) -> Self:
        return type(self)(self.former, {**self.wanted, name: modes})

    def without(self, name: str) -> Self:
        left = {each: modes for each, modes in self.wanted.items() if each != name}
        return type(self)(self.former, left)

    @property
    def modes(self) -> ChatModes:
        return _strictest((self.former, *self.wanted.values()))


def _strictest(modes: Iterable[ChatModes]) -> ChatModes:
    strictest = ChatModes()
    for each in modes:
        strictest = strictest.stricter(each)
    return strictest
