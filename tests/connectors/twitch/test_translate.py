from datetime import UTC, datetime
from typing import Any

import pytest

from engine.events import Message, MessageDeleted, PlatformRaid
from tests.connectors.twitch.conftest import PLACE, House
from tests.servers.twitch import (
    BOT,
    CHANNEL,
    LOGIN,
    chat_message,
    cheer,
    emote,
    mention,
    person,
    reply_to,
    spoken,
)

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


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
