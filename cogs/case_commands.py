"""Moderators' commands on cases: look at them, find them, write on them, take them back."""

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import app_commands

from cogs.asking import Interaction, admit, community_of, everybody_in, say, show
from cogs.case_buttons import Services, show_card, walk
from cogs.case_card import explanation_of
from cogs.case_lists import AT_ONCE, list_of
from cogs.tree import HavenTree
from engine.authority import DeniedError
from engine.cases import Case, Status
from engine.desk import Desk
from engine.dossier import CaseView
from engine.events import Power, Standing
from engine.queries import CaseQuery
from engine.review import RefusedRulingError
from engine.verdict import Category

CaseNumber = app_commands.Range[int, 1, 999_999_999]
Words = app_commands.Range[str, 1, 1_000]
Named = app_commands.Range[str, 1, 20]
_CAMPAIGN = "campaign"
_NUMBER, _BEFORE = "The case's number", "Only cases with a lower number than this"
MODERATORS = discord.Permissions(moderate_members=True)

_STATUSES = [app_commands.Choice(name=each.value, value=each.value) for each in Status]
_CATEGORIES = [
    app_commands.Choice(name=each.value.replace("_", " "), value=each.value) for each in Category
]


def add_to(tree: HavenTree, services: Services) -> None:
    """`/case …`, `/history`, `/explain`, `/undo`, `/review`; Discord's limits are a hint."""
    tree.add_command(CaseCommands(services))
    for command in (
        _history(services.desk),
        _explain(services.desk),
        _undo(services),
        _review(services),
    ):
        command.default_permissions = MODERATORS
        tree.add_command(command)


class CaseCommands(app_commands.Group):
    def __init__(self, services: Services) -> None:
        super().__init__(
            name="case", description="Look at and change cases", default_permissions=MODERATORS
        )
        self._services = services
        self._desk = services.desk
        self._bench = services.bench

    @app_commands.command(name="show", description="The card of a case, for you alone")
    @app_commands.describe(number=_NUMBER)
    async def show_one(self, interaction: Interaction, number: CaseNumber) -> None:
        await admit(interaction, Power.REVIEW)
        view = await _view(interaction, self._desk, number)
        await show_card(interaction, self._services, view)

    @app_commands.command(name="list", description="Cases of this server, the newest first")
    @app_commands.describe(
        status="Only cases in this state",
        category="Only cases of this kind",
        before=_BEFORE,
    )
    @app_commands.choices(status=_STATUSES, category=_CATEGORIES)
    async def list_some(
        self,
        interaction: Interaction,
        status: str | None = None,
        category: str | None = None,
        before: CaseNumber | None = None,
    ) -> None:
        await admit(interaction, Power.REVIEW)
        query = _query(interaction, before=before)
        query = replace(query, status=Status(status) if status else None)
        query = replace(query, category=Category(category) if category else None)
        await show(interaction, list_of("Cases", await self._desk.search(query)))

    @app_commands.command(description="Cases by words of their reason")
    @app_commands.describe(
        words="All of these are in the reason", person="Only cases about them", before=_BEFORE
    )
    async def search(
        self,
        interaction: Interaction,
        words: Words,
        person: discord.User | None = None,
        before: CaseNumber | None = None,
    ) -> None:
        await admit(interaction, Power.REVIEW)
        query = replace(_query(interaction, person=person, before=before), words=(words,))
        await show(interaction, list_of("Cases found", await self._desk.search(query)))

    @app_commands.command(description="Add a note that moderators see on the card")
    @app_commands.describe(number=_NUMBER, text="What other moderators should know")
    async def note(self, interaction: Interaction, number: CaseNumber, text: Words) -> None:
        by = await admit(interaction, Power.REVIEW)
        case, over = await matter(interaction, self._desk, number)
        await self._bench.note(case.community, number, text, by=by, over=over)
        await say(interaction, f"Noted on case {number}.")

    @app_commands.command(description="Say why a case is as it is, in place of what it said")
    @app_commands.describe(number=_NUMBER, text="The reason from now on")
    async def reason(self, interaction: Interaction, number: CaseNumber, text: Words) -> None:
        by = await admit(interaction, Power.REVIEW)
        case, over = await matter(interaction, self._desk, number)
        await self._bench.give_reason(case.community, number, text, by=by, over=over)
        await say(interaction, f"Case {number} has that reason now.")

    @app_commands.command(description="Strike a case off: taken back, and nothing learned from it")
    @app_commands.describe(number=_NUMBER)
    async def void(self, interaction: Interaction, number: CaseNumber) -> None:
        by = await admit(interaction, Power.REVIEW)
        case, over = await matter(interaction, self._desk, number)
        await self._bench.void(case.community, number, by=by, over=over)
        await say(interaction, f"Case {number} is void, and what it did is taken back.")


def _history(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="What there has been about somebody here")
    @app_commands.describe(person="Whom the cases are about", before=_BEFORE)
    async def history(
        interaction: Interaction, person: discord.User, before: CaseNumber | None = None
    ) -> None:
        await admit(interaction, Power.REVIEW)
        await show_history(interaction, desk, person, before=before)

    return history


def _explain(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="Why a case came about, and what would have changed it")
    @app_commands.describe(case=_NUMBER)
    async def explain(interaction: Interaction, case: CaseNumber) -> None:
        await admit(interaction, Power.REVIEW)
        await show(interaction, explanation_of(await _view(interaction, desk, case)))

    return explain


def _undo(services: Services) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="Take back all that a case did, to whomever it did it")
    @app_commands.describe(case=f"Its number, or: {_CAMPAIGN} (the latest one, as a whole)")
    async def undo(interaction: Interaction, case: Named) -> None:
        by = await admit(interaction, Power.REVIEW)
        number = await _number_of(interaction, services.desk, case)
        found, over = await matter(interaction, services.desk, number)
        await services.bench.reverse(found.community, number, by=by, over=over)
        await say(interaction, _undone(found))

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


async def matter(
    interaction: Interaction, desk: Desk, number: int
) -> tuple[Case, Sequence[Standing]]:
    """A case of this server, and how all whom it is about stand.

    Raises:
        RefusedRulingError: there is none.
    """
    case = await desk.case(community_of(interaction), number)
    if case is None:
        raise RefusedRulingError(f"There is no case {number} here.")
    return case, await everybody_in(interaction, case)


async def _number_of(interaction: Interaction, desk: Desk, named: str) -> int:
    """Of the case that somebody means.

    Raises:
        DeniedError: there is none, or it cannot be told which one it is.
    """
    named = named.strip().removeprefix("#").casefold()
    if named.isascii() and named.isdecimal():
        return int(named)
    if named != _CAMPAIGN:
        raise DeniedError(f"Give a case's number, or: {_CAMPAIGN}")
    latest = await desk.last_campaign(community_of(interaction))
    if latest is None:
        raise DeniedError("There is no campaign here that has not been taken back.")
    return latest.number


async def _view(interaction: Interaction, desk: Desk, number: int) -> CaseView:
    view = await desk.view(community_of(interaction), number)
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
