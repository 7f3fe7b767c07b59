"""What communities and people chose for themselves, as it was written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.card_notes import CARD
from bot.settings import Settings
from data.state import State
from engine.events import Community
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.protection import Protections
from engine.verdict import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    policies: PolicyBook
    protections: Protections


async def choices_in(state: State, settings: Settings, *, mode: Mode | None) -> Choices:
    """`mode` overrides every community's."""
    policies = PolicyBook(_configured(settings, mode), ledger=state.ledger)
    protections = Protections(ledger=state.ledger)
    for setting in await state.archive.settings(but=CARD):
        policies.restore(setting)
        protections.restore(setting)
    return Choices(policies=policies, protections=protections)


def _configured(settings: Settings, mode: Mode | None) -> Callable[[Community], CommunityPolicy]:
    if mode is None:
        return settings.policy_for
    return lambda community: replace(settings.policy_for(community), mode=mode)
