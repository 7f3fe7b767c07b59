"""The button below a letter: the same form and the same rules as `/appeal`, in direct messages."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from cogs.appeal_button import appeal_view
from cogs.asking import NOBODY
from engine.actions import Ban, Warn
from engine.cases import AppealState
from engine.events import Community, Platform
from engine.notices.shelf import phrasebook
from tests.builders import minutes, moderator, standing
from tests.cogs.court import Court, said_in

SENT = "Another moderator than the one who acted will answer you."


async def letter(
    court: Court, number: int = 1, *, to: str = "vex", language: str = "en"
) -> discord.Message:
    """As the connector sends it to a person alone."""
    user = await court.env.bot.fetch_user(int(court.id_of(to)))
    view = appeal_view(phrasebook(language), court.community, number)
    return await user.send("You have been warned.", view=view, allowed_mentions=NOBODY)


async def click(court: Court, who: str, sent: discord.Message) -> InteractionResult:
    form = await court.people[who].user.click(sent, custom_id=custom_id(sent))
    assert form.modal is not None
    return form


def custom_id(sent: discord.Message) -> str:
    (row,) = sent.components
    assert isinstance(row, discord.ActionRow)
    (button,) = row.children
    assert button.custom_id
    return button.custom_id


async def fill(
    court: Court, who: str, form: InteractionResult, words: str = "I was joking."
) -> list[str]:
    answer = await court.people[who].user.submit_modal(form, {"words": words})
    await court.door.dispatcher.drain()
    assert answer.acknowledged
    return said_in(answer)


async def appeal(court: Court, sent: discord.Message, *, by: str = "vex") -> list[str]:
    return await fill(court, by, await click(court, by, sent))


async def test_whoever_was_told_of_a_case_speaks_against_it_where_they_were_told(
    court: Court,
) -> None:
    await court.open(Warn(user=court.id_of("vex"), text="stop"), rung="warn")
    assert await appeal(court, await letter(court)) == [SENT]
    (opened,) = await court.door.appeals.waiting(court.community)
    assert (opened.case, opened.by, opened.text) == (1, court.id_of("vex"), "I was joking.")
    assert court.called == ["warn", "alert_moderators"]


async def test_somebody_who_was_banned_can_appeal(court: Court) -> None:
    await court.open(Ban(user=court.id_of("vex")), rung="ban")
    sent = await letter(court)
    guild = court.env.bot.get_guild(court.guild.id)
    assert guild is not None
    await guild.ban(discord.Object(int(court.id_of("vex"))), delete_message_seconds=0)
    await court.env.settle()
    assert await appeal(court, sent) == [SENT]


async def test_the_button_outlasts_a_restart(court: Court) -> None:
    await court.open()
    sent = await letter(court)
    await court.restart()
    assert await appeal(court, sent) == [SENT]


async def test_the_rules_are_those_of_the_command(court: Court) -> None:
    await court.open(Ban(user=court.id_of("vex")), rung="ban")
    sent = await letter(court)
    await appeal(court, sent)
    assert await appeal(court, sent) == [
        "An appeal of this case is open; a moderator will answer it."
    ]
    hob, vex = moderator("hob"), standing(court.id_of("vex"))
    await court.door.appeals.decide(court.community, 1, AppealState.UPHELD, by=hob, over=[vex])
    (told,) = await appeal(court, sent)
    assert told.startswith("You may appeal again from ")
    court.door.clock.advance(court.door.clock.now() + minutes(48 * 60))
    assert await appeal(court, sent) == [SENT]


@pytest.mark.parametrize(("to", "number"), [("mika", 1), ("vex", 404)])
async def test_only_who_a_case_is_about_gets_further_than_the_form(
    court: Court, to: str, number: int
) -> None:
    await court.open()
    sent = await letter(court, number, to=to)
    assert await appeal(court, sent, by=to) == [f"There is no case {number} about you here."]


async def test_a_button_speaks_of_its_own_servers_case_only(court: Court) -> None:
    await court.open()
    user = await court.env.bot.fetch_user(int(court.id_of("vex")))
    elsewhere = Community(Platform.DISCORD, "404")
    view = appeal_view(phrasebook("en"), elsewhere, 1)
    sent = await user.send("Warned.", view=view, allowed_mentions=NOBODY)
    assert await appeal(court, sent) == ["There is no case 1 about you here."]


async def test_the_form_fits_into_a_server_too(court: Court) -> None:
    """A letter may be copied; who clicks is what counts."""
    await court.open()
    view = appeal_view(phrasebook("en"), court.community, 1)
    channel = court.env.bot.get_partial_messageable(court.mod_log.id)
    sent = await channel.send("Warned.", view=view, allowed_mentions=NOBODY)
    vex: MemberActor = court.people["vex"]
    form = await vex.click(sent, custom_id=custom_id(sent))
    assert said_in(await court.submit("vex", form, words="No.")) == [SENT]
