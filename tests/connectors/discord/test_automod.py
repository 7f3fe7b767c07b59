"""AutoMod's executions: one message for each attempt, by whoever made it."""

from datetime import datetime, timedelta

import pytest

from engine.events import Message, Origin, Place
from tests.connectors.discord.conftest import HALL, INN, NOW, Visit, heard, visiting
from tests.servers.discord import (
    GUILD,
    MEMBER,
    MODERATOR,
    OTHER,
    TEXT,
    THREAD,
    LoopbackDiscord,
    Payload,
)

BLOCK, ALERT, TIMEOUT = 1, 2, 3
RULE, OTHER_RULE = "7001", "7002"


def execution(action: int = BLOCK, *, rule: str = RULE, **changes: object) -> Payload:
    metadata = {ALERT: {"channel_id": "2001"}, TIMEOUT: {"duration_seconds": 60}}
    return {
        "guild_id": GUILD,
        "action": {"type": action, "metadata": metadata.get(action, {})},
        "rule_id": rule,
        "rule_trigger_type": 1,
        "user_id": MEMBER,
        "channel_id": TEXT,
        "content": "foul words",
        "matched_keyword": "foul",
        "matched_content": "foul",
        **changes,
    }


async def held(visit: Visit, *executions: Payload) -> list[Message]:
    """What is heard of these, up to a message that follows them."""
    for payload in executions:
        await visit.server.dispatch("AUTO_MODERATION_ACTION_EXECUTION", payload)
    await visit.server.say("the end")
    messages: list[Message] = []
    while (message := await visit.heard.next()).text != "the end":
        messages.append(message)
    return messages


async def test_what_automod_held_back_is_a_message_of_its_author(visit: Visit) -> None:
    (message,) = await held(visit, execution())

    assert (message.text, message.origin) == ("foul words", Origin.AUTOMOD_HOLD)
    assert (message.author.id, message.place, message.sent_at) == (MEMBER, HALL, NOW)


async def test_all_that_is_done_about_one_message_is_one(visit: Visit) -> None:
    done = (execution(BLOCK), execution(ALERT), execution(TIMEOUT), execution(rule=OTHER_RULE))

    assert len(await held(visit, *done)) == 1


async def test_who_tries_twice_is_heard_twice(visit: Visit) -> None:
    twice = (execution(BLOCK), execution(BLOCK), execution(ALERT), execution(ALERT))

    first, second = await held(visit, *twice)

    assert first.id != second.id


@pytest.mark.parametrize(
    "change", [{"user_id": OTHER}, {"channel_id": THREAD}, {"content": "other words"}]
)
async def test_another_person_place_or_wording_is_another_attempt(
    visit: Visit, change: Payload
) -> None:
    assert len(await held(visit, execution(), execution(ALERT, **change))) == 2


async def test_the_same_words_a_while_later_are_another_attempt(server: LoopbackDiscord) -> None:
    moment = [NOW]

    def now() -> datetime:
        return moment[0]

    async with visiting(server, now=now) as visit:
        first = await held(visit, execution(BLOCK))
        moment[0] += timedelta(minutes=2)
        later = await held(visit, execution(ALERT))

    assert (len(first), len(later)) == (1, 1)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(execution(ALERT, message_id="5"), id="it was posted, and is heard itself"),
        pytest.param(execution(BLOCK, channel_id=None), id="a profile, heard as a name"),
        pytest.param(execution(BLOCK, content=""), id="no words came along"),
        pytest.param(execution(BLOCK, guild_id="4"), id="an unknown server"),
    ],
)
async def test_what_holds_no_words_back_is_no_message(visit: Visit, payload: Payload) -> None:
    assert await held(visit, payload) == []


async def test_an_edit_that_was_blocked_is_heard(visit: Visit) -> None:
    assert len(await held(visit, execution(BLOCK, message_id="5"))) == 1


async def test_whom_held_words_mention_is_their_target(visit: Visit) -> None:
    content = f"foul <@{OTHER}> <@!{MODERATOR}> <@{MEMBER}> <@&{GUILD}>"

    (message,) = await held(visit, execution(content=content))

    assert message.targets == (OTHER, MODERATOR)


async def test_words_held_in_a_thread_belong_there(visit: Visit) -> None:
    (message,) = await held(visit, execution(channel_id=THREAD))

    assert message.place == Place(INN, TEXT, THREAD)


async def test_automods_alert_is_never_counted_as_its_authors(visit: Visit) -> None:
    await visit.server.say("foul words", type=24, by=MEMBER)

    assert (await heard(visit, text="next")).text == "next"
