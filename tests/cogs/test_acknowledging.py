"""Discord waits three seconds for an acknowledgement, a busy Haven may take longer to look it up:

every command, menu, form and card's button acknowledges before it asks anything of the house.
"""

from collections.abc import Iterator
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import AppCommandOptionType, app_commands

from cogs import administration
from cogs.administration import Administration
from cogs.appeal_form import AppealForm
from cogs.case_buttons import CaseButtons, Click, Services
from cogs.case_card import Verb
from cogs.commands import Offices, tree_for
from cogs.policy_commands import Question
from cogs.setup import SetupForm
from cogs.tree import HavenTree
from engine.events import Community, Platform
from engine.notices.shelf import phrasebook
from tests.engine.door import quiet

INN = Community(Platform.DISCORD, "1")

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu


class Acknowledged(Exception):  # noqa: N818 - it is no error
    """Ends a command where it has acknowledged, which is all that is looked at."""


class TooEarlyError(AssertionError):
    """The house was asked before."""


class Answer:
    def is_done(self) -> bool:
        return False

    async def defer(self, **_: object) -> None:
        raise Acknowledged

    async def send_modal(self, _: object) -> None:
        raise Acknowledged


class House:
    """Nothing of it may be used; commands may take its parts with them when they are made."""

    def __getattr__(self, name: str) -> "House":
        return House()

    def __call__(self, *_: object, **__: object) -> object:
        raise TooEarlyError


class Owner(discord.Member):
    """Whoever Discord says it is, with the command itself."""

    id = 1
    guild = SimpleNamespace(owner_id=1)  # type: ignore[assignment]
    guild_permissions = discord.Permissions.all()
    top_role = SimpleNamespace(position=9)  # type: ignore[assignment]

    def __init__(self) -> None: ...


def _interaction() -> Any:  # noqa: ANN401 - only what a command may look at
    return SimpleNamespace(
        response=Answer(),
        user=Owner(),
        guild=None,
        guild_id=1,
        channel=None,
        channel_id=2,
        message=None,
        id=3,
        client=House(),
    )


def _tree() -> HavenTree:
    house: Any = House()
    client = discord.Client(intents=discord.Intents.none())
    # Policies are looked up in memory, which takes no time.
    offices = {each.name: house for each in fields(Offices)} | {"policies": quiet}
    tree = tree_for(client, Offices(**offices))
    services = {each.name: house for each in fields(Administration)}
    administration.add_to(tree, Administration(**services))
    return tree


def _all() -> Iterator[AnyCommand]:
    tree = _tree()
    for command in tree.walk_commands():
        if not isinstance(command, app_commands.Group):
            yield command
    for kind in (discord.AppCommandType.message, discord.AppCommandType.user):
        yield from tree.get_commands(type=kind)


def _given(parameter: app_commands.transformers.CommandParameter) -> object:
    match parameter.type:
        case AppCommandOptionType.integer:
            return 7
        case AppCommandOptionType.boolean:
            return True
        case AppCommandOptionType.string:
            return "10m"
        case _:
            return SimpleNamespace(id=9, mention="<@9>")


async def _called(command: AnyCommand) -> None:
    if isinstance(command, app_commands.ContextMenu):
        about = SimpleNamespace(id=9, author=SimpleNamespace(id=8), channel=None, mention="<@9>")
        await command.callback(_interaction(), about)  # type: ignore[arg-type]
        return
    given = {each.name: _given(each) for each in command._params.values()}
    bound = [] if command.binding is None else [command.binding]
    await command.callback(*bound, _interaction(), **given)


@pytest.mark.parametrize("command", list(_all()), ids=lambda command: command.qualified_name)
async def test_a_command_acknowledges_before_it_asks_the_house(command: AnyCommand) -> None:
    with pytest.raises(Acknowledged):
        await _called(command)


@pytest.mark.parametrize("verb", list(Verb))
async def test_a_cards_button_acknowledges_before_it_asks_the_house(verb: Verb) -> None:
    house: Any = House()
    buttons = CaseButtons(Services(desk=house, bench=house, painter=house))

    with pytest.raises(Acknowledged):
        await buttons.answer(_interaction(), Click(verb=verb, number=1, seen=""))


async def test_an_appeals_form_acknowledges_before_it_asks_the_house() -> None:
    house: Any = House()

    with pytest.raises(Acknowledged):
        await AppealForm(house, INN, 7, book=phrasebook("en")).on_submit(_interaction())


@pytest.mark.parametrize("label", ["Apply", "Cancel"])
async def test_a_policys_button_acknowledges_before_it_asks_the_house(label: str) -> None:
    house: Any = House()
    question = Question(house, house, "What will change.")
    buttons = [each for each in question.walk_children() if isinstance(each, discord.ui.Button)]
    (button,) = [each for each in buttons if each.label == label]

    with pytest.raises(Acknowledged):
        await button.callback(_interaction())


async def test_saving_a_setup_acknowledges_before_it_asks_the_house() -> None:
    form = object.__new__(SetupForm)

    with pytest.raises(Acknowledged):
        await form.save(_interaction())


async def test_a_command_that_asks_the_house_first_is_found_out() -> None:
    house: Any = House()

    @app_commands.command(description="Asks first")
    async def hasty(interaction: discord.Interaction) -> None:
        await house.desk.case(1)
        await interaction.response.defer()

    with pytest.raises(TooEarlyError):
        await _called(hasty)
