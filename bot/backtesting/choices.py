"""What communities and people chose, read beside a running Haven and never written."""

from dataclasses import dataclass
from typing import NoReturn

from bot.card_notes import CARD
from bot.homes import named_homes
from bot.settings import Settings
from data.archive import Archive
from engine.changes import Changes
from engine.clock import Clock
from engine.links import Links
from engine.policy.book import PolicyBook
from engine.policy.protection import Protections


class OnlyLooking:
    """The ledger of whoever must change nothing."""

    async def commit(self, changes: Changes) -> NoReturn:
        raise TypeError(f"nothing may be written here: {type(changes).__name__}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    policies: PolicyBook
    protections: Protections
    links: Links


async def chosen_in(archive: Archive, settings: Settings, clock: Clock) -> Chosen:
    ledger = OnlyLooking()
    policies = PolicyBook(settings.policy_for, ledger=ledger)
    protections = Protections(ledger=ledger)
    for setting in await archive.settings(but=CARD):
        policies.restore(setting)
        protections.restore(setting)
    links = Links(
        named_homes(settings),
        allowed=lambda home: policies.of(home).link_accounts,
        ledger=ledger,
        clock=clock,
    )
    links.restore(await archive.links())
    return Chosen(policies=policies, protections=protections, links=links)
