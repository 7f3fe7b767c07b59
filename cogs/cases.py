"""Cases on Discord: cards are posted, and their buttons heard, on whichever client there is."""

import re
from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

import discord

from cogs.asking import NOBODY
from cogs.card_message import illustrated, pictures
from cogs.case_buttons import Services, button_for
from cogs.case_card import PATTERN, Verb, card_of, custom_id
from cogs.charts import Painter
from engine.cases import Case
from engine.dossier import CaseView
from engine.events import Community


async def add_to(client: discord.Client, services: Services) -> None:
    """Hear the buttons of all cards, of earlier runs too; a new client needs it anew."""
    client.add_dynamic_items(button_for(services))


async def post_card(
    channel: discord.abc.Messageable, view: CaseView, painter: Painter
) -> discord.Message:
    view = illustrated(view, channel)
    files = await pictures(view, painter)
    nonce = _nonce(view.case.community, view.case.number)
    return await channel.send(view=card_of(view), files=files, nonce=nonce, allowed_mentions=NOBODY)


def is_card_of(message: discord.Message, case: Case) -> bool:
    """Whether one of its buttons is about that case."""
    about = re.fullmatch(PATTERN, custom_id(Verb.EXPLAIN, case))
    found = (re.fullmatch(PATTERN, name) for name in _named(message.components))
    return any(match and about and _which(match) == _which(about) for match in found)


def _which(match: re.Match[str]) -> tuple[int, str | None]:
    return int(match["number"]), match["channel"]


def _named(components: Iterable[object]) -> Iterator[str]:
    """The ids of all components, of whatever depth."""
    for component in components:
        yield from filter(None, (getattr(component, "custom_id", None),))
        yield from _named(getattr(component, "children", ()))


def _nonce(community: Community, number: int) -> str:
    """Discord drops a repeat with the same nonce for some minutes; 25 characters are allowed."""
    return uuid5(NAMESPACE_URL, f"haven:card:{community}:{number}").hex[:25]
