"""Edits: told from pins, unfurled links and answers that came late, cached or not."""

from datetime import datetime

import pytest

from engine.events import MessageEdited, Origin
from tests.connectors.discord.conftest import Visit, heard
from tests.servers.discord import Payload

EDITED = "2026-03-01T00:05:00+00:00"
_LOADING = 1 << 7


def picture(description: str) -> Payload:
    address = "http://127.0.0.1/"
    file = {"id": "1", "filename": "cat.png", "size": 1, "url": address, "proxy_url": address}
    return {**file, "description": description}


async def test_an_edit_brings_the_new_words(visit: Visit) -> None:
    said = await visit.server.say("before")
    await visit.heard.next()

    await visit.server.dispatch(
        "MESSAGE_UPDATE", {**said, "content": "after", "edited_timestamp": EDITED}
    )
    edit = await visit.heard.next()

    assert isinstance(edit, MessageEdited)
    assert (edit.message.id, edit.message.text) == (said["id"], "after")
    assert edit.message.origin is Origin.EDIT
    assert edit.edited_at == datetime.fromisoformat(EDITED)


async def test_a_message_edited_at_once_is_heard_as_it_was_said_first(visit: Visit) -> None:
    said = visit.server.written("before")
    for event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        await visit.server.dispatch(event, said)
        said = {**said, "content": "after", "edited_timestamp": EDITED}

    message, edit = await visit.heard.next(), await visit.heard.next()

    assert (message.text, edit.message.text) == ("before", "after")


async def test_an_edit_of_a_message_from_before_the_start_is_heard(visit: Visit) -> None:
    old = visit.server.written("new words", edited_timestamp=EDITED)

    await visit.server.dispatch("MESSAGE_UPDATE", old)

    assert isinstance(await visit.heard.next(), MessageEdited)


async def test_a_new_description_of_an_attachment_is_an_edit(visit: Visit) -> None:
    said = await visit.server.say("look", attachments=[picture("a cat")])
    await visit.heard.next()

    await visit.server.dispatch(
        "MESSAGE_UPDATE",
        {**said, "attachments": [picture("a rat")], "edited_timestamp": EDITED},
    )

    assert (await visit.heard.next()).message.attachments == ("a rat",)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"embeds": [{"type": "link"}]}, id="unfurled"),
        pytest.param({"pinned": True, "edited_timestamp": EDITED}, id="pinned"),
        pytest.param({"attachments": [], "edited_timestamp": EDITED}, id="a picture less"),
    ],
)
async def test_an_update_without_new_words_is_no_edit(visit: Visit, change: Payload) -> None:
    said = await visit.server.say("the same", attachments=[picture("a cat")])
    await visit.heard.next()

    await visit.server.dispatch("MESSAGE_UPDATE", {**said, **change})

    assert (await heard(visit, text="next")).text == "next"


async def test_a_link_unfurled_in_a_message_from_before_the_start_is_no_edit(visit: Visit) -> None:
    await visit.server.dispatch("MESSAGE_UPDATE", visit.server.written("http://x.example"))

    assert (await heard(visit, text="next")).text == "next"


async def test_a_pin_of_a_message_that_was_edited_long_ago_is_no_edit(visit: Visit) -> None:
    long_ago = "2026-02-01T00:00:00+00:00"
    old = visit.server.written("words", pinned=True, edited_timestamp=long_ago)

    await visit.server.dispatch("MESSAGE_UPDATE", old)

    assert (await heard(visit, text="next")).text == "next"


async def test_an_answer_that_an_application_announced_is_heard_as_a_post(visit: Visit) -> None:
    announced = await visit.server.say("", flags=_LOADING)

    await visit.server.dispatch("MESSAGE_UPDATE", {**announced, "content": "here", "flags": 0})
    message = await visit.heard.next()

    assert (message.id, message.text, message.origin) == (announced["id"], "here", Origin.POST)
