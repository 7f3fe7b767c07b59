"""A Discord server with two Twitch channels, whose members may link their accounts."""

from dataclasses import dataclass, field

from bot.settings import Settings
from engine.changes import Link
from engine.clock import Clock
from engine.events import Community, Place, Platform
from engine.homes import Homes
from engine.link_codes import LinkCodes
from engine.linking import Linking
from engine.links import Links
from engine.ports import Ledger
from tests.builders import NOON
from tests.engine.door import Door

HOME = Community(Platform.DISCORD, "4001")
STAGE, SECOND_STAGE = (Community(Platform.TWITCH, channel) for channel in ("501", "502"))
STRANGE_HOME = Community(Platform.DISCORD, "4002")
STRANGE_STAGE = Community(Platform.TWITCH, "503")
LONELY_STAGE = Community(Platform.TWITCH, "504")
HOMES = Homes({STAGE: HOME, SECOND_STAGE: HOME, STRANGE_STAGE: STRANGE_HOME})
# Of a bot whose server lets its members link their accounts.
LINKING = Settings(twitch={"servers": {"501": "4001"}}, policy={"link_accounts": True})  # type: ignore[arg-type]
HALL, CHAT = Place(HOME, "hall"), Place(STAGE, "mika")


def link(**changes: object) -> Link:
    usual = {"home": HOME, "member": "vex", "viewer": "900", "linked_at": NOON}
    return Link(**{**usual, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a server wants can be changed while its bot runs: those in `forbidden` want no links."""

    links: Links
    linking: Linking
    forbidden: set[Community] = field(default_factory=set)


def known_to(ledger: Ledger, clock: Clock, *, homes: Homes = HOMES) -> Known:
    forbidden: set[Community] = set()
    links = Links(homes, allowed=lambda home: home not in forbidden, ledger=ledger, clock=clock)
    return Known(
        links=links,
        linking=Linking(links, codes=LinkCodes(), clock=clock),
        forbidden=forbidden,
    )


def linking_at(door: Door, *, homes: Homes = HOMES) -> Known:
    return known_to(door.ledger, door.clock, homes=homes)


async def tie(linking: Linking, *, member: str = "vex", viewer: str = "900") -> None:
    await linking.redeem(STAGE, viewer, linking.offer(HOME, member))
