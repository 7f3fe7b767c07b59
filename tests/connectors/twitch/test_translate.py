from typing import Any

import pytest

from engine.events import Message, MessageDeleted, PlatformRaid
from tests.connectors.twitch.conftest import MOMENT, PLACE, House
from tests.servers.twitch import (
    BOT,
    CHANNEL,
    LOGIN,
    TwitchServer,
    chat_message,
    cheer,
    emote,
    mention,
    person,
    reply_to,
    spoken,
)
from tests.servers.twitch.happenings import notice

NOTICE = "channel.chat.notification"


async def heard(house: House, *fragments: dict[str, Any], **changes: object) -> Message:
    await house.server.notify("channel.chat.message", chat_message(*fragments, **changes))
    event = await house.next_event()
    assert isinstance(event, Message)
    return event


async def test_a_chat_message_arrives_with_its_place_author_and_time(house: House) -> None:
    message = await heard(house, spoken("good evening"))

    assert (message.id, message.place, message.text) == ("m1", PLACE, "good evening")
    assert (message.author.id, message.author.name) == ("200", "Ada")
    assert message.sent_at == MOMENT


async def test_emotes_and_cheers_are_no_words(house: House) -> None:
    message = await heard(
        house, emote("KAPPA"), spoken(" well "), cheer("Cheer", 100), spoken(" played")
    )

    assert message.text == "well played"


async def test_a_message_of_emotes_only_is_heard_without_words(house: House) -> None:
    assert (await heard(house, emote("PogChamp"))).text == ""


async def test_a_reply_and_mentions_name_the_addressed_by_id(house: House) -> None:
    message = await heard(
        house,
        mention("301", "Cy"),
        spoken(" and "),
        mention("200", "Ada"),
        reply=reply_to("m0", "300"),
    )

    assert (message.targets, message.reply_to) == (("300", "301"), "m0")
    assert message.text == "@Cy and @Ada"


@pytest.mark.parametrize(
    ("badge", "moderates"),
    [("moderator", True), ("broadcaster", True), ("lead_moderator", True), ("vip", False)],
)
async def test_badges_tell_who_moderates(house: House, badge: str, moderates: bool) -> None:  # noqa: FBT001
    author = (await heard(house, spoken("hi"), badges=(badge,))).author

    assert (author.is_moderator, author.roles) == (moderates, {badge})


async def test_the_bots_own_lines_are_not_heard(house: House) -> None:
    own = chat_message(spoken("be kind"), **person("chatter_user", BOT, "haven", "Haven"))
    await house.server.notify("channel.chat.message", own)

    assert (await heard(house, spoken("hi"))).author.id == "200"


async def test_a_raid_arrives_under_its_notifications_id(house: House) -> None:
    raid = {
        **person("from_broadcaster_user", "700", "friend", "Friend"),
        **person("to_broadcaster_user", CHANNEL, LOGIN, "MikaLive"),
        "viewers": 250,
    }
    await house.server.notify("channel.raid", raid, notification="n7")

    assert await house.next_event() == PlatformRaid(
        id="n7", place=PLACE, origin_name="friend", size=250, raided_at=MOMENT
    )


async def test_a_deletion_arrives(house: House) -> None:
    deletion = {
        **person("broadcaster_user", CHANNEL, LOGIN, "MikaLive"),
        **person("target_user", "200", "ada", "Ada"),
        "message_id": "m1",
    }
    await house.server.notify("channel.chat.message_delete", deletion)

    assert await house.next_event() == MessageDeleted("m1", PLACE, MOMENT)


@pytest.mark.parametrize("kind", ["announcement", "resub"])
async def test_words_that_come_with_a_notice_are_heard(house: House, kind: str) -> None:
    await house.server.notify(NOTICE, notice(kind, spoken("five months of "), emote("LUV")))
    event = await house.next_event()

    assert isinstance(event, Message)
    assert (event.id, event.author.id, event.text) == ("n1", "200", "five months of")


async def test_a_notice_without_anybodys_words_is_not_heard(house: House) -> None:
    await house.server.notify(NOTICE, notice("sub"))
    await house.server.notify(
        NOTICE, notice("sub_gift", spoken("for you"), chatter_is_anonymous=True)
    )

    assert (await heard(house, spoken("hi"))).id == "m1"


async def test_what_somebody_does_in_words_is_heard_without_the_wrapping(house: House) -> None:
    assert (await heard(house, spoken("\x01ACTION waves at all\x01"))).text == "waves at all"


async def test_gifs_are_no_words(house: House) -> None:
    picture = {"type": "gif", "text": "CATJAM.gif", "gif": {"url": "https://gifs.example/1"}}

    assert (await heard(house, spoken("look "), picture)).text == "look"


async def test_a_chat_message_that_comes_again_is_heard_once(house: House) -> None:
    for text in ("hi", "hi"):
        await house.server.notify("channel.chat.message", chat_message(spoken(text)))

    await house.next_event()
    assert (await heard(house, spoken("ho"), message_id="m2")).id == "m2"


# ---------------------------------------------------------------- shared chat


def guest(text: str, message: str, source: str, channel: str = "500") -> dict[str, Any]:
    badges = [{"set_id": "moderator", "id": "1", "info": ""}]
    source_parts = person("source_broadcaster_user", channel, "owl", "Owl")
    return chat_message(
        spoken(text),
        message_id=message,
        source_message_id=source,
        source_badges=badges,
        **source_parts,
    )


async def test_a_guests_words_in_a_shared_chat_are_heard_once(house: House) -> None:
    for message in ("copy1", "copy2"):
        await house.server.notify("channel.chat.message", guest("hi", message, "s1"))

    event = await house.next_event()
    assert isinstance(event, Message)
    assert (event.id, event.author.is_moderator) == ("copy1", True)
    assert (await heard(house, spoken("ho"))).id == "m1"


async def test_guests_are_left_alone_where_only_the_own_chat_is_looked_after(
    server: TwitchServer,
) -> None:
    async with House(server, shared_chat="own").running() as house:
        await house.listening()
        await server.notify("channel.chat.message", guest("hi", "copy1", "s1"))
        await server.notify(NOTICE, notice("shared_chat_resub", spoken("hi")))

        assert (await heard(house, spoken("ho"))).id == "m1"


async def test_a_guests_words_are_left_to_their_own_channel_where_haven_is_there_too(
    server: TwitchServer,
) -> None:
    async with House(server, channels=[CHANNEL, "500"]).running() as house:
        await house.listening()
        await server.notify("channel.chat.message", guest("hi", "copy1", "s1"))

        assert (await heard(house, spoken("ho"))).id == "m1"
