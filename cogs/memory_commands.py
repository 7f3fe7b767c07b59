"""What moderators taught Haven here: to be looked through, and forgotten on their word."""

from collections.abc import Iterator, Sequence

import discord
from discord import app_commands, ui

from cogs.asking import Interaction, admit, community_of, say, show
from cogs.case_card import Sheet
from cogs.case_commands import MODERATORS, Words
from cogs.case_wording import on
from cogs.channels import ChannelName, Channels, suggest
from cogs.harmless import spoilered
from cogs.tree import HavenTree
from engine.events import Power
from engine.homes import known_in
from engine.lessons import Found, Lessons

# With their words at the longest they stay below the 4,000 characters of a message.
_AT_ONCE, _TEXT = 8, 300
_INSTEAD = "What was taught in a Twitch channel that is looked after from here"
# A day from the ruling, unless another moderator rules alike before (engine/memory/trust.py).
_FRESH = "so far for these words only"


def add_to(tree: HavenTree, lessons: Lessons, channels: Channels) -> None:
    """`/memory search|forget|disown`."""
    tree.add_command(MemoryCommands(lessons, channels))


class MemoryCommands(app_commands.Group):
    def __init__(self, lessons: Lessons, channels: Channels) -> None:
        super().__init__(
            name="memory",
            description="What rulings here have taught Haven",
            default_permissions=MODERATORS,
        )
        self._lessons = lessons
        self._channels = channels
        for command in (self.search, self.forget):
            suggest(command, channels)

    @app_commands.command(description="Rulings remembered here: by words, or the newest")
    @app_commands.describe(words="What it was about; what is alike is found too", channel=_INSTEAD)
    async def search(
        self, interaction: Interaction, words: Words = "", channel: ChannelName | None = None
    ) -> None:
        await admit(interaction, Power.REVIEW)
        where = await self._channels.named(interaction, channel)
        found = await self._lessons.search(where, words, limit=_AT_ONCE)
        await show(interaction, Sheet(ui.TextDisplay("\n".join(_lines(found)))))

    @app_commands.command(description="Forget what a ruling taught; the case itself stays")
    @app_commands.describe(ruling="Its name, as a search shows it", channel=_INSTEAD)
    async def forget(
        self, interaction: Interaction, ruling: Words, channel: ChannelName | None = None
    ) -> None:
        by = await admit(interaction, Power.REVIEW)
        where = await self._channels.named(interaction, channel)
        lesson = await self._lessons.forget(where, ruling.strip(), by=known_in(where, by))
        await say(interaction, f"Forgotten: what case {lesson.case} taught counts no more.")

    @app_commands.command(description="Forget all that one moderator's rulings taught")
    @app_commands.describe(moderator="Whose rulings count no more, on Twitch too; their cases stay")
    async def disown(self, interaction: Interaction, moderator: discord.User) -> None:
        by = await admit(interaction, Power.REVIEW)
        server = community_of(interaction)
        channels = (await self._channels.of(server)).values()
        count = await self._lessons.forget_all_of(
            server, str(moderator.id), by=by, channels=channels
        )
        told = "1 ruling counts" if count == 1 else f"{count} rulings count"
        await say(interaction, f"Forgotten: {told} no more.")


def _lines(found: Sequence[Found]) -> Iterator[str]:
    yield "### Remembered here"
    if not found:
        yield "There is none."
    for each in found:
        lesson = each.lesson
        what = lesson.category.value.replace("_", " ")
        fresh = "" if each.is_trusted else f" · {_FRESH}"
        yield f"**{lesson.id}** · {lesson.polarity} · {what} · case {lesson.case}{fresh}"
        yield f"{spoilered(lesson.text, longest=_TEXT)} {on(lesson.learned_at)}"
