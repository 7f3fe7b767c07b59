"""Cards of a Twitch channel's cases in the mod-log of the server that looks after it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from cogs.cases import post_card
from engine.actions import AlertModerators, Ban, Release, Untimeout, Withhold
from engine.cases import Ruling, Status
from engine.events import Community
from engine.verdict import Mode
from tests.cogs.court import ASKING, said_in
from tests.cogs.stage import CHANNEL, HUSH, VIEWER, Stage, open_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened
        bodies = list(opened.court.bodies())
        assert [body.get("allowed_mentions") for body in bodies] == [{"parse": []}] * len(bodies)


async def test_a_card_says_whose_case_it_is(stage: Stage) -> None:
    await stage.open()
    text = stage.court.text(await stage.show())
    assert "### Case 1 of mikalive on Twitch · insult" in text
    assert "in mikalive on Twitch" in text
    assert f"<@{VIEWER}>" not in text


async def test_cases_of_one_number_have_a_card_each(stage: Stage) -> None:
    await stage.court.open()
    await stage.open()
    await stage.wall.show(await stage.court.case())
    await stage.show()
    texts = [stage.court.text(card) for card in await stage.wall.cards()]
    assert [text.splitlines()[0] for text in texts] == [
        "### Case 1 of mikalive on Twitch · insult",
        "### Case 1 · insult",
    ]


async def test_a_card_whose_answer_was_lost_is_not_taken_for_the_servers_own(
    stage: Stage,
) -> None:
    await stage.court.open()
    await stage.open()
    await stage.wall.show(await stage.court.case())
    room = stage.wall.room(stage.court.community)
    stage.wall.notes.kept[CHANNEL, 1] = f"{room.id}:0:"
    await stage.show()
    assert len(await stage.wall.cards()) == 2


async def test_a_click_rules_upon_the_channels_case_and_no_other(stage: Stage) -> None:
    await stage.court.open()
    await stage.open()
    card = await stage.show()
    ruled = await stage.click("oakley", card, "Reverse")
    assert (ruled.status, ruled.ruling) == (Status.UNDONE, Ruling.REVERSED)
    assert (await stage.court.case()).ruling is None
    last = stage.court.enforcer.orders[-1]
    assert (last.action, last.place.community) == (Untimeout(user=VIEWER), CHANNEL)


async def test_a_ruling_names_the_moderator_as_one_of_discords(stage: Stage) -> None:
    await stage.open()
    card = await stage.show()
    ruled = await stage.click("oakley", card, "Confirm")
    oakley = stage.court.id_of("oakley")
    assert ruled.ruled_by == f"discord:{oakley}"
    assert f"**Confirmed** by <@{oakley}>" in stage.court.text(card)


async def test_lighter_and_harsher_step_on_the_channels_ladder(stage: Stage) -> None:
    await stage.open(rung="timeout_10_minutes")
    card = await stage.show()
    assert (await stage.click("oakley", card, "Harsher")).rung == "timeout_1_hour"
    assert (await stage.click("oakley", card, "Lighter")).rung == "timeout_10_minutes"


async def test_a_ban_is_asked_about_and_then_done_there(stage: Stage) -> None:
    await stage.open()
    card = await stage.show()
    asked = await stage.court.click("oakley", card, "Ban…")
    assert "what case 1 of mikalive on Twitch did" in "".join(said_in(asked))
    await stage.court.click("oakley", asked.response, "Yes, ban")
    orders = [(order.action, order.place.community) for order in stage.court.enforcer.orders]
    assert (Ban(user=VIEWER), CHANNEL) in orders


@pytest.mark.parametrize("label", ASKING)
async def test_questions_are_answered_about_the_channels_case(stage: Stage, label: str) -> None:
    await stage.open()
    card = await stage.show()
    (told,) = said_in(await stage.court.click("oakley", card, label))
    assert "There is no case" not in told


async def test_buttons_work_after_a_restart(stage: Stage) -> None:
    await stage.open()
    card = await stage.show()
    await stage.court.restart()
    assert (await stage.click("oakley", card, "Reverse")).ruling is Ruling.REVERSED


async def test_a_members_rights_in_the_server_decide(stage: Stage) -> None:
    await stage.open()
    card = await stage.show()
    assert (await stage.click("mika", card, "Reverse")).ruling is None
    await stage.court.forbid("moderator", ban_members=False)
    (told,) = said_in(await stage.court.click("oakley", card, "Ban…"))
    assert "it takes the right to ban" in told


async def test_another_servers_moderator_cannot_act_by_a_forged_button(stage: Stage) -> None:
    await stage.open()
    boss, channel = await stage.court.elsewhere()
    services = stage.court.services
    view = await services.desk.view(CHANNEL, 1)
    assert view
    room = stage.court.env.bot.get_partial_messageable(channel.id)
    card = await post_card(room, view, services.painter)
    (told,) = said_in(await boss.click(card, label="Reverse"))
    assert told == "That channel is not looked after from here."
    assert (await stage.case()).ruling is None


async def test_a_card_of_a_channel_that_has_another_home_by_now_is_of_no_use(stage: Stage) -> None:
    await stage.open()
    card = await stage.show()
    cast("dict[Community, Community]", stage.court.services.homes.channels).clear()
    assert (await stage.click("oakley", card, "Reverse")).ruling is None


@pytest.mark.parametrize(("label", "action"), [("Approve", Release), ("Deny", Withhold)])
@pytest.mark.parametrize("mode", Mode)
async def test_a_held_message_is_approved_or_denied_whatever_haven_advised(
    stage: Stage, label: str, action: type[Release | Withhold], mode: Mode
) -> None:
    await stage.hold(Release, mode)
    card = await stage.show()
    assert stage.court.usable(card) == ["Approve", "Deny", *ASKING]
    assert "Approve lets the message through, Deny keeps it back for good" in stage.court.text(card)
    await stage.click("oakley", card, label)
    assert [order.action for order in stage.court.enforcer.orders][-1] == action(
        user=VIEWER, message=(await stage.case()).message
    )
    text = stage.court.text(card)
    done = "let through" if action is Release else "kept back"
    assert f"**Done:** {done}" in text
    assert f"**{'Approved' if action is Release else 'Denied'}** by <@" in text
    assert not {"Approve", "Deny"} & set(stage.court.usable(card))


async def test_a_hold_is_decided_once_by_whoever_of_two_is_first(stage: Stage) -> None:
    await stage.hold(Withhold)
    card = await stage.show()
    told = await stage.court.click_at_once(card, ("oakley", "Approve"), ("hob", "Deny"))
    (_, decided) = stage.court.enforcer.orders
    approved = isinstance(decided.action, Release)
    too_late = "taken back already" if approved else "decided on already"
    assert [too_late in words for words in told] == [True]


async def test_to_rule_on_a_hold_takes_the_right_to_hide(stage: Stage) -> None:
    await stage.hold(Withhold)
    card = await stage.show()
    await stage.court.forbid("moderator", manage_messages=False)
    (told,) = said_in(await stage.court.click("oakley", card, "Approve"))
    assert "it takes the right to hide" in told
    assert (await stage.case()).ruling is None


async def test_a_hold_that_lapsed_has_nothing_to_approve(stage: Stage) -> None:
    await stage.hold(Withhold)
    await stage.show()
    await stage.court.door.review.lapse(CHANNEL, 1)
    card = await stage.show()
    assert "no moderator answered in time" in stage.court.text(card)
    assert "Approve" not in stage.court.usable(card)


async def test_an_alert_is_told_by_the_channels_card(stage: Stage) -> None:
    opened = await stage.open(HUSH, AlertModerators(text="look"))
    room = stage.wall.room(stage.court.community)
    assert await stage.wall.board.tell(room, CHANNEL, opened.number, "look")
    assert len(await stage.wall.cards()) == 1
    assert not await stage.wall.board.tell(room, CHANNEL, opened.number, "something else")


async def test_a_room_of_another_server_is_told_of_nothing(stage: Stage) -> None:
    opened = await stage.open(HUSH, AlertModerators(text="look"))
    _, channel = await stage.court.elsewhere()
    room = stage.court.env.bot.get_channel(channel.id)
    assert not await stage.wall.board.tell(room, CHANNEL, opened.number, "look")  # type: ignore[arg-type]


async def test_without_a_room_the_log_says_so_once_and_the_card_comes_with_the_next_change(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    opened = await stage.open()
    room = stage.wall.room(stage.court.community)
    await room.set_permissions(room.guild.me, send_messages=False)
    await stage.court.env.settle()
    for _ in range(2):
        await stage.wall.show(opened)
    assert await stage.wall.cards() == []
    (line,) = [each for each in caplog.records if "no channel where cards" in each.msg]
    assert line.__dict__["community"] == "twitch:100"
    await room.set_permissions(room.guild.me, send_messages=True)
    await stage.court.env.settle()
    await stage.court.door.review.confirm(CHANNEL, 1, by="301")
    assert "**Confirmed** by **301**" in stage.court.text(await stage.show())
