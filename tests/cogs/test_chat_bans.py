"""`!haven ban N`: asked about once more, meant for those who were counted, and taken back whole."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from engine.actions import AlertModerators, Ban, Hide, LockDown, OfferHelp
from engine.cases import Ruling, Status
from engine.review import RefusedRulingError
from engine.verdict import Category
from tests.builders import NOON, author, decision, message, minutes
from tests.cogs.chats import CHANNEL, MIKA, Chat, open_chat
from tests.engine.door import called

RAIDERS = ("r1", "r2", "r3")
ASK_FIRST = "Ask first whom that bans, with: ban {}"
HOB = author("hob", is_moderator=True)


async def raided(chat: Chat, *raiders: str) -> None:
    for raider in raiders or RAIDERS:
        actions = (
            LockDown(duration=minutes(30)),
            Hide(user=raider, message=f"m-{raider}"),
            AlertModerators(text="Raid."),
        )
        raid = decision(*actions, rung="raid", category=Category.RAID, campaign="c1")
        await chat.door.act(message(by=raider, place=CHANNEL), raid)


def bans(chat: Chat) -> list[str]:
    actions = [order.action for order in chat.enforcer.orders]
    return [action.user for action in actions if isinstance(action, Ban)]


async def test_one_person_is_banned_once_a_moderator_has_said_yes(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        asked = await chat.say("ban 1")
        before = bans(chat)
        told = await chat.say("ban 1 yes")
        case = await chat.case(1)
    assert asked == "That bans 1 account; write `!haven ban 1 yes` within 60 seconds."
    assert told == "1 account of case 1 on the way out; undo 1 lifts it."
    assert (before, bans(chat)) == ([], ["vex"])
    # On Twitch, taking the time-out back would lift the ban.
    assert called(chat.enforcer) == ["timeout", "ban"]
    assert (case.rung, case.ruling, case.ruled_by) == ("ban", Ruling.CONFIRMED, "oakley")


async def test_a_time_out_taken_back_lifts_no_ban_of_another_case(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        again = message(at=NOON + minutes(30), place=CHANNEL)
        await chat.door.act(again, decision(Ban(user="vex"), rung="ban"))
        await chat.say("undo 1")
        before = called(chat.enforcer)
        await chat.say("undo 2")
    assert before == ["timeout", "ban"]
    assert called(chat.enforcer) == ["timeout", "ban", "unban"]


async def test_a_ban_taken_back_ends_though_a_time_out_is_in_force(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        again = message(at=NOON + minutes(1), place=CHANNEL)
        await chat.door.act(again, decision(Ban(user="vex"), rung="ban"))
        await chat.say("undo 2")
    assert called(chat.enforcer) == ["timeout", "ban", "unban"]


async def test_all_accounts_of_a_campaign_are_banned_and_undo_lifts_all_of_it(
    tmp_path: Path,
) -> None:
    async with open_chat(tmp_path) as chat:
        await raided(chat)
        asked = await chat.say("ban 2")
        told = await chat.say("ban 2 YES")
        before = len(chat.enforcer.orders)
        undone = await chat.say("undo 2")
        case = await chat.case(2)
    back = Counter(order.action.type for order in chat.enforcer.orders[before:])
    assert asked == "That bans 3 accounts; write `!haven ban 2 yes` within 60 seconds."
    assert told == "3 accounts of case 2 on the way out; undo 2 lifts it."
    assert bans(chat) == list(RAIDERS)
    assert back == {"reopen": 1, "restore": 3, "unban": 3}
    assert undone == "Case 2 taken back; the like will be remembered as fine."
    assert case.status is Status.UNDONE


async def test_whoever_came_after_the_question_is_not_banned_with_the_others(
    tmp_path: Path,
) -> None:
    async with open_chat(tmp_path) as chat:
        await raided(chat)
        await chat.say("ban 2")
        await raided(chat, "r4")
        await chat.say("ban 2 yes")
        first = bans(chat)
        again = await chat.say("ban 2")
        await chat.say("ban 2 yes")
        over = await chat.say("ban 2")
    assert first == list(RAIDERS)
    assert again.startswith("That bans 1 account;")
    assert bans(chat) == [*RAIDERS, "r4"]
    assert over == "Case 2 has banned all its accounts already."


async def test_a_yes_counts_for_the_case_and_the_moderator_that_were_asked_and_once(
    tmp_path: Path,
) -> None:
    async with open_chat(tmp_path) as chat:
        await raided(chat)
        unasked = await chat.say("ban 2 yes")
        await chat.say("ban 2")
        by_another = await chat.say("ban 2 yes", by=HOB)
        of_another = await chat.say("ban 1 yes")
        late = await chat.say("ban 2 yes")
    assert (unasked, by_another, late) == (ASK_FIRST.format(2),) * 3
    assert of_another == ASK_FIRST.format(1)
    assert bans(chat) == []


@pytest.mark.parametrize(("seconds", "counts"), [(60, True), (61, False)])
async def test_a_yes_counts_for_a_minute(tmp_path: Path, seconds: int, *, counts: bool) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("ban 1")
        chat.door.clock.advance(NOON + timedelta(seconds=seconds))
        await chat.say("ban 1 yes")
    assert (bans(chat) == ["vex"]) is counts


async def test_a_question_that_nobody_answered_names_nobody_for_long(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("ban 1")
        chat.door.clock.advance(NOON + minutes(2))
        await chat.say("ban 1", by=HOB)
        assert [by for _, by in chat.door.chat_bans._asked] == ["hob"]


async def test_what_has_changed_since_the_question_is_not_banned(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("ban 1")
        await chat.door.amendments.harsher(
            CHANNEL.community, 1, seen="timeout_10_minutes", by="hob"
        )
        told = await chat.say("ban 1 yes")
    assert told == "Case 1 has been changed meanwhile."
    assert "ban" not in called(chat.enforcer)


async def test_what_was_banned_or_taken_back_is_not_banned_again(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for words in ("ban 1", "ban 1 yes", "ban 1"):
            await chat.say(words)
        twice = await chat.say("ban 1 yes")
        await chat.say("undo 1")
        gone = await chat.say("ban 1")
    assert twice == "Case 1 is a ban already."
    assert gone == "Case 1 has been taken back already."


@pytest.mark.parametrize("words", ["ban", "ban yes", "ban -1 yes", "ban all"])
async def test_without_a_number_nobody_is_banned(tmp_path: Path, words: str) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say(words) == "Which case? Give its number, as in: case 3"
        assert await chat.say("ban 404") == "There is no case 404 here."


async def test_nobody_bans_themselves_or_without_being_a_moderator(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await raided(chat, "r1", "oakley")
        own = await chat.say("ban 2")
        viewers = await chat.say("ban 1", by=author("bo"))
        later = await chat.say("ban 1", by=MIKA)
    assert own == "Nobody acts in a case of their own."
    assert viewers == "Only moderators can do that."
    assert later.startswith("That bans 1 account;")
    assert bans(chat) == []


async def test_a_broadcaster_amid_a_crowd_is_not_banned_with_it(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await raided(chat, "r1", "mika", "r2")
        await chat.door.act(message(by="mika", at=NOON + minutes(9), place=CHANNEL), decision())
        asked = await chat.say("ban 2", by=HOB)
        await chat.say("ban 2 yes", by=HOB)
        owners = await chat.say("ban 3", by=HOB)
    assert asked.startswith("That bans 2 accounts;")
    assert bans(chat) == ["r1", "r2"]
    assert owners == "Nobody acts on the owner."


async def test_nobody_is_banned_by_a_case_about_a_person_in_danger(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        help_offered = decision(OfferHelp(user="bo", text="help"), category=Category.SELF_HARM)
        await chat.door.act(message(by="bo", place=CHANNEL), help_offered)
        asked = await chat.say("ban 2")
        with pytest.raises(RefusedRulingError, match="somebody in danger"):
            await chat.door.amendments.ban(
                CHANNEL.community, 2, seen=(await chat.case(2)).rung, by="hob", over={"bo"}
            )
    assert asked == "Case 2 is about somebody in danger: no ban for it."
    assert bans(chat) == []
