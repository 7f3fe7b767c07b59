"""Appeals: members speak against cases about them, and other moderators answer."""

from collections.abc import Iterator, Sequence

import discord
from discord import app_commands, ui

from cogs.asking import Interaction, admit, community_of, invoker, say, show
from cogs.case_card import Sheet
from cogs.case_commands import MODERATORS, CaseNumber, matter
from cogs.case_wording import on
from cogs.harmless import spoilered
from cogs.tree import HavenTree, answer_fault
from engine.appeals import Appeals
from engine.authority import DeniedError
from engine.cases import Appeal, AppealState
from engine.desk import Desk
from engine.events import Power
from engine.ports import StorageError

_AT_ONCE, _WORDS = 8, 400
_LONGEST = 2_000
_DECISIONS = [
    app_commands.Choice(name="The decision stands", value=AppealState.UPHELD.value),
    app_commands.Choice(name="It is taken back", value=AppealState.OVERTURNED.value),
]


def add_to(tree: HavenTree, desk: Desk, appeals: Appeals) -> None:
    """`/appeal` for members, `/appeals list|answer` for moderators."""
    tree.add_command(_appeal(appeals))
    tree.add_command(AppealsCommands(desk, appeals))


class AppealForm(ui.Modal):
    """Asks for the words of an appeal; whether there may be one is looked at once they came."""

    words: ui.TextInput["AppealForm"] = ui.TextInput(
        custom_id="words",
        label="What should moderators know?",
        style=discord.TextStyle.paragraph,
        max_length=_LONGEST,
    )

    def __init__(self, appeals: Appeals, number: int) -> None:
        super().__init__(title=f"Appeal of case {number}")
        self._appeals = appeals
        self._number = number

    async def on_submit(self, interaction: Interaction, /) -> None:
        try:
            await self._open(interaction)
        except (DeniedError, StorageError) as refusal:
            await answer_fault(interaction, refusal)

    async def _open(self, interaction: Interaction) -> None:
        by = await admit(interaction)
        where, words = community_of(interaction), self.words.value
        await self._appeals.open(where, self._number, by=by.id, text=words)
        await say(interaction, "Another moderator than the one who acted will answer you.")

    async def on_error(  # type: ignore[override]  # a form's has no item, in discord.py itself
        self, interaction: Interaction, error: Exception, /
    ) -> None:
        await answer_fault(interaction, error)


def _appeal(appeals: Appeals) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="Speak against a case about you")
    @app_commands.describe(case="Its number, which stands in what you were told")
    async def appeal(interaction: Interaction, case: CaseNumber) -> None:
        invoker(interaction)
        await interaction.response.send_modal(AppealForm(appeals, case))

    return appeal


class AppealsCommands(app_commands.Group):
    def __init__(self, desk: Desk, appeals: Appeals) -> None:
        super().__init__(
            name="appeals", description="Answer members' appeals", default_permissions=MODERATORS
        )
        self._desk = desk
        self._appeals = appeals

    @app_commands.command(name="list", description="Appeals that nobody has answered")
    async def list_waiting(self, interaction: Interaction) -> None:
        await admit(interaction, Power.REVIEW)
        waiting = await self._appeals.waiting(community_of(interaction))
        await show(interaction, Sheet(ui.TextDisplay("\n".join(_lines(waiting)))))

    @app_commands.command(description="Answer the open appeal of a case; the person is told")
    @app_commands.describe(
        case="The number of the case that is appealed",
        decision="Another moderator than the one who acted decides",
        answer="Words for the person, besides the decision",
    )
    @app_commands.choices(decision=_DECISIONS)
    async def answer(
        self,
        interaction: Interaction,
        case: CaseNumber,
        decision: str,
        answer: app_commands.Range[str, 0, 1_000] = "",
    ) -> None:
        by = await admit(interaction, Power.REVIEW)
        found, over = await matter(interaction, self._desk, case)
        ends = AppealState(decision)
        await self._appeals.decide(found.community, case, ends, by=by, over=over, answer=answer)
        await say(interaction, f"The appeal of case {case} is {ends}, and the person is told.")


def _lines(waiting: Sequence[Appeal]) -> Iterator[str]:
    yield "### Open appeals"
    if not waiting:
        yield "There is none."
    for each in waiting[:_AT_ONCE]:
        yield f"**Case {each.case}** · <@{each.by}> · {on(each.opened_at)}"
        yield spoilered(each.text, longest=_WORDS)
    if len(waiting) > _AT_ONCE:
        yield f"-# {len(waiting) - _AT_ONCE} more; answer the oldest first."
