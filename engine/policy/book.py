"""Which policy holds where: the defaults, what configuration says, what a community chose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from engine import audit
from engine.changes import Changes, Setting
from engine.events import Community
from engine.policy.community import CommunityPolicy
from engine.ports import Ledger
from engine.verdict import Mode

MODE = "mode"


class PolicyBook:
    """`configured` tells what the self-hoster's configuration says of a community."""

    def __init__(
        self, configured: Callable[[Community], CommunityPolicy], *, ledger: Ledger
    ) -> None:
        self._configured = configured
        self._ledger = ledger
        self._known: dict[Community, CommunityPolicy] = {}

    def of(self, community: Community) -> CommunityPolicy:
        if community not in self._known:
            self._known[community] = self._configured(community)
        return self._known[community]

    def restore(self, setting: Setting) -> None:
        """Bring back a choice from before a restart."""
        if setting.key == MODE:
            policy = replace(self.of(setting.community), mode=Mode(setting.value))
            self._known[setting.community] = policy

    async def choose_mode(self, community: Community, mode: Mode, *, by: str, at: datetime) -> None:
        """A moderator lets Haven do more or less by itself, and the audit log says who."""
        choice = Setting(community=community, key=MODE, value=mode.value)
        entry = audit.of_mode(community, mode, actor=by, at=at)
        await self._ledger.commit(Changes(settings=(choice,), audit=(entry,)))
        self.restore(choice)
