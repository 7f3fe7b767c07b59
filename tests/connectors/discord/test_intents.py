"""What Discord will not tell: the switch to flip, and what is left without message content."""

from collections.abc import AsyncIterator

import pytest

from connectors.base import RefusedError
from engine.events import Origin
from tests.connectors.discord.conftest import Heard, Visit, connector_to, heard, visiting
from tests.servers.discord import (
    BOT,
    CONTENT_INTENT,
    GUILD,
    MEMBER,
    MEMBERS_INTENT,
    TEXT,
    LoopbackDiscord,
    person,
)

EDITED = "2026-03-01T00:05:00+00:00"
TO_HAVEN = [person(BOT)]


@pytest.fixture
async def blind(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    server.world.refused_intents = CONTENT_INTENT
    async with visiting(server, message_content=False) as begun:
        yield begun


async def refusal(server: LoopbackDiscord, **options: object) -> str:
    with pytest.raises(RefusedError) as refused:
        await connector_to(server, **options).run(Heard())
    return str(refused.value)


async def test_a_refused_content_intent_is_named_with_its_page_and_a_way_around(
    server: LoopbackDiscord,
) -> None:
    server.world.refused_intents = CONTENT_INTENT

    said = await refusal(server)

    assert "switch on Message Content Intent under" in said
    assert f"applications/{BOT}/bot" in said
    assert "discord.message_content = false" in said


async def test_a_refused_members_intent_has_no_way_around(server: LoopbackDiscord) -> None:
    server.world.refused_intents = MEMBERS_INTENT

    said = await refusal(server, message_content=False)

    assert "switch on Server Members Intent under" in said
    assert "message_content" not in said


async def test_both_are_named_where_both_are_off(server: LoopbackDiscord) -> None:
    server.world.refused_intents = MEMBERS_INTENT | CONTENT_INTENT

    assert "Server Members Intent and Message Content Intent" in await refusal(server)


async def test_a_refusal_that_the_flags_do_not_explain_names_both(server: LoopbackDiscord) -> None:
    server.gateway.faults.append("close 4014")

    assert "Server Members Intent and Message Content Intent" in await refusal(server)


async def test_without_message_content_it_connects_and_says_so(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    server.world.refused_intents = CONTENT_INTENT

    async with visiting(server, message_content=False):
        pass

    assert [line for line in caplog.messages if line.startswith("without message content")]


async def test_what_mentions_it_is_read_and_the_rest_is_not_heard(blind: Visit) -> None:
    await blind.server.say("not for you")

    message = await heard(blind, text="for you", mentions=TO_HAVEN)

    assert message.text == "for you"


async def test_a_mention_taken_out_by_an_edit_is_no_edit_to_nothing(blind: Visit) -> None:
    said = await blind.server.say("for you", mentions=TO_HAVEN)
    await blind.heard.next()

    changed = {"content": "no more", "mentions": [], "edited_timestamp": EDITED}
    await blind.server.dispatch("MESSAGE_UPDATE", {**said, **changed})

    assert (await heard(blind, text="next", mentions=TO_HAVEN)).text == "next"


async def test_names_and_titles_are_read_all_the_same(blind: Visit) -> None:
    update = {"guild_id": GUILD, "user": person(MEMBER), "roles": [], "nick": "unkind"}
    await blind.server.dispatch("GUILD_MEMBER_UPDATE", update)

    assert (await blind.heard.next()).author.name == "unkind"


async def test_a_wordless_message_is_heard_where_content_is_read(visit: Visit) -> None:
    message = await heard(visit, text="", at=TEXT)

    assert (message.text, message.origin) == ("", Origin.POST)
