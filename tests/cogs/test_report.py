"""`/report`: who may see it, what it says of a week with little, nothing or a lot, and where."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord
from simcord.components import walk_components
from simcord.results import InteractionResult

from cogs.report import _may_write, words_of
from engine.changes import Changes
from engine.events import Place
from tests.builders import assessment, message, prediction, verdict
from tests.cogs.court import Court, said_in
from tests.cogs.weeks import crowded

REFUSED = "You may not do that here: it takes the right to review."
GALLERY = 12


async def said_at_mika(court: Court, count: int, *, ago: timedelta = timedelta()) -> None:
    """Harmful messages, all at once and some time ago."""
    place = Place(court.community, str(court.mod_log.id))
    moment = court.door.clock.now() - ago
    written = [
        verdict(
            message(by=court.id_of("vex"), place=place, at=moment, id=f"h{number}"),
            target=court.id_of("mika"),
            prediction=prediction(risk=0.8),
            assessment=assessment(0.8),
        )
        for number in range(count)
    ]
    await court.door.ledger.commit(Changes(verdicts=tuple(written)))


def pictures(components: Sequence[Any]) -> list[str]:
    """What is said of each picture to those who do not see it."""
    galleries = [each for each in walk_components(components) if each["type"] == GALLERY]
    return [item["description"] for each in galleries for item in each["items"]]


def files(answer: InteractionResult) -> list[str]:
    assert answer.response is not None
    return [each.filename for each in answer.response.attachments]


async def test_a_member_who_enters_it_all_the_same_is_refused_alone(court: Court) -> None:
    for options in ({}, {"post": True}):
        assert said_in(await court.slash("mika", "report", **options)) == [REFUSED]
    assert await written_in(court) == []


async def test_discord_hides_it_from_members(court: Court) -> None:
    await court.slash("oakley", "report")
    (known,) = [each for each in court.commands() if each["name"] == "report"]
    assert (known["default_member_permissions"], known["contexts"]) == (1 << 40, [0])


async def test_a_week_without_anything_is_told_kindly_and_without_a_picture(court: Court) -> None:
    answer = await court.slash("oakley", "report")
    (told,) = said_in(answer)
    assert told.splitlines() == [
        "### 24 February to 2 March 2026, 7 days",
        "**Nothing to tell:** Haven read no message here in that time. If people did write, ask"
        " whoever runs the bot to look at what `haven doctor` says.",
    ]
    assert files(answer) == []


async def test_a_peaceful_week_is_said_to_be_one(court: Court) -> None:
    place = Place(court.community, str(court.mod_log.id))
    said = message(place=place)
    quiet = verdict(said, prediction=prediction(risk=0.1), assessment=None)
    await court.door.ledger.commit(Changes(verdicts=(quiet,)))
    (told,) = said_in(await court.slash("oakley", "report"))
    assert "**All quiet:** Haven read 1 message and found nothing harmful among them" in told


async def test_a_week_is_told_in_words_first_and_then_in_pictures(court: Court) -> None:
    await said_at_mika(court, 3, ago=timedelta(minutes=20))
    for each in ("c1", "c2"):
        await court.open(known_as=each)
    await court.slash("oakley", "undo", case="1")
    answer = await court.slash("oakley", "report")
    (told,) = said_in(answer)
    assert "**Cases:** 2 cases, 0 in the week before: 2 insult." in told
    assert "Of 1 ruling, 1 took a case back: 100%, very likely between 21% and 100%." in told
    assert f"1. <@{court.id_of('mika')}>: 4 harmful messages before help came, 0 after" in told
    assert "It came 1 time, within 20 min." in told
    assert files(answer) == ["week-cases.png", "week-people.png"]
    assert answer.response is not None
    first, second = pictures(answer.response.components)
    assert first == "Cases a day, 2 in all; of 1 that were ruled upon, 1 were taken back"
    assert second.startswith("Harmful messages at the most exposed, 4 at most before help came;")


async def test_only_the_days_that_were_asked_for_count(court: Court) -> None:
    await said_at_mika(court, 2, ago=timedelta(days=3))
    (today,) = said_in(await court.slash("oakley", "report", days=1))
    (four,) = said_in(await court.slash("oakley", "report", days=4))
    assert "2 March to 2 March 2026, 1 day" in today
    assert "**Nothing to tell:**" in today
    assert "2 harmful of 2 messages, 0 in the 4 days before." in four


async def test_it_is_posted_where_moderators_read_and_pings_nobody(court: Court) -> None:
    await said_at_mika(court, 3)
    told = said_in(await court.slash("oakley", "report", post=True))
    assert told == [f"It stands in <#{court.mod_log.id}> now."]
    (posted,) = await written_in(court)
    assert "3 harmful of 3 messages" in court.text(posted)
    assert court.files(posted) == ["week-people.png"]


async def test_without_the_right_to_attach_files_it_is_posted_in_words(court: Court) -> None:
    await said_at_mika(court, 3)
    room = court.env.bot.get_channel(court.mod_log.id)
    assert isinstance(room, discord.TextChannel)
    await room.set_permissions(room.guild.me, attach_files=False)
    await court.env.settle()
    await court.slash("oakley", "report", post=True)
    (posted,) = await written_in(court)
    assert "3 harmful of 3 messages" in court.text(posted)
    assert court.files(posted) == []


async def test_in_a_thread_it_takes_the_right_to_write_in_threads(court: Court) -> None:
    room = court.env.bot.get_channel(court.mod_log.id)
    assert isinstance(room, discord.TextChannel)
    thread = await room.create_thread(name="cases", type=discord.ChannelType.public_thread)
    await court.env.settle()
    oakley = room.guild.get_member(int(court.id_of("oakley")))
    assert oakley is not None
    assert _may_write(room, oakley)
    assert _may_write(thread, oakley)
    await room.set_permissions(oakley, send_messages_in_threads=False)
    await court.env.settle()
    assert _may_write(room, oakley)
    assert not _may_write(thread, oakley)
    await court.slash("oakley", "report")


async def test_without_a_room_for_moderators_it_is_not_posted(court: Court) -> None:
    boss, channel = await court.elsewhere()
    assert said_in(await boss.slash(channel, "report", post=True)) == [
        "No channel for moderators is named here, so it can be shown to you alone."
    ]


async def test_nobody_posts_where_they_may_not_write(court: Court) -> None:
    await court.forbid("@everyone", send_messages=False)
    told = said_in(await court.slash("oakley", "report", post=True))
    assert told == [f"You may not write in <#{court.mod_log.id}> yourself."]


async def test_one_server_is_never_told_of_another(court: Court) -> None:
    await said_at_mika(court, 3)
    await court.open()
    boss, channel = await court.elsewhere()
    (told,) = said_in(await boss.slash(channel, "report"))
    assert "**Nothing to tell:**" in told


def test_the_fullest_week_fits_a_message() -> None:
    report = crowded(people=[str(10**19 + number) for number in range(400)])
    assert len(report.exposed) == 400
    assert len(words_of(report)) < 3_000


def test_names_of_another_platform_hide_and_format_nothing() -> None:
    told = words_of(crowded(people=["**x** @everyone https://a.b", "y" * 500]))
    assert "@everyone" not in told
    assert "https://a" not in told
    assert max(map(len, told.splitlines())) < 1_500


async def written_in(court: Court) -> list[Any]:
    channel = court.env.bot.get_channel(court.mod_log.id)
    assert channel is not None
    return [each async for each in channel.history()]
