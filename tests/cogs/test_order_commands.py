"""Moderators' orders as commands: through the door, by the invoker's own rights and rank."""

import discord
import pytest

from engine.actions import Ban, Hide, Kick, Mute, Timeout, Unban, Warn
from engine.cases import Status
from tests.builders import minutes
from tests.cogs.court import Court, said_in

POWERS = {
    "warn": "warn",
    "timeout": "timeout",
    "mute": "mute",
    "kick": "kick",
    "ban": "ban",
    "unban": "ban",
    "hide": "hide",
}
RIGHTS = {
    "warn": discord.Permissions(moderate_members=True),
    "timeout": discord.Permissions(moderate_members=True),
    "mute": discord.Permissions(moderate_members=True),
    "kick": discord.Permissions(kick_members=True),
    "ban": discord.Permissions(ban_members=True),
    "unban": discord.Permissions(ban_members=True),
    "hide": discord.Permissions(manage_messages=True),
}


async def order(court: Court, by: str, name: str, whom: str = "vex", **more: object) -> list[str]:
    given: dict[str, object] = {"person": court.people[whom]}
    if name == "hide":
        given = {"message": str((await court.say(whom)).id)}
    if name == "timeout":
        given["length"] = "10m"
    if name == "warn":
        given["reason"] = "Stop that."
    return said_in(await court.slash(by, name, **{**given, **more}))


DONE = {
    "warn": "warned",
    "timeout": "timed out for 10 minutes",
    "mute": "muted until a moderator lifts it",
    "kick": "removed",
    "ban": "banned",
    "unban": "unbanned",
    "hide": "message hidden",
}


@pytest.mark.parametrize("name", DONE)
async def test_an_order_becomes_a_case_in_the_moderators_name(court: Court, name: str) -> None:
    told = await order(court, "oakley", name, reason="They **asked** for it.")
    vex, opened = court.id_of("vex"), await court.case()
    assert told == [f"Case 1 · <@{vex}> · {DONE[name]}, under way."]
    assert (opened.author, opened.ordered_by) == (vex, court.id_of("oakley"))
    assert (opened.reason, opened.status) == ("They **asked** for it.", Status.APPLIED)
    assert (opened.place.community, opened.place.channel) == (
        court.community,
        str(court.mod_log.id),
    )
    assert court.called == [name]


async def test_each_order_does_just_what_it_says(court: Court) -> None:
    vex = court.id_of("vex")
    said = await court.say("vex")
    await order(court, "oakley", "warn")
    await court.slash("oakley", "hide", message=said.jump_url)
    await order(court, "oakley", "timeout", length="1h 30m")
    for name in ("mute", "kick", "ban", "unban"):
        await order(court, "oakley", name)
    assert [each.action for each in court.enforcer.orders] == [
        Warn(user=vex, text="Stop that."),
        Hide(user=vex, message=str(said.id)),
        Timeout(user=vex, duration=minutes(90)),
        Mute(user=vex),
        Kick(user=vex),
        Ban(user=vex),
        Unban(user=vex),
    ]


@pytest.mark.parametrize("name", POWERS)
async def test_a_member_who_enters_it_all_the_same_is_refused_alone(
    court: Court, name: str
) -> None:
    told = await order(court, "mika", name)
    assert told == [f"You may not do that here: it takes the right to {POWERS[name]}."]
    assert court.called == []


@pytest.mark.parametrize("name", POWERS)
async def test_discord_hides_it_from_whoever_could_not_do_it_by_hand(
    court: Court, name: str
) -> None:
    await order(court, "oakley", "warn")
    (known,) = [each for each in court.commands() if each["name"] == name]
    assert known["default_member_permissions"] == RIGHTS[name].value
    assert (known["contexts"], known["integration_types"]) == ([0], [0])


@pytest.mark.parametrize("name", POWERS)
@pytest.mark.parametrize(
    ("whom", "why"),
    [
        ("marshal", "They rank as high as you do, or higher."),
        ("hob", "They rank as high as you do, or higher."),
        ("oakley", "Nobody acts in a case of their own."),
    ],
)
async def test_nobody_acts_above_themselves_nor_on_themselves(
    court: Court, name: str, whom: str, why: str
) -> None:
    assert await order(court, "oakley", name, whom) == [why]
    assert court.called == []


async def test_a_right_that_was_taken_away_is_missing_at_once(court: Court) -> None:
    await court.forbid("moderator", ban_members=False)
    told = await order(court, "oakley", "ban")
    assert told == ["You may not do that here: it takes the right to ban."]


async def test_who_is_not_here_can_be_banned(court: Court) -> None:
    stranger = court.env.create_user("stranger")
    told = said_in(await court.slash("oakley", "ban", person=stranger))
    assert told == [f"Case 1 · <@{stranger.id}> · banned, under way."]
    assert court.called == ["ban"]


async def test_an_unban_ends_the_ban_it_lifts(court: Court) -> None:
    await order(court, "oakley", "ban")
    await order(court, "hob", "unban")
    assert (await court.case(1)).status is Status.EXPIRED


async def test_a_length_that_is_none_is_refused_with_an_example(court: Court) -> None:
    (told,) = await order(court, "oakley", "timeout", length="a while")
    assert told.startswith("How long? Write it as in: 10m")
    assert court.called == []


@pytest.mark.parametrize(
    "message",
    ["404", "nonsense", "", "https://discord.com/channels/1/2/3", "https://evil.example/1/2/3"],
)
async def test_a_message_that_is_not_there_is_said_to_be_missing(
    court: Court, message: str
) -> None:
    (told,) = said_in(await court.slash("oakley", "hide", message=message or " "))
    assert told.startswith("There is no such message here.")
    assert court.called == []


async def test_a_message_of_another_server_is_not_there(court: Court) -> None:
    said = await court.say("vex")
    boss, channel = await court.elsewhere()
    for link in (said.jump_url, said.jump_url.replace(str(court.guild.id), str(boss.guild.id))):
        (told,) = said_in(await boss.slash(channel, "hide", message=link))
        assert told.startswith("There is no such message here.")


async def test_a_message_that_the_moderator_may_not_see_is_not_there(court: Court) -> None:
    hidden = court.closed_channel(view_channel=False)
    said = await court.people["marshal"].send(hidden, "the plan")
    (told,) = said_in(await court.slash("oakley", "hide", message=said.jump_url))
    assert told.startswith("There is no such message here.")


async def test_a_channel_may_keep_moderators_from_hiding(court: Court) -> None:
    closed = court.closed_channel(manage_messages=False)
    said = await court.people["vex"].send(closed, "get lost")
    (told,) = said_in(await court.slash("oakley", "hide", message=said.jump_url))
    assert told == "You may not do that in that channel: it takes the right to hide."
    assert court.called == []


async def test_what_is_hidden_in_a_thread_is_sought_there(court: Court) -> None:
    channel = court.env.bot.get_channel(court.mod_log.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="aside", type=discord.ChannelType.public_thread)
    await court.env.settle()
    (thread,) = court.mod_log.threads
    said = await court.people["vex"].send(thread, "get lost")
    await court.slash("oakley", "hide", message=said.jump_url)
    place = (await court.case()).place
    assert (place.channel, place.thread) == (str(court.mod_log.id), str(thread.id))


async def test_an_order_is_acknowledged_before_anything_is_looked_up(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    give = type(court.door.docket).next_number

    def observed(*asked: object) -> int:
        callbacks = [each for each in court.env.http_requests if "callback" in each.path]
        seen.append([each.json["type"] for each in callbacks if each.json])
        return give(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(type(court.door.docket), "next_number", observed)
    await order(court, "oakley", "ban")
    assert seen == [[5]]
