"""What communities and people chose for themselves, as it was written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.card_notes import CARD
from bot.homes import named_homes
from bot.settings import Settings
from data.state import State
from engine.clock import Clock
from engine.events import Community
from engine.link_codes import LinkCodes
from engine.linking import Linking
from engine.links import Links
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.protection import Protections
from engine.verdict import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    policies: PolicyBook
    protections: Protections
    links: Links
    linking: Linking


async def choices_in(
    state: State, settings: Settings, *, mode: Mode | None, clock: Clock
) -> Choices:
    """`mode` overrides every community's."""
    policies = PolicyBook(_configured(settings, mode), ledger=state.ledger)
    protections = Protections(ledger=state.ledger)
    for setting in await state.archive.settings(but=CARD):
        policies.restore(setting)
        protections.restore(setting)
    links = await _links(state, settings, policies, clock)
    linking = Linking(links, codes=LinkCodes(), clock=clock)
    return Choices(policies=policies, protections=protections, links=links, linking=linking)


async def _links(state: State, settings: Settings, policies: PolicyBook, clock: Clock) -> Links:
    links = Links(
        named_homes(settings),
        allowed=lambda home: policies.of(home).link_accounts,
        ledger=state.ledger,
        clock=clock,
    )
    links.restore(await state.archive.links())
    await links.part_strays()
    return links


def _configured(settings: Settings, mode: Mode | None) -> Callable[[Community], CommunityPolicy]:
    if mode is None:
        return settings.policy_for
    return lambda community: replace(settings.policy_for(community), mode=mode)
