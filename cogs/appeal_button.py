"""The button below what somebody was told of a case: it opens the form of an appeal, wherever it
is clicked and by whomever, since only who the case is about gets further than that.
"""

import re
from typing import Any, Self

import discord
from discord import ui

from cogs.appeal_form import AppealForm
from engine.apologies import Policies
from engine.appeals import Appeals
from engine.events import Community, Platform
from engine.notices.phrasebook import Phrasebook
from engine.notices.shelf import phrasebook

_PATTERN = r"haven:appeal:(?P<server>[0-9]{1,20}):(?P<case>[0-9]{1,9})"


class _Letter(ui.View):
    """No click is waited for: one class hears the buttons of all letters, after a restart too."""

    def is_dispatchable(self) -> bool:
        return False


def appeal_view(book: Phrasebook, community: Community, number: int) -> ui.View:
    view = _Letter(timeout=None)
    name = f"haven:appeal:{community.id}:{number}"
    view.add_item(ui.Button(label=book.appeal, custom_id=name))
    return view


def appeal_button_for(
    appeals: Appeals, policies: Policies
) -> type[ui.DynamicItem[ui.Button[ui.View]]]:
    class AppealButton(ui.DynamicItem[ui.Button[ui.View]], template=_PATTERN):
        def __init__(self, button: ui.Button[ui.View], community: Community, number: int) -> None:
            super().__init__(button)
            self._community = community
            self._number = number

        @classmethod
        async def from_custom_id(
            cls,
            interaction: discord.Interaction[Any],  # noqa: ARG003  discord.py names the arguments
            item: ui.Item[Any],
            match: re.Match[str],
            /,
        ) -> Self:
            assert isinstance(item, ui.Button)  # noqa: S101
            community = Community(Platform.DISCORD, match["server"])
            return cls(item, community, int(match["case"]))

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            book = phrasebook(policies(self._community).language)
            form = AppealForm(appeals, self._community, self._number, book=book)
            await interaction.response.send_modal(form)

    return AppealButton
