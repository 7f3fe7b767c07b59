"""The house and Discord joined: the real client shows real cases, and hears their buttons."""

from pathlib import Path
from typing import cast

from bot.card_notes import StoredCardNotes
from engine.actions import Ban
from engine.cases import Status
from engine.changes import Changes, Setting
from engine.events import Community, Place, Platform
from engine.verdict import Mode
from tests.bot.command import until
from tests.bot.inn import IN_MOD_LOG, INN, MEMBER_PATH, Inn, keeping
from tests.builders import NOON
from tests.servers.discord import (
    ADMIN,
    BOT,
    GUILD,
    LOUNGE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    TEXT,
    LoopbackDiscord,
    Payload,
    person,
    words_of,
)


async def test_a_time_out_is_shown_and_lifted_from_its_card(inn: Inn) -> None:
    await inn.act()
    card = await inn.shows("timed out for 1 hour")
    await inn.server.click("Reverse", card, by=ADMIN)
    await inn.shows("**Reversed** by")
    await inn.door.dispatcher.drain()
    assert inn.silences[-1] is None
    assert (await inn.case()).status is Status.UNDONE
    assert [body["allowed_mentions"] for body in inn.posts] == [{"parse": []}]


async def test_a_click_changes_its_card_once(inn: Inn) -> None:
    await inn.act()
    card = await inn.shows("timed out")
    await inn.noted()
    before = len(inn.edits(card))
    await inn.server.click("Reverse", card, by=ADMIN)
    await inn.shows("**Reversed** by")
    await inn.door.dispatcher.drain()
    await inn.noted()
    assert len(inn.edits(card)) == before + 1


async def test_what_waits_is_told_by_one_card_and_done_by_its_confirm(inn: Inn) -> None:
    await inn.act(mode=Mode.ASSIST)
    card = await inn.shows("**Asked of you:**")
    assert inn.silences == []
    await inn.server.click("Confirm", card, by=ADMIN)
    await inn.shows("**Confirmed** by")
    await inn.door.dispatcher.drain()
    assert len(inn.silences) == 1
    assert len(inn.posts) == 1
    assert inn.posts[0]["enforce_nonce"] is True


async def test_a_case_that_is_only_shown_has_a_card_too(inn: Inn) -> None:
    await inn.act(mode=Mode.OBSERVE)
    await inn.shows("Case 1")
    assert inn.silences == []


async def test_a_refused_click_is_answered_and_changes_nothing(inn: Inn) -> None:
    await inn.act()
    card = await inn.shows("timed out")
    await inn.server.click("Reverse", card, by=MEMBER)
    await until(lambda: any("/webhooks/" in call.path for call in inn.server.asked("POST")))
    assert (await inn.case()).status is Status.APPLIED
    assert len(inn.silences) == 1


async def test_a_ruling_elsewhere_shows_on_the_card(inn: Inn) -> None:
    await inn.act()
    await inn.shows("timed out")
    await inn.door.review.reverse(INN, 1, by=MODERATOR)
    await inn.shows("**Reversed** by")


async def test_a_refusal_by_discord_shows_on_the_card(inn: Inn) -> None:
    inn.server.fail(f"PATCH {MEMBER_PATH}", 403)
    await inn.act()
    await inn.shows("(the platform refused)")


async def test_what_is_told_later_comes_in_words_beside_the_card(inn: Inn) -> None:
    await inn.act()
    await inn.shows("timed out")
    inn.server.fail(f"PATCH {MEMBER_PATH}", 403)
    await inn.door.review.reverse(INN, 1, by=MODERATOR)
    await until(lambda: len(inn.posts) == 2)
    assert "untimeout ended forbidden" in inn.posts[1]["content"]


async def test_a_card_that_is_sent_again_is_the_same_message(inn: Inn) -> None:
    await inn.act()
    await inn.shows("timed out")
    await inn.noted()
    await StoredCardNotes(inn.door.ledger, inn.door.archive).keep(INN, 1, "")
    await inn.door.review.reverse(INN, 1, by=MODERATOR)
    await until(lambda: len(inn.posts) == 2)
    assert inn.posts[0]["nonce"] == inn.posts[1]["nonce"]
    assert len(inn.server.cards()) == 1


async def test_a_card_outlasts_a_restart_with_its_buttons(
    tmp_path: Path, discord: LoopbackDiscord
) -> None:
    async with keeping(tmp_path, discord) as inn:
        await inn.act()
        card = await inn.shows("timed out")
    async with keeping(tmp_path, discord) as inn:
        await inn.server.click("Reverse", card, by=ADMIN)
        await inn.shows("**Reversed** by")
        assert len(inn.posts) == 1


async def test_what_could_not_be_shown_before_a_restart_is_shown_after_it(
    tmp_path: Path, discord: LoopbackDiscord
) -> None:
    discord.fail(f"POST {IN_MOD_LOG}", 400)
    async with keeping(tmp_path, discord) as inn:
        await inn.act(mode=Mode.OBSERVE)
        await until(lambda: len(inn.posts) == 1)
    assert discord.cards() == []
    async with keeping(tmp_path, discord) as inn:
        await inn.shows("Case 1")


LETTERBOX = f"9{MEMBER}"


async def test_who_is_banned_appeals_where_they_were_told_of_it(inn: Inn) -> None:
    await inn.act(Ban(user=MEMBER), rung="ban")
    await inn.door.dispatcher.drain()
    (letter,) = inn.server.cards(LETTERBOX)
    assert letter["content"].startswith("You have been banned from **inn**.\n**Why:** ")
    await inn.server.dispatch("GUILD_MEMBER_REMOVE", {"guild_id": GUILD, "user": person(MEMBER)})
    form = await (await inn.server.click("Appeal", letter, by=MEMBER)).asked_back()
    sent = await inn.server.submit(form, by=MEMBER, at=letter["channel_id"], words="I was joking.")
    await sent.answered()
    (opened,) = await inn.door.appeals.waiting(INN)
    assert (opened.case, opened.by, opened.text) == (1, MEMBER, "I was joking.")


async def test_a_channel_chosen_later_shows_new_cards_and_the_old_ones_stay(
    tmp_path: Path, discord: LoopbackDiscord
) -> None:
    async with keeping(tmp_path, discord) as inn:
        await inn.act()
        await inn.shows("timed out")
        await inn.policies.choose(INN, {"mod_log": LOUNGE}, by=ADMIN, at=NOON)
        await inn.door.review.reverse(INN, 1, by=MODERATOR)
        await inn.shows("**Reversed** by")
    async with keeping(tmp_path, discord) as inn:
        inn.door.docket.number_from({INN: 1})
        await inn.act()
        await until(lambda: any("Case 2" in words_of(card) for card in discord.cards(LOUNGE)))
        assert len(discord.cards()) == 1


TOLD = f"/applications/{BOT}/commands"


def told(discord: LoopbackDiscord) -> list[set[str]]:
    """The names of all commands, for each time that Discord was told of them."""
    puts = [call for call in discord.asked("PUT") if call.path == TOLD]
    return [{each["name"] for each in cast("list[Payload]", call.body)} for call in puts]


async def test_discord_is_told_of_all_commands_once_and_not_again_at_the_next_start(
    tmp_path: Path, discord: LoopbackDiscord
) -> None:
    for _ in range(2):
        async with keeping(tmp_path, discord):
            (names,) = told(discord)
    assert {"case", "appeal", "privacy", "policy", "setup", "lockdown"} <= names


async def test_commands_that_discord_refused_are_told_again_at_the_next_start(
    tmp_path: Path, discord: LoopbackDiscord
) -> None:
    discord.fail(f"PUT {TOLD}", 400)
    async with keeping(tmp_path, discord) as inn:
        await inn.act()
        await inn.shows("timed out")
    async with keeping(tmp_path, discord):
        assert len(told(discord)) == 2


async def test_commands_that_discord_knows_in_another_form_are_told_anew(
    tmp_path: Path, discord: LoopbackDiscord
) -> None:
    async with keeping(tmp_path, discord) as inn:
        about = Community(Platform.DISCORD, BOT)
        former = Setting(community=about, key="commands", value="of another release")
        await inn.door.ledger.commit(Changes(settings=(former,)))
    async with keeping(tmp_path, discord):
        assert len(told(discord)) == 2


async def test_commands_forget_a_reporter_who_is_erased(inn: Inn) -> None:
    assert inn.furnishing._commands
    reports = inn.furnishing._commands._offices.reports
    await reports.file(Place(INN, TEXT), "77", author=MEMBER, by=NEWCOMER)

    inn.furnishing.forget(INN, NEWCOMER)

    assert not reports._last
