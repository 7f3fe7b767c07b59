"""Moderators' commands on cases: look at them, find them, write on them, take them back."""

from dataclasses import replace

import discord
from discord import app_commands

from cogs.asking import Interaction, admit, community_of, say, show
from cogs.case_buttons import Services, show_card, walk
from cogs.case_lists import AT_ONCE, list_of
from cogs.channels import LOOKED_AFTER, ChannelName, Channels, suggest
from cogs.explain_command import explain_command
from cogs.matters import Matter, matter
from cogs.tree import HavenTree
from engine.authority import DeniedError
from engine.cases import Case, Status
from engine.desk import Desk
from engine.dossier import CaseView
from engine.events import Community, Power
from engine.queries import CaseQuery
from engine.review import RefusedRulingError
from engine.verdict import Category

CaseNumber = app_commands.Range[int, 1, 999_999_999]
Words = app_commands.Range[str, 1, 1_000]
Named = app_commands.Range[str, 1, 20]
_CAMPAIGN = "campaign"
_NUMBER, _BEFORE = "The case's number", "Only cases with a lower number than this"
_INSTEAD = "Those of a Twitch channel that is looked after from here"
MODERATORS = discord.Permissions(moderate_members=True)

_STATUSES = [app_commands.Choice(name=each.value, value=each.value) for each in Status]
_CATEGORIES = [
    app_commands.Choice(name=each.value.replace("_", " "), value=each.value) for each in Category
]


def add_to(tree: HavenTree, services: Services) -> None:
    """`/case …`, `/history`, `/explain`, `/undo`, `/review`; Discord's limits are a hint."""
    channels = Channels(services.homes, services.desk)
    tree.add_command(CaseCommands(services, channels))
    for command in (
        _history(services.desk),
        explain_command(services.desk, channels),
        _undo(services, channels),
        _review(services),
    ):
        command.default_permissions = MODERATORS
        tree.add_command(command)


class CaseCommands(app_commands.Group):
    def __init__(self, services: Services, channels: Channels) -> None:
        super().__init__(
            name="case", description="Look at and change cases", default_permissions=MODERATORS
        )
        self._channels = channels
        for command in (
            self.show_one,
            self.list_some,
            self.search,
            self.note,
            self.reason,
            self.void,
        ):
            suggest(command, channels)
        self._services = services
        self._desk = services.desk
        self._bench = services.bench

    @app_commands.command(name="show", description="The card of a case, for you alone")
    @app_commands.describe(number=_NUMBER, channel=LOOKED_AFTER)
    async def show_one(
        self, interaction: Interaction, number: CaseNumber, channel: ChannelName | None = None
    ) -> None:
        await admit(interaction, Power.REVIEW)
        where = await self._channels.named(interaction, channel)
        view = await _view(self._desk, where, number)
        await show_card(interaction, self._services, view)

    @app_commands.command(name="list", description="Cases of this server, the newest first")
    @app_commands.describe(
        status="Only cases in this state",
        category="Only cases of this kind",
        before=_BEFORE,
        channel=_INSTEAD,
    )
    @app_commands.choices(status=_STATUSES, category=_CATEGORIES)
    async def list_some(
        self,
        interaction: Interaction,
        status: str | None = None,
        category: str | None = None,
        before: CaseNumber | None = None,
        channel: ChannelName | None = None,
    ) -> None:
        await admit(interaction, Power.REVIEW)
        where = await self._channels.named(interaction, channel)
        query = CaseQuery(community=where, before=before, limit=AT_ONCE)
        query = replace(query, status=Status(status) if status else None)
        query = replace(query, category=Category(category) if category else None)
        await show(interaction, list_of("Cases", await self._desk.search(query)))

    @app_commands.command(description="Cases by words of their reason")
    @app_commands.describe(
        words="All of these are in the reason",
        person="Only cases about them",
        before=_BEFORE,
        channel=_INSTEAD,
    )
    async def search(
        self,
        interaction: Interaction,
        words: Words,
        person: discord.User | None = None,
        before: CaseNumber | None = None,
        channel: ChannelName | None = None,
    ) -> None:
        await admit(interaction, Power.REVIEW)
        if channel and person:
            raise DeniedError("Discord knows nobody of a Twitch channel: search there by words.")
        where = await self._channels.named(interaction, channel)
        asked = _query(interaction, person=person, before=before)
        query = replace(asked, community=where, words=(words,))
        await show(interaction, list_of("Cases found", await self._desk.search(query)))

    @app_commands.command(description="Add a note that moderators see on the card")
    @app_commands.describe(
        number=_NUMBER, text="What other moderators should know", channel=LOOKED_AFTER
    )
    async def note(
        self,
        interaction: Interaction,
        number: CaseNumber,
        text: Words,
        channel: ChannelName | None = None,
    ) -> None:
        found = await self._matter(interaction, number, channel)
        await self._bench.note(*found.key, text, by=found.by, over=found.over)
        await say(interaction, f"Noted on case {number}.")

    @app_commands.command(description="Say why a case is as it is, in place of what it said")
    @app_commands.describe(number=_NUMBER, text="The reason from now on", channel=LOOKED_AFTER)
    async def reason(
        self,
        interaction: Interaction,
        number: CaseNumber,
        text: Words,
        channel: ChannelName | None = None,
    ) -> None:
        found = await self._matter(interaction, number, channel)
        await self._bench.give_reason(*found.key, text, by=found.by, over=found.over)
        await say(interaction, f"Case {number} has that reason now.")

    @app_commands.command(description="Strike a case off: taken back, and nothing learned from it")
    @app_commands.describe(number=_NUMBER, channel=LOOKED_AFTER)
    async def void(
        self, interaction: Interaction, number: CaseNumber, channel: ChannelName | None = None
    ) -> None:
        found = await self._matter(interaction, number, channel)
        await self._bench.void(*found.key, by=found.by, over=found.over)
        await say(interaction, f"Case {number} is void, and what it did is taken back.")

    async def _matter(self, interaction: Interaction, number: int, channel: str | None) -> Matter:
        await admit(interaction, Power.REVIEW)
        where = await self._channels.named(interaction, channel)
        return await matter(interaction, self._desk, where, number)


def _history(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="What there has been about somebody here")
    @app_commands.describe(person="Whom the cases are about", before=_BEFORE)
    async def history(
        interaction: Interaction, person: discord.User, before: CaseNumber | None = None
    ) -> None:
        await admit(interaction, Power.REVIEW)
        await show_history(interaction, desk, person, before=before)

    return history


def _undo(
    services: Services, channels: Channels
) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="Take back all that a case did, to whomever it did it")
    @app_commands.describe(
        case=f"Its number, or: {_CAMPAIGN} (the latest one, as a whole)", channel=LOOKED_AFTER
    )
    async def undo(
        interaction: Interaction, case: Named, channel: ChannelName | None = None
    ) -> None:
        await admit(interaction, Power.REVIEW)
        where = await channels.named(interaction, channel)
        number = await _number_of(services.desk, where, case)
        found = await matter(interaction, services.desk, where, number)
        await services.bench.reverse(*found.key, by=found.by, over=found.over)
        await say(interaction, _undone(found.case))

    suggest(undo, channels)
    return undo


def _review(services: Services) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="Go through the cases that wait, card by card")
    async def review(interaction: Interaction) -> None:
        await admit(interaction, Power.REVIEW)
        await walk(interaction, services)

    return review


async def show_history(
    interaction: Interaction,
    desk: Desk,
    person: discord.User | discord.Member,
    *,
    before: int | None = None,
) -> None:
    query = _query(interaction, person=person, before=before)
    linked = await desk.linked_cases(query.community, str(person.id))
    page = await desk.search(query)
    await show(interaction, list_of(f"About {person.mention}", page, linked=linked))


async def _number_of(desk: Desk, where: Community, named: str) -> int:
    """Of the case that somebody means.

    Raises:
        DeniedError: there is none, or it cannot be told which one it is.
    """
    named = named.strip().removeprefix("#").casefold()
    if named.isascii() and named.isdecimal():
        return int(named)
    if named != _CAMPAIGN:
        raise DeniedError(f"Give a case's number, or: {_CAMPAIGN}")
    latest = await desk.last_campaign(where)
    if latest is None:
        raise DeniedError("There is no campaign here that has not been taken back.")
    return latest.number


async def _view(desk: Desk, where: Community, number: int) -> CaseView:
    view = await desk.view(where, number)
    if view is None:
        raise RefusedRulingError(f"There is no case {number} here.")
    return view


def _query(
    interaction: Interaction,
    *,
    person: discord.User | discord.Member | None = None,
    before: int | None = None,
) -> CaseQuery:
    return CaseQuery(
        community=community_of(interaction),
        person=str(person.id) if person else None,
        before=before,
        limit=AT_ONCE,
    )


def _undone(case: Case) -> str:
    people = len(case.accounts)
    whose = f" for all {people} people" if people > 1 else ""
    return f"Case {case.number} is taken back{whose}."
