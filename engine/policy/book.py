"""Which policy holds where: the defaults, what configuration says, what a community chose."""

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType

from engine import audit
from engine.changes import AuditEntry, Changes, Setting
from engine.events import Community
from engine.policy.community import CommunityPolicy
from engine.policy.document import Choices, applied, restored, toml_of
from engine.ports import Ledger
from engine.verdict import Mode

MODE = "mode"
POLICY = "policy"
_NOTHING: Choices = MappingProxyType({})


class PolicyBook:
    """`configured` tells what the self-hoster's configuration says of a community."""

    def __init__(
        self, configured: Callable[[Community], CommunityPolicy], *, ledger: Ledger
    ) -> None:
        self._configured = configured
        self._ledger = ledger
        self._known: dict[Community, CommunityPolicy] = {}
        self._modes: dict[Community, Mode] = {}
        self._chosen: dict[Community, Choices] = {}

    def of(self, community: Community) -> CommunityPolicy:
        if community not in self._known:
            self._known[community] = self._policy(community, self._chosen.get(community, _NOTHING))
        return self._known[community]

    def configured(self, community: Community) -> CommunityPolicy:
        """What holds where the community has chosen nothing."""
        return self._configured(community)

    def chosen(self, community: Community) -> Choices:
        """What the community set itself, but for its mode."""
        return self._chosen.get(community, _NOTHING)

    def with_choices(self, community: Community, choices: Choices) -> CommunityPolicy:
        """What would hold if the community chose just this; the mode stays unless it is named."""
        return self._policy(community, choices)

    def restore(self, setting: Setting) -> None:
        """Bring back a choice from before a restart."""
        community = setting.community
        if setting.key == MODE:
            self._modes[community] = Mode(setting.value)
        if setting.key == POLICY:
            self._chosen[community] = restored(setting.value, self._configured(community))
        self._known.pop(community, None)

    async def choose_mode(self, community: Community, mode: Mode, *, by: str, at: datetime) -> None:
        """A moderator lets Haven do more or less by itself, and the audit log says who."""
        choice = Setting(community=community, key=MODE, value=mode.value)
        entry = audit.of_mode(community, mode, actor=by, at=at)
        await self._ledger.commit(Changes(settings=(choice,), audit=(entry,)))
        self.restore(choice)

    async def choose(
        self, community: Community, choices: Choices, *, by: str, at: datetime
    ) -> CommunityPolicy:
        """Let `choices` stand in place of all that the community had chosen, at once."""
        kept = {name: value for name, value in choices.items() if name != MODE}
        settings = [Setting(community=community, key=POLICY, value=toml_of(kept))]
        entries = [self._entry(community, choices, by=by, at=at)]
        if MODE in choices:
            mode = Mode(choices[MODE])
            settings.append(Setting(community=community, key=MODE, value=mode.value))
            entries.append(audit.of_mode(community, mode, actor=by, at=at))
        await self._ledger.commit(Changes(settings=tuple(settings), audit=tuple(entries)))
        for setting in settings:
            self.restore(setting)
        return self.of(community)

    def _policy(self, community: Community, choices: Choices) -> CommunityPolicy:
        mode = {MODE: self._modes[community]} if community in self._modes else {}
        return applied({**mode, **choices}, self._configured(community))

    def _entry(
        self, community: Community, choices: Choices, *, by: str, at: datetime
    ) -> AuditEntry:
        former, coming = self.of(community), self._policy(community, choices)
        return AuditEntry(
            at=at,
            community=community,
            actor=by,
            kind="policy.changed",
            detail={"former": former.version, "policy": coming.version, "keys": len(choices)},
        )
