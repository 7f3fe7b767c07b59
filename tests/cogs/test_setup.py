"""`/setup`: what Haven can do is proved, what it should do is chosen."""

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from simcord.builders import ChannelHandle

from engine.policy.book import PolicyBook
from engine.policy.document import preset_of
from engine.policy.presets import PRESETS
from engine.verdict import Mode
from tests.builders import policy
from tests.cogs.court import said_in
from tests.cogs.office import Office, open_office, silent

MENDED = (
    "manage_messages",
    "moderate_members",
    "manage_roles",
    "kick_members",
    "ban_members",
    "manage_channels",
    "manage_threads",
    "manage_guild",
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened
        assert silent(opened)


async def private_room(office: Office) -> ChannelHandle:
    """A channel for Haven and administrators alone."""
    guild = office.court.env.bot.get_guild(office.court.guild.id)
    assert guild is not None
    hidden, shown = (discord.PermissionOverwrite(view_channel=each) for each in (False, True))
    (admins,) = [role for role in guild.roles if role.name == "admin"]
    overwrites = {guild.default_role: hidden, admins: shown, office.bot_role: shown}
    room = office.court.guild.create_text_channel("desk", overwrites=overwrites)
    await office.court.env.settle()
    return room


def trials(office: Office, room: ChannelHandle | None = None) -> list[str]:
    """What was called about messages in the moderators' channel."""
    channel = f"/channels/{(room or office.court.mod_log).id}/messages"
    return [each.method for each in office.court.env.http_requests if channel in each.path]


async def test_everything_is_proved_before_anything_is_asked(office: Office) -> None:
    told = await office.told("setup")
    assert "✅ Server Members Intent" in told
    assert "⚠️ Message Content Intent: without it Haven reads only what mentions it" in told
    assert '✅ Right "Ban Members"' in told
    assert "❌" not in told


async def test_a_channel_that_only_moderators_read_is_good(office: Office) -> None:
    room = await private_room(office)
    await office.charter.adopt(
        office.charter.draft_keys(office.court.community, {"mod_log": str(room.id)}), by="ada"
    )
    assert "✅ Channel for moderators" in await office.told("setup")


async def test_a_channel_that_everybody_reads_is_warned_of(office: Office) -> None:
    told = await office.told("setup")
    assert f"⚠️ Channel for moderators: everybody can read <#{office.court.mod_log.id}>" in told


async def test_the_channel_is_proved_by_a_message_that_goes_again(office: Office) -> None:
    await office.slash("setup")
    assert trials(office) == ["POST", "DELETE"]
    channel = office.court.env.bot.get_partial_messageable(office.court.mod_log.id)
    left = [message async for message in channel.history()]
    assert [message.content for message in left if not message.flags.ephemeral] == []


async def test_each_missing_right_is_named_with_what_it_is_for(office: Office) -> None:
    await office.bot_may(ban_members=False, manage_messages=False)
    told = await office.told("setup")
    assert '❌ Right "Ban Members": give it to Haven\'s role, to ban and unban' in told
    assert '❌ Right "Manage Messages": give it to Haven\'s role, to hide messages' in told
    assert told.count("❌") == 2


async def test_however_much_is_missing_the_question_is_still_asked(office: Office) -> None:
    await office.bot_may(**dict.fromkeys(MENDED, False))
    told = await office.told("setup")
    assert told.count("❌") == len(MENDED)
    assert "### What should it do?" in told


async def test_a_channel_that_haven_may_not_write_in_is_found_out(office: Office) -> None:
    guild = office.court.env.bot.get_guild(office.court.guild.id)
    assert guild is not None
    channel = guild.get_channel(office.court.mod_log.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(guild.me, send_messages=False)
    await office.court.env.settle()
    told = await office.told("setup")
    assert f"❌ Channel for moderators: let Haven see <#{channel.id}> and send" in told


async def test_without_a_channel_it_asks_for_one(tmp_path: Path) -> None:
    async with open_office(tmp_path, mod_log=False) as office:
        told = await office.told("setup")
        assert "❌ Channel for moderators: choose one by `/setup`" in told
        assert silent(office)


async def test_roles_above_havens_own_are_named(office: Office) -> None:
    boss = office.court.guild.create_role("boss", position=90)
    await office.court.env.settle()
    told = await office.told("setup")
    assert f"Haven cannot act on members with <@&{boss.id}>" in told


async def test_what_was_chosen_is_stored_by_save_and_not_before(office: Office) -> None:
    court = office.court
    bards, lounge = court.guild.create_role("bard"), court.guild.create_text_channel("lounge")
    await court.env.settle()
    asked = await office.slash("setup")
    await office.select(asked, "mode", ["assist"])
    await office.select(asked, "exempt_roles", [bards])
    await office.select(asked, "exempt_channels", [lounge])
    assert office.charter.of(court.community).mode is Mode.ENFORCE
    await office.click(asked, "Save")
    chosen = office.charter.of(court.community)
    assert chosen.mode is Mode.ASSIST
    assert chosen.exempt_roles == {str(bards.id)}
    assert chosen.exempt_channels == {str(lounge.id)}
    assert said_in(asked)[0].startswith("Mode is **assist** from now on.")


async def test_what_was_not_touched_stays_as_it_is(office: Office) -> None:
    court = office.court
    bards = court.guild.create_role("bard")
    await court.env.settle()
    kept = {"exempt_roles": [str(bards.id), "gone"], "act_at": 0.4}
    await office.charter.adopt(office.charter.draft_keys(court.community, kept), by="ada")
    before = office.charter.of(court.community)
    await office.click(await office.slash("setup"), "Save")
    assert office.charter.of(court.community) == before


async def test_a_role_that_is_taken_out_is_no_longer_exempt(office: Office) -> None:
    court = office.court
    bards = court.guild.create_role("bard")
    await court.env.settle()
    kept = {"exempt_roles": [str(bards.id)]}
    await office.charter.adopt(office.charter.draft_keys(court.community, kept), by="ada")
    asked = await office.slash("setup")
    await office.select(asked, "exempt_roles", [])
    await office.click(asked, "Save")
    assert office.charter.of(court.community).exempt_roles == frozenset()


async def test_haven_is_not_let_act_by_itself_where_it_cannot(office: Office) -> None:
    await office.bot_may(moderate_members=False)
    await office.slash("mode", mode="observe")
    asked = await office.slash("setup")
    await office.select(asked, "mode", ["enforce"])
    clicked = await office.click(asked, "Save")
    assert said_in(clicked)[-1].startswith("Haven cannot act by itself here yet")
    assert office.charter.of(office.court.community).mode is Mode.OBSERVE


async def test_whoever_may_not_manage_the_server_is_told_so(office: Office) -> None:
    told = await office.told("setup", by=office.people["oakley"])
    assert told == 'You may not do that here: it takes the right to "Manage Server".'
    assert trials(office) == []


async def test_whoever_loses_the_right_before_saving_changes_nothing(office: Office) -> None:
    asked = await office.slash("setup")
    await office.select(asked, "mode", ["assist"])
    await office.court.forbid("admin", manage_guild=False)
    clicked = await office.click(asked, "Save")
    assert said_in(clicked)[-1].startswith("You may not do that here")
    assert office.charter.of(office.court.community).mode is Mode.ENFORCE


async def test_a_chosen_channel_is_tried_out_and_kept(office: Office) -> None:
    room = await private_room(office)
    asked = await office.slash("setup")
    await office.select(asked, "mod_log", [room])
    assert trials(office, room) == []
    await office.click(asked, "Save")
    assert trials(office, room) == ["POST", "DELETE"]
    assert office.charter.of(office.court.community).mod_log == str(room.id)
    assert f"Cases are shown in: <#{room.id}>" in said_in(asked)[0]
    assert "⚠️" not in said_in(asked)[0]


async def test_a_chosen_channel_that_everybody_reads_is_kept_with_a_warning(
    office: Office,
) -> None:
    lounge = office.court.guild.create_text_channel("lounge")
    await office.court.env.settle()
    asked = await office.slash("setup")
    await office.select(asked, "mod_log", [lounge])
    await office.click(asked, "Save")
    assert office.charter.of(office.court.community).mod_log == str(lounge.id)
    assert f"⚠️ Channel for moderators: everybody can read <#{lounge.id}>" in said_in(asked)[0]


async def test_a_channel_that_haven_cannot_write_in_is_not_taken(office: Office) -> None:
    guild = office.court.env.bot.get_guild(office.court.guild.id)
    assert guild is not None
    closed = office.court.guild.create_text_channel(
        "closed", overwrites={office.bot_role: discord.PermissionOverwrite(send_messages=False)}
    )
    await office.court.env.settle()
    before = office.charter.of(office.court.community)
    asked = await office.slash("setup")
    await office.select(asked, "mod_log", [closed])
    told = said_in(await office.click(asked, "Save"))[-1]
    assert told.startswith("Haven cannot show cases there, so nothing has changed:")
    assert f"let Haven see <#{closed.id}> and send messages there" in told
    assert office.charter.of(office.court.community) == before


async def test_a_language_is_chosen(office: Office) -> None:
    asked = await office.slash("setup")
    await office.select(asked, "language", ["de"])
    await office.click(asked, "Save")
    assert office.charter.of(office.court.community).language == "de"
    assert "Members are written to in: Deutsch" in said_in(asked)[0]


async def test_what_was_chosen_outlasts_a_restart(office: Office) -> None:
    room = await private_room(office)
    asked = await office.slash("setup")
    await office.select(asked, "mod_log", [room])
    await office.select(asked, "language", ["fr"])
    await office.click(asked, "Save")
    later = PolicyBook(lambda _: policy(), ledger=office.court.door.ledger)
    for setting in await office.court.door.archive.settings(but="card:"):
        later.restore(setting)
    kept = later.of(office.court.community)
    assert (kept.mod_log, kept.language) == (str(room.id), "fr")


async def moderators_read(office: Office) -> list[str]:
    channel = office.court.env.bot.get_partial_messageable(office.court.mod_log.id)
    return [each.content async for each in channel.history() if not each.flags.ephemeral]


async def test_a_preset_is_taken_and_moderators_read_what_changed(office: Office) -> None:
    asked = await office.slash("setup")
    await office.select(asked, "preset", ["family"])
    await office.click(asked, "Save")
    assert preset_of(office.charter.of(office.court.community)) == "family"
    (told,) = await moderators_read(office)
    assert told.startswith(f"<@{office.ada.id}> chose the preset **family**.")
    assert "act_at: 0.5 → 0.4" in told
    assert "act_at: 0.5 → 0.4" in said_in(asked)[0]
    assert "✅ Moderators were told what changed" in said_in(asked)[0]


async def test_own_rules_stay_and_those_of_the_preset_before_go(office: Office) -> None:
    own = {"name": "own", "when": "harm > 0.9", "then": "ask"}
    await office.charter.adopt(
        office.charter.draft_keys(office.court.community, {"rules": [own]}), by="ada"
    )
    for name in ("gaming", "debate"):
        asked = await office.slash("setup")
        await office.select(asked, "preset", [name])
        await office.click(asked, "Save")
    held = office.charter.of(office.court.community)
    assert [rule.name for rule in held.rules] == [
        "own",
        *(rule.name for rule in PRESETS["debate"].rules),
    ]
    assert preset_of(held) == "debate"


async def test_a_notice_that_cannot_be_written_is_told_and_the_preset_holds(
    office: Office,
) -> None:
    guild = office.court.env.bot.get_guild(office.court.guild.id)
    assert guild is not None
    channel = guild.get_channel(office.court.mod_log.id)
    assert isinstance(channel, discord.TextChannel)
    asked = await office.slash("setup")
    await office.select(asked, "preset", ["gaming"])
    await channel.set_permissions(guild.me, send_messages=False)
    await office.court.env.settle()
    await office.click(asked, "Save")
    assert preset_of(office.charter.of(office.court.community)) == "gaming"
    assert (
        f"⚠️ Moderators were told what changed: let Haven see <#{channel.id}>" in (said_in(asked)[0])
    )
