"""The form of an appeal; whether there may be one is looked at once its words came."""

import discord
from discord import ui

from cogs.asking import Interaction, say
from cogs.tree import answer_fault
from engine.appeals import Appeals
from engine.authority import DeniedError
from engine.events import Community
from engine.notices.phrasebook import Phrasebook
from engine.ports import StorageError

_LONGEST = 2_000


class AppealForm(ui.Modal):
    """The community is not where it is filled in: that may be among direct messages."""

    def __init__(
        self, appeals: Appeals, community: Community, number: int, *, book: Phrasebook
    ) -> None:
        super().__init__(title=book.form_title.format(case=number))
        self._appeals = appeals
        self._community = community
        self._number = number
        self._book = book
        self._words = ui.TextInput["AppealForm"](
            custom_id="words",
            label=book.form_question,
            style=discord.TextStyle.paragraph,
            max_length=_LONGEST,
        )
        self.add_item(self._words)

    async def on_submit(self, interaction: Interaction, /) -> None:
        try:
            await self._open(interaction)
        except (DeniedError, StorageError) as refusal:
            await answer_fault(interaction, refusal)

    async def _open(self, interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        by, words = str(interaction.user.id), self._words.value
        await self._appeals.open(self._community, self._number, by=by, text=words)
        await say(interaction, self._book.form_sent)

    async def on_error(  # type: ignore[override]  # a form's has no item, in discord.py itself
        self, interaction: Interaction, error: Exception, /
    ) -> None:
        await answer_fault(interaction, error)
