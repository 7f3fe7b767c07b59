"""`/report`: how the server fared of late, in plain words and two pictures, for moderators."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import discord
from discord import app_commands, ui

from cogs.asking import NOBODY, Interaction, admit, community_of, show
from cogs.board import Room
from cogs.case_card import Sheet
from cogs.case_commands import MODERATORS
from cogs.charts import Painter
from cogs.harmless import harmless
from cogs.report_charts import Picture, pictures_of
from cogs.report_wording import headline, paragraphs
from cogs.tree import HavenTree
from engine.apologies import Policies
from engine.authority import DeniedError
from engine.events import Power
from engine.weekly import WeekReport
from engine.weeks import WEEK, Weeks

Days = app_commands.Range[int, 1, 31]
_LONGEST_NAME = 40
_NO_ROOM = "No channel for moderators is named here, so it can be shown to you alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """`policies` tells each server's mod-log channel."""

    weeks: Weeks
    painter: Painter
    policies: Policies


@dataclass(frozen=True, slots=True)
class _Told:
    """What is sent, once as often as it is sent: Discord reads a file to its end."""

    report: WeekReport
    pictures: Sequence[Picture]

    def sheet(self) -> Sheet:
        return Sheet(ui.TextDisplay(words_of(self.report)), *map(_gallery, self.pictures))

    def files(self) -> list[discord.File]:
        return [
            discord.File(BytesIO(each.png), each.name, description=each.alt)
            for each in self.pictures
        ]


def add_to(tree: HavenTree, reporting: Reporting) -> None:
    command = _report(reporting)
    command.default_permissions = MODERATORS
    tree.add_command(command)


def _report(reporting: Reporting) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="How this server fared: cases, mistakes, who was hurt, help")
    @app_commands.describe(
        days="How many days up to today; a week unless you say otherwise",
        post="Post it in the moderators' channel instead of showing it to you alone",
    )
    async def report(interaction: Interaction, days: Days = WEEK, post: bool = False) -> None:  # noqa: FBT001, FBT002 - Discord's switch
        await admit(interaction, Power.REVIEW)
        room = _room(interaction, reporting) if post else None
        told = await _told(interaction, reporting, days=days)
        if room is None:
            await show(interaction, told.sheet(), *told.files())
            return
        await _post(room, told)
        where = f"It stands in <#{room.id}> now."
        await show(interaction, Sheet(ui.TextDisplay(where)))

    return report


def words_of(report: WeekReport) -> str:
    """People are named by mention, which pings nobody here, and by nothing else."""
    told = paragraphs(report, person=_person)
    lines = (f"**{each.title}:**{_gap(each.text)}{each.text}" for each in told)
    return "\n".join((f"### {headline(report)}", *lines))


async def _told(interaction: Interaction, reporting: Reporting, *, days: int) -> _Told:
    report = await reporting.weeks.report(community_of(interaction), days=days)
    pictures = await asyncio.to_thread(pictures_of, report, reporting.painter)
    return _Told(report, pictures)


async def _post(room: Room, told: _Told) -> None:
    """Without its pictures where the bot may attach no files: all of it would be refused."""
    if not room.permissions_for(room.guild.me).attach_files:
        told = replace(told, pictures=())
    try:
        await room.send(view=told.sheet(), files=told.files(), allowed_mentions=NOBODY)
    except discord.HTTPException as refusal:
        raise DeniedError(f"Discord does not let Haven write in <#{room.id}>.") from refusal


def _room(interaction: Interaction, reporting: Reporting) -> Room:
    """Raises DeniedError where no such channel is named or seen, or the moderator may not read it.

    Who may rule upon cases is not yet who may write where everybody of them reads.
    """
    chosen = reporting.policies(community_of(interaction)).mod_log
    guild, by = interaction.guild, interaction.user
    room = guild.get_channel_or_thread(int(chosen)) if guild and chosen else None
    if not isinstance(room, Room):
        raise DeniedError(_NO_ROOM)
    if not isinstance(by, discord.Member) or not _may_write(room, by):
        raise DeniedError(f"You may not write in <#{room.id}> yourself.")
    return room


def _may_write(room: Room, by: discord.Member) -> bool:
    """In a thread another right counts than in its channel."""
    theirs = room.permissions_for(by)
    if isinstance(room, discord.Thread):
        return theirs.send_messages_in_threads
    return theirs.send_messages


def _gallery(picture: Picture) -> ui.MediaGallery[Sheet]:
    """One for each: two in a gallery would be shown side by side, each too small to read."""
    item = discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt)
    return ui.MediaGallery(item)


def _person(known_as: str) -> str:
    if known_as.isascii() and known_as.isdecimal():
        return f"<@{known_as}>"
    return harmless(known_as, longest=_LONGEST_NAME)


def _gap(text: str) -> str:
    """A list begins in a line of its own."""
    return "\n" if "\n" in text or text.startswith("1. ") else " "
