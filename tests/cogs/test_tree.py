"""A client's tree of commands: told to Discord anew only where they have changed."""

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
