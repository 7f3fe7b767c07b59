"""Blast radius: how much automation may take from people before a human looks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.actions import Action, Ban, Inverse, is_destructive
from engine.policy.community import CommunityPolicy

BAN_WINDOW = timedelta(minutes=1)
DESTRUCTIVE_WINDOW = timedelta(minutes=10)
# What a case says, and then why, where caps kept Haven from acting by itself.
HELD_BACK = "Held back: "


class Spent:
    """The destructive actions of the last ten minutes in one community."""

    def __init__(self) -> None:
        self._bans: list[datetime] = []
        self._destructive: list[datetime] = []

    def note(self, action: Action | Inverse, moment: datetime) -> None:
        if isinstance(action, Ban):
            self._bans.append(moment)
        if is_destructive(action):
            self._destructive.append(moment)

    def refuses(self, actions: Sequence[Action], moment: datetime, policy: CommunityPolicy) -> str:
        """Why these actions are too many now; empty when they are not."""
        self._forget(moment)
        bans = sum(isinstance(action, Ban) for action in actions)
        if bans and len(self._bans) + bans > policy.bans_per_minute:
            return f"more than {policy.bans_per_minute} bans in a minute"
        destructive = sum(map(is_destructive, actions))
        limit = policy.destructive_per_ten_minutes
        if destructive and len(self._destructive) + destructive > limit:
            return f"more than {limit} destructive actions in ten minutes"
        return ""

    def _forget(self, moment: datetime) -> None:
        self._bans = [at for at in self._bans if moment - at < BAN_WINDOW]
        self._destructive = [at for at in self._destructive if moment - at < DESTRUCTIVE_WINDOW]
