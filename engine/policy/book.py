"""Which policy holds where: the defaults, what configuration says, what a community chose."""

from collections.abc import Mapping
from dataclasses import replace

from engine.changes import Changes, Setting
from engine.events import Community
from engine.policy.community import CommunityPolicy
from engine.ports import Ledger
from engine.verdict import Mode

MODE = "mode"


class PolicyBook:
    """`configured` is keyed by the community as text ("discord:123")."""

    def __init__(
        self,
        default: CommunityPolicy,
        *,
        configured: Mapping[str, CommunityPolicy],
        ledger: Ledger,
    ) -> None:
        self._default = default
        self._configured = configured
        self._ledger = ledger
        self._chosen: dict[Community, CommunityPolicy] = {}

    def of(self, community: Community) -> CommunityPolicy:
        policy = self._chosen.get(community)
        return policy or self._configured.get(str(community), self._default)

    def restore(self, setting: Setting) -> None:
        """Bring back a choice from before a restart."""
        if setting.key == MODE:
            policy = replace(self.of(setting.community), mode=Mode(setting.value))
            self._chosen[setting.community] = policy

    async def choose_mode(self, community: Community, mode: Mode) -> None:
        choice = Setting(community=community, key=MODE, value=mode.value)
        await self._ledger.commit(Changes(settings=(choice,)))
        self.restore(choice)
