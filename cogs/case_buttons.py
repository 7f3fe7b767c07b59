"""The buttons under a card: who clicks is looked at, one ruling is made, the card shows it."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import discord
from discord import ui

from cogs.asking import (
    Interaction,
    community_of,
    invoker,
    say,
    show,
)
from cogs.card_message import edit_card, illustrated, pictures
from cogs.case_card import (
    PATTERN,
    Verb,
    card_of,
    context_of,
    explanation_of,
    question_of,
    reading_of,
)
from cogs.charts import Painter
from cogs.matters import Matter, matter
from cogs.tree import words_of
from engine.actions import Release, Withhold
from engine.amendments import check_no_crisis
from engine.authority import DeniedError, require
from engine.bench import Bench
from engine.cases import Case
from engine.desk import Desk
from engine.dossier import CaseView
from engine.events import Community, Power
from engine.homes import Homes
from engine.ports import StorageError
from engine.review import RefusedRulingError

log = logging.getLogger(__name__)

# Answered to the moderator alone, beside the card.
Look = Callable[[Community, int], Awaitable[CaseView | None]]
_ASIDE = {Verb.BAN, Verb.EXPLAIN, Verb.READ, Verb.CONTEXT}


# Given where a click was, a case's community and number, and the card: whether it is the one kept
# of the case, and so shows the case as it is by now.
Kept = Callable[[object, Community, int, int], Awaitable[bool]]


async def on_no_board(*_: object) -> bool:
    """For where cards are posted one by one."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the buttons need of the house."""

    desk: Desk
    bench: Bench
    painter: Painter
    kept: Kept = on_no_board
    homes: Homes = field(default_factory=Homes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """What a button says: which case, of which Twitch channel if of any, at which rung, and on
    which card where not its own.
    """

    verb: Verb
    number: int
    channel: str | None = None
    seen: str
    card: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A click by somebody who may rule upon cases, and on what."""

    click: Click
    matter: Matter


def button_for(services: Services) -> type[ui.DynamicItem[ui.Button[ui.LayoutView]]]:
    """The one class that hears every button of every card ever posted."""
    buttons = CaseButtons(services)

    class CaseButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=PATTERN):
        def __init__(self, button: ui.Button[ui.LayoutView], click: Click) -> None:
            super().__init__(button)
            self._click = click

        @classmethod
        async def from_custom_id(
            cls,
            interaction: discord.Interaction[Any],  # noqa: ARG003  discord.py names the arguments
            item: ui.Item[Any],
            match: re.Match[str],
            /,
        ) -> Self:
            assert isinstance(item, ui.Button)  # noqa: S101
            return cls(item, _click_of(match))

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            await buttons.answer(interaction, self._click)

    return CaseButton


class CaseButtons:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._desk = services.desk
        self._bench = services.bench
        self._painter = services.painter

    async def answer(self, interaction: Interaction, click: Click) -> None:
        """Acknowledged before anything else, since Discord waits for three seconds only."""
        aside = _is_aside(interaction, click)
        await interaction.response.defer(ephemeral=aside, thinking=aside)
        try:
            await self._answer(interaction, click)
        except RefusedRulingError as refusal:
            await _say(interaction, click, str(refusal))
            # Their card is out of date, or they would not have asked.
            await self._refresh(interaction, click)
        except Exception as fault:  # noqa: BLE001 - discord.py would leave a click unanswered
            await _say(interaction, click, words_of(fault))

    async def _answer(self, interaction: Interaction, click: Click) -> None:
        require(invoker(interaction), {Power.REVIEW}, over=())
        match click.verb:
            case Verb.EXPLAIN:
                view = await self._view(interaction, click, self._desk.explained)
                await show(interaction, explanation_of(view))
            case Verb.READ:
                case = (await self._view(interaction, click)).case
                await show(interaction, reading_of(case, await self._desk.packet(case)))
            case Verb.CONTEXT:
                await show(interaction, context_of(await self._view(interaction, click)))
            case Verb.NEXT:
                behind = self._community(interaction, click), click.number
                await walk(interaction, self._services, behind=behind)
            case Verb.BACK:
                view = await self._view(interaction, click)
                await show_card(interaction, self._services, view)
            case Verb.BAN:
                await self._ask_about_ban(interaction, await self._asked(interaction, click))
            case _:
                await self._rule(await self._asked(interaction, click))
                await self._refresh(interaction, click)
        if click.card is not None:
            await show(interaction, "The ban is on its way.")

    async def _ask_about_ban(self, interaction: Interaction, asked: _Asked) -> None:
        """Whoever may not ban is told at once, not after the question. It takes the place of a card
        that one moderator alone sees, which no click on another message could change.
        """
        by, over = asked.matter.by, asked.matter.over
        card = None if _is_private(interaction) else _message(interaction)
        case = await self._bench.allow(*asked.matter.key, by, over)
        require(by, {Power.BAN}, over)
        check_no_crisis(case)
        await show(interaction, question_of(case, card=card))

    async def _rule(self, asked: _Asked) -> Case:
        bench, click = self._bench, asked.click
        by, over = asked.matter.by, asked.matter.over
        ruling = asked.matter.key
        match click.verb:
            case Verb.CONFIRM:
                return await bench.confirm(*ruling, by=by, over=over)
            case Verb.REVERSE:
                return await bench.reverse(*ruling, by=by, over=over)
            case Verb.APPROVE:
                return await bench.decide(*ruling, Release, by=by, over=over)
            case Verb.DENY:
                return await bench.decide(*ruling, Withhold, by=by, over=over)
            case Verb.LIGHTER:
                return await bench.lighter(*ruling, seen=click.seen, by=by, over=over)
            case Verb.HARSHER:
                return await bench.harsher(*ruling, seen=click.seen, by=by, over=over)
            case Verb.BAN_NOW:
                return await bench.ban(*ruling, seen=click.seen, by=by, over=over)
            case _:
                raise ValueError(f"{click.verb} is no ruling")

    async def _asked(self, interaction: Interaction, click: Click) -> _Asked:
        where = self._community(interaction, click)
        found = await matter(interaction, self._desk, where, click.number)
        return _Asked(click=click, matter=found)

    def _community(self, interaction: Interaction, click: Click) -> Community:
        """Raises DeniedError where the button names a channel that is not looked after here."""
        return self._services.homes.within(community_of(interaction), click.channel)

    async def _view(
        self, interaction: Interaction, click: Click, look: Look | None = None
    ) -> CaseView:
        look = look or self._desk.view
        view = await look(self._community(interaction, click), click.number)
        if view is None:
            raise DeniedError(f"There is no case {click.number} here.")
        return view

    async def _refresh(self, interaction: Interaction, click: Click) -> None:
        """Let the card show the case as it is by now."""
        view = await self._desk.view(self._community(interaction, click), click.number)
        if view is None:
            return
        if click.card is None and _is_private(interaction):
            # It can be changed as the answer to a click on it only.
            if not _is_aside(interaction, click):
                await show_card(interaction, self._services, view)
            return
        try:
            await self._change(interaction, click, view)
        except (discord.HTTPException, StorageError) as fault:
            # The ruling stands; somebody deleted the card, or took the channel from the bot.
            log.warning("card not changed", extra={"case": click.number, "why": str(fault)})

    async def _change(self, interaction: Interaction, click: Click, view: CaseView) -> None:
        """The board changes its own card, so that it is done once; a copy is changed here."""
        card, room = click.card or _message(interaction), interaction.channel
        if card is None or interaction.channel_id is None:
            return
        if await self._services.kept(room, view.case.community, click.number, card):
            return
        channel = interaction.client.get_partial_messageable(interaction.channel_id)
        await edit_card(channel.get_partial_message(card), illustrated(view, room), self._painter)


async def show_card(interaction: Interaction, services: Services, view: CaseView) -> None:
    """To one moderator alone, with the way on through the queue."""
    files = await pictures(view, services.painter)
    await show(interaction, card_of(view, walking=True), *files)


async def walk(
    interaction: Interaction, services: Services, *, behind: tuple[Community, int] | None = None
) -> None:
    """Show the case that waits behind another one, or the first that does, wherever it is that
    this server looks after.
    """
    server = community_of(interaction)
    communities = server, *services.homes.channels_of(server)
    for case in await services.desk.queue(*communities, behind=behind, limit=1):
        view = await services.desk.view(case.community, case.number)
        if view is not None:
            await show_card(interaction, services, view)
            return
    waits = "Nothing waits" if behind is None else "Nothing else waits"
    await show(interaction, f"{waits} for a moderator.")


def _click_of(match: re.Match[str]) -> Click:
    card = match["card"]
    return Click(
        verb=Verb(match["verb"]),
        number=int(match["number"]),
        channel=match["channel"],
        seen=match["seen"],
        card=int(card) if card else None,
    )


def _message(interaction: Interaction) -> int | None:
    return interaction.message.id if interaction.message else None


def _is_aside(interaction: Interaction, click: Click) -> bool:
    """Whether the answer stands beside what was clicked, not in its place."""
    in_place = click.verb is Verb.BAN and _is_private(interaction)
    return click.verb in _ASIDE and not in_place


def _is_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


async def _say(interaction: Interaction, click: Click, words: str) -> None:
    """To whoever clicked alone; in place of the question where one was asked."""
    if click.card is not None:
        await show(interaction, words)
        return
    await say(interaction, words)
