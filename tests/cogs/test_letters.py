"""What somebody is told of what is done to them: what, why, until when, and how to appeal."""

from datetime import timedelta
from uuid import UUID

import pytest
from discord import Guild, ui

from cogs.letters import Letters
from engine.actions import (
    Action,
    Ban,
    Inverse,
    Kick,
    Mute,
    Order,
    Timeout,
    Untimeout,
    VoidWarning,
    Warn,
)
from engine.policy.community import CommunityPolicy
from engine.verdict import Category
from tests.builders import NOON, policy
from tests.cogs.court import Court

HOUR = timedelta(hours=1)
WARN = Warn(user="1", text="an insult: get lost")


async def letter(
    court: Court, action: Action | Inverse, *, number: int = 1, **rules: object
) -> tuple[str, ui.View | None]:
    order = Order(
        id=UUID(int=1),
        place=(await court.case()).place,
        action=action,
        case=number,
        reason="#1 · 555 · get lost",
    )
    guild = court.env.bot.get_guild(court.guild.id)
    assert isinstance(guild, Guild)
    until = NOON + HOUR if isinstance(action, Timeout) else None

    def policies(_: object) -> CommunityPolicy:
        return policy(**rules)

    return await Letters(court.services.desk, policies).compose(order, guild, until)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (WARN, "You have been warned in **{server}**."),
        (
            Timeout(user="1", duration=HOUR),
            "You cannot write in **{server}** until <t:{until}:f>.",
        ),
        (Mute(user="1"), "You cannot write in **{server}** until its moderators let you."),
        (Kick(user="1"), "You have been removed from **{server}**."),
        (Ban(user="1"), "You have been banned from **{server}**."),
    ],
)
async def test_a_letter_says_what_was_done_why_and_how_to_appeal(
    court: Court, action: Action, said: str
) -> None:
    await court.act()
    words, view = await letter(court, action)
    done, why, how = words.splitlines()
    server = court.env.bot.get_guild(court.guild.id)
    assert done == said.format(server=server, until=int((NOON + HOUR).timestamp()))
    assert why == "**Why:** What you wrote was read as an insult."
    assert how.startswith("This is case 1. If you think that it is wrong, appeal with the button")
    assert view is not None
    (button,) = view.children
    assert isinstance(button, ui.Button)
    assert (button.label, button.custom_id) == ("Appeal", f"haven:appeal:{court.guild.id}:1")


async def test_nobodys_words_and_no_moderator_stand_in_it(court: Court) -> None:
    await court.act()
    words, _ = await letter(court, WARN)
    assert "get lost" not in words
    assert "555" not in words


async def test_a_moderators_own_reason_is_told_without_markup(court: Court) -> None:
    vex = court.people["vex"]
    await court.slash("oakley", "timeout", person=vex, length="1h", reason="**Calm** down @here")
    words, _ = await letter(court, Ban(user="1"))
    assert words.splitlines()[1] == r"**Why:** \*\*Calm\*\* down @" + "\u200bhere"


async def test_where_a_moderator_gave_no_reason_none_is_made_up(court: Court) -> None:
    await court.slash("oakley", "mute", person=court.people["vex"])
    words, _ = await letter(court, Mute(user="1"))
    assert "Why" not in words
    assert len(words.splitlines()) == 2


async def test_a_letter_is_in_the_communitys_language(court: Court) -> None:
    await court.act(category=Category.THREAT)
    words, view = await letter(court, Ban(user="1"), language="de")
    assert words.splitlines()[0].startswith("Du wurdest von **")
    assert (
        words.splitlines()[1] == "**Grund:** Was du geschrieben hast, wurde als Drohung verstanden."
    )
    assert view is not None
    assert [each.label for each in view.children if isinstance(each, ui.Button)] == [
        "Einspruch einlegen"
    ]


@pytest.mark.parametrize(("apologise", "ends"), [(True, "We are sorry."), (False, "not count.")])
async def test_a_void_warning_is_apologised_for_where_that_is_wanted(
    court: Court, *, apologise: bool, ends: str
) -> None:
    await court.act()
    words, view = await letter(court, VoidWarning(user="1"), apologise=apologise)
    assert words.startswith("A warning that you got in **")
    assert words.endswith(ends)
    assert view is None


async def test_the_longest_letter_fits_a_message(court: Court) -> None:
    guild = court.env.bot.get_guild(court.guild.id)
    assert guild is not None
    await guild.edit(name="*" * 100)
    await court.env.settle()
    for language in ("en", "es", "fr", "de", "pt"):
        vex = court.people["vex"]
        await court.slash("oakley", "timeout", person=vex, length="1h", reason="*" * 1_000)
        words, _ = await letter(court, Timeout(user="1", duration=HOUR), language=language)
        assert len(words) <= 2_000


async def test_what_nobody_is_told_of_has_no_letter(court: Court) -> None:
    await court.act()
    with pytest.raises(ValueError, match="nobody is told of untimeout"):
        await letter(court, Untimeout(user="1"))
