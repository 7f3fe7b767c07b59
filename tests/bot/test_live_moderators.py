"""The shipped command on a Discord of our own: moderators look, rule, and take back."""

from pathlib import Path

from tests.bot.command import ATTACK, until
from tests.bot.live_discord import story
from tests.servers.discord import ADMIN, GUILD, MEMBER, MODERATOR, OTHER, TEXT, words_of


async def test_moderators_look_at_a_case_take_it_back_and_ban_only_when_sure(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        server = told.server
        await told.attack(ATTACK)
        card = await told.shows(1)
        shown = await server.command("case show", by=MODERATOR, number=1)
        sheet = await shown.answered()
        nobody = await (await server.command("case show", by=MEMBER, number=1)).answered()
        none = await (await server.command("case show", by=MODERATOR, number=99)).answered()
        question = await (await server.click("Ban…", card, by=ADMIN)).answered()
        await server.click("Yes, ban", question, by=ADMIN)
        await until(lambda: bool(told.calls("PUT", f"/guilds/{GUILD}/bans/{MEMBER}")))
        await told.shows(1, "banned")
        undone = await (await server.command("undo", by=ADMIN, case="1")).answered()
        await until(lambda: bool(told.calls("DELETE", f"/guilds/{GUILD}/bans/{MEMBER}")))
        await told.shows(1, "Reversed")

    assert shown.is_private
    assert "Case 1" in words_of(sheet)
    assert "You may not do that" in nobody["content"]
    assert "There is no case 99 here." in none["content"]
    assert "Ban <@300>?" in words_of(question)
    (ban,) = told.calls("PUT", f"/guilds/{GUILD}/bans/{MEMBER}")
    assert (ban.reason or "").startswith(f"#1 · {ADMIN} · ")
    assert (ban.body or {}).get("delete_message_seconds", 0) == 0
    assert "taken back" in undone["content"]


async def test_a_reported_message_waits_for_moderators_who_call_it_fine(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        server = told.server
        message = await told.say("see you at the market tomorrow")
        reported = await (await server.menu("Report", message, by=OTHER)).answered()
        card = words_of(await told.shows(1, "reported"))
        again = await (await server.menu("Report", message, by=OTHER)).answered()
        refused = await (await server.menu("This is fine", message, by=MEMBER)).answered()
        why = await (await server.menu("Why?", message, by=MODERATOR)).answered()
        fine = await (await server.menu("This is fine", message, by=ADMIN)).answered()
        await told.shows(1, "Reversed")
        other = await told.say("the pantomime is at seven")
        called = await (await server.menu("This is harassment", other, by=ADMIN)).answered()
        await until(lambda: other["id"] not in server.world.messages)
        history = await (await server.menu("History", MEMBER, by=MODERATOR)).answered()

    assert "nobody is told that it was you" in reported["content"]
    assert "see you at the market tomorrow" in card
    assert "have a case about that message already" in again["content"]
    assert "You may not do that" in refused["content"]
    assert words_of(why)
    assert "Case 1 is taken back" in fine["content"]
    assert "Case 2 is confirmed" in called["content"]
    assert "<@300>" in words_of(history)
    assert message["id"] in server.world.messages


async def test_moderators_orders_are_cases_of_their_own(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        server = told.server
        timed_out = await server.command(
            "timeout", by=MODERATOR, person=MEMBER, length="28 days", reason="a\nlong\tpause"
        )
        words = await timed_out.answered()
        await told.shows(1)
        high = await (
            await server.command("ban", by=MODERATOR, person=MEMBER, reason="no")
        ).answered()
        banned = await (
            await server.command("ban", by=ADMIN, person="999", reason="x" * 1_000)
        ).answered()
        await until(lambda: bool(told.calls("PUT", f"/guilds/{GUILD}/bans/999")))
        own = await (await server.command("warn", by=ADMIN, person=ADMIN, reason="me")).answered()
        wrong = await (
            await server.command("timeout", by=MODERATOR, person=MEMBER, length="for ever")
        ).answered()
        message = await told.say("hello there")
        hidden = await (await server.command("hide", by=ADMIN, message=message["id"])).answered()
        await until(lambda: message["id"] not in server.world.messages)

    assert "Case 1" in words["content"]
    assert "You may not do that" in high["content"]
    assert "banned" in banned["content"]
    assert "Case" not in own["content"]
    assert "How long?" in wrong["content"]
    assert f"<@{MEMBER}>" in hidden["content"]
    (deleted,) = told.calls("DELETE", f"/channels/{TEXT}/messages/.*")
    assert (deleted.reason or "").startswith("#3 · ")
