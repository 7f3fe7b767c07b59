"""Who moderates where, as far as chat has shown it: nobody else may be asked by a moderator."""

from collections import OrderedDict

# More people than have a badge in all channels of one bot.
_MOST = 50_000


class Standings:
    def __init__(self) -> None:
        self._moderators: OrderedDict[tuple[str, str], None] = OrderedDict()

    def note(self, channel: str, user: str, *, moderates: bool) -> None:
        """Each message tells it anew."""
        self._moderators.pop((channel, user), None)
        if moderates:
            self._moderators[channel, user] = None
        if len(self._moderators) > _MOST:
            self._moderators.popitem(last=False)

    def is_immune(self, channel: str, user: str) -> bool:
        """Twitch would refuse to do anything to them."""
        return user == channel or (channel, user) in self._moderators
