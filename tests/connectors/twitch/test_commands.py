"""Commands in chat: most are for moderators only, all are answered in one line."""

import asyncio

import pytest

from connectors.twitch.commands import lines_of
from engine.events import Message
from tests.connectors.twitch.conftest import PLACE, Ears, House
from tests.running import PATIENCE
from tests.servers.twitch import BOT, CHANNEL, chat_message, person, spoken
from tests.servers.twitch.exchange import Call

SAY = ("POST", "chat/messages")


async def says(house: House, text: str, name: str = "c1", *badges: str, **changes: object) -> None:
    said = chat_message(spoken(text), message_id=name, badges=badges, **changes)
    await house.server.notify("channel.chat.message", said)


async def next_message(house: House) -> str:
    event = await house.next_event()
    assert isinstance(event, Message)
    return event.id


async def answered(house: House) -> Call:
    async with asyncio.timeout(PATIENCE):
        while not (said := [call for call in house.server.calls if call.route == SAY]):  # noqa: ASYNC110
            await asyncio.sleep(0)
    return said[0]


@pytest.mark.parametrize("text", ["!haven undo 3", "!Haven  undo 3"])
async def test_a_moderators_command_is_carried_out_and_answered_as_a_reply(
    house: House, text: str
) -> None:
    await says(house, text, "c1", "moderator")
    await says(house, "hi", "m2")

    assert await next_message(house) == "m2"
    assert house.ordered == [(PLACE, "200", "undo 3")]
    assert (await answered(house)).body == {
        "broadcaster_id": CHANNEL,
        "sender_id": BOT,
        "message": "Done.",
        "reply_parent_message_id": "c1",
    }


async def test_what_others_type_is_talk_like_any(house: House) -> None:
    await says(house, "!haven undo 3", "c1", "vip")
    await says(house, "!havens are nice", "c2", "moderator")

    assert {await next_message(house), await next_message(house)} == {"c1", "c2"}
    assert house.ordered == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("!haven link KXRT-92FM", "link KXRT-92FM"),
        ("!Haven  LINK  kxrt92fm", "LINK kxrt92fm"),
        ("!haven link", "link"),
        ("!haven unlink", "unlink"),
    ],
)
async def test_what_everybody_may_ask_is_answered_and_judged_as_well(
    house: House, text: str, words: str
) -> None:
    await says(house, text, "c1", "vip")

    assert await next_message(house) == "c1"
    assert (await answered(house)).body["reply_parent_message_id"] == "c1"
    assert house.ordered == [(PLACE, "200", words)]


@pytest.mark.parametrize(
    "text", ["!haven link you are all idiots", "!haven unlinked", "!haven links", "haven link X"]
)
async def test_words_behind_such_a_command_make_it_talk(house: House, text: str) -> None:
    await says(house, text, "c1", "vip")

    assert await next_message(house) == "c1"
    assert house.ordered == []


async def test_who_writes_a_command_is_known_by_twitch_and_not_by_their_words(
    house: House,
) -> None:
    who = person("chatter_user", "201", "vex", "ada")
    await says(house, "!haven link KXRT-92FM", "c1", **who)

    await answered(house)
    assert house.ordered == [(PLACE, "201", "link KXRT-92FM")]


async def test_a_guest_links_nothing_here(house: House) -> None:
    source = person("source_broadcaster_user", "500", "owl", "Owl")
    await says(house, "!haven link KXRT-92FM", "c1", source_message_id="s1", **source)

    assert await next_message(house) == "c1"
    assert house.ordered == []


async def test_an_empty_answer_is_not_given(house: House) -> None:
    house.answer = ""
    await says(house, "!haven link KXRT-92FM", "c1", "vip")
    assert await next_message(house) == "c1"
    house.answer = "Done."
    await says(house, "!haven status", "c2", "moderator")

    assert (await answered(house)).body["reply_parent_message_id"] == "c2"


async def test_a_guests_moderator_commands_nothing_here(house: House) -> None:
    source = person("source_broadcaster_user", "500", "owl", "Owl")
    badge = {"set_id": "moderator", "id": "1", "info": ""}
    parts = {"source_message_id": "s1", "source_badges": [badge], **source}
    await says(house, "!haven undo 3", "c1", **parts)

    assert await next_message(house) == "c1"
    assert house.ordered == []


async def test_an_answer_that_cannot_be_given_is_told_in_the_log(house: House, ears: Ears) -> None:
    house.server.script(*SAY, 403, "banned from this chat")
    await says(house, "!haven status", "c1", "moderator")

    await ears.wait_for("chat command unanswered")


def test_an_answer_is_one_line_or_two_where_it_does_not_fit() -> None:
    assert lines_of("Case 4\n\n  why  \n") == ("Case 4 · why",)
    assert lines_of("x" * 500) == ("x" * 500,)
    assert lines_of("x" * 501) == ("x" * 500, "x")
    first, second = lines_of("word " * 150)
    assert f"{first} {second}" == ("word " * 150).strip()
    assert list(map(len, lines_of("word " * 300))) == [499, 500]


async def test_a_long_answer_is_given_in_two_replies(house: House) -> None:
    house.answer = "word " * 150
    await says(house, "!haven policy", "c1", "moderator")
    async with asyncio.timeout(PATIENCE):
        while len(said := [call for call in house.server.calls if call.route == SAY]) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert [call.body["reply_parent_message_id"] for call in said] == ["c1", "c1"]
