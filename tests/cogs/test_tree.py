"""A client's tree of commands: told to Discord anew only where they have changed."""

from collections.abc import Iterable, Iterator
from typing import Any

from cogs.asking import Interaction
from cogs.commands import tree_for
from cogs.tree import HavenTree, digest
from tests.cogs.court import Court, new_client


async def test_a_digest_is_the_same_for_the_same_commands_in_any_order(court: Court) -> None:
    await court.act()
    tree, again = (tree_for(new_client(), court.offices) for _ in range(2))
    turned = HavenTree(new_client())
    for command in reversed(tree.get_commands()):
        turned.add_command(command)
    assert digest(tree) == digest(again) == digest(turned)


async def test_a_digest_differs_where_anything_of_a_command_does(court: Court) -> None:
    await court.act()
    tree = tree_for(new_client(), court.offices)
    before = digest(tree)

    @tree.command(name="more")
    async def more(interaction: Interaction) -> None:
        del interaction

    added = digest(tree)
    more.description = "Another description"
    assert len({before, added, digest(tree)}) == 3


async def test_what_discord_is_told_stays_within_its_limits(court: Court) -> None:
    await court.act()
    commands = court.commands()
    assert len({(each["type"], each["name"]) for each in commands}) == len(commands)
    for kind in (2, 3):
        assert len([each for each in commands if each["type"] == kind]) <= 5
    described = list(described_in(each for each in commands if each["type"] == 1))
    assert described
    # Where nothing is said of an option, discord.py says "…".
    assert [each for each in described if each == "…" or not 0 < len(each) <= 100] == []


def described_in(commands: Iterable[dict[str, Any]]) -> Iterator[str]:
    for command in commands:
        yield command["description"]
        yield from described_in(command.get("options", ()))
