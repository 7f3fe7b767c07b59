"""Titles of threads and forum posts, as the real client hears of them."""

from datetime import UTC, datetime

import pytest

from engine.events import Message, Origin, Place
from tests.connectors.discord.conftest import INN, NOW, Visit, heard
from tests.servers.discord import (
    GUILD,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    TEXT,
    THREAD,
    Payload,
    membership,
    person,
    thread,
)

MADE = "2026-03-01T00:05:00+00:00"
LONG_AGO = "2026-01-01T00:00:00+00:00"


def titled(title: str, *, number: str = "2009", made: str = MADE, **changes: object) -> Payload:
    shape = thread(number, parent=TEXT)
    metadata = {**shape["thread_metadata"], "create_timestamp": made}
    return {**shape, "name": title, "thread_metadata": metadata, **changes}


def archived(payload: Payload) -> Payload:
    return {**payload, "thread_metadata": {**payload["thread_metadata"], "archived": True}}


async def told(visit: Visit, event: str, payload: Payload) -> Message:
    await visit.server.dispatch(event, payload)
    title = await visit.heard.next()
    assert isinstance(title, Message)
    return title


async def test_the_title_of_a_new_thread_is_said_by_its_owner(visit: Visit) -> None:
    title = await told(visit, "THREAD_CREATE", titled("about you", newly_created=True))

    assert (title.text, title.origin, title.author.id) == (
        "about you",
        Origin.THREAD_TITLE,
        MEMBER,
    )
    assert title.place == Place(INN, TEXT, "2009")
    assert title.sent_at == datetime.fromisoformat(MADE)


async def test_a_title_and_the_message_that_its_thread_hangs_on_are_two(visit: Visit) -> None:
    said = await visit.server.say("look here")
    post = await visit.heard.next()

    title = await told(visit, "THREAD_CREATE", titled("t", number=said["id"], newly_created=True))

    assert title.id != post.id


async def test_a_renamed_thread_is_told_from_a_new_one(visit: Visit) -> None:
    first = await told(visit, "THREAD_CREATE", titled("kind", newly_created=True))
    second = await told(visit, "THREAD_UPDATE", titled("unkind"))

    assert (second.text, second.origin, second.sent_at) == ("unkind", Origin.THREAD_RENAME, NOW)
    assert first.id != second.id


async def test_a_thread_from_before_the_start_can_be_renamed(visit: Visit) -> None:
    title = await told(visit, "THREAD_UPDATE", titled("unkind", number=THREAD))

    assert (title.text, title.origin) == ("unkind", Origin.THREAD_RENAME)


async def test_a_thread_renamed_as_it_leaves_the_archive_is_heard(visit: Visit) -> None:
    await visit.server.dispatch(
        "THREAD_UPDATE", archived(titled(f"channel{THREAD}", number=THREAD))
    )

    title = await told(visit, "THREAD_UPDATE", titled("unkind", number=THREAD))

    assert (title.text, title.origin) == ("unkind", Origin.THREAD_RENAME)


async def test_a_private_thread_that_the_bot_is_added_to_has_a_title(visit: Visit) -> None:
    title = await told(visit, "THREAD_CREATE", titled("secret", type=12))

    assert (title.text, title.origin) == ("secret", Origin.THREAD_TITLE)


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        pytest.param("THREAD_UPDATE", titled(f"channel{THREAD}", number=THREAD), id="the same"),
        pytest.param("THREAD_UPDATE", titled("old", made=LONG_AGO), id="out of the archive"),
        pytest.param("THREAD_CREATE", titled("old", made=LONG_AGO), id="old and joined now"),
    ],
)
async def test_an_old_title_is_not_said_again(visit: Visit, event: str, payload: Payload) -> None:
    await visit.server.dispatch(event, payload)

    assert (await heard(visit, text="next")).text == "next"


async def test_an_owner_whom_the_client_does_not_know_is_asked_for_once(visit: Visit) -> None:
    newcomer = {"user": person(NEWCOMER), **membership()}
    visit.server.rest.answers[f"/guilds/{GUILD}/members/{NEWCOMER}"] = newcomer

    for number in ("2010", "2011"):
        payload = titled("t", number=number, owner_id=NEWCOMER, newly_created=True)
        title = await told(visit, "THREAD_CREATE", payload)

    asked = [call for call in visit.server.rest.calls if call.path.endswith(f"/members/{NEWCOMER}")]
    assert (len(asked), title.author.name) == (1, f"User{NEWCOMER}")
    assert title.author.joined_at == datetime(2026, 1, 1, tzinfo=UTC)


async def test_an_owner_who_left_is_still_a_person(visit: Visit) -> None:
    visit.server.rest.answers[f"/users/{NEWCOMER}"] = person(NEWCOMER)

    payload = titled("t", owner_id=NEWCOMER, newly_created=True)
    title = await told(visit, "THREAD_CREATE", payload)

    assert (title.author.id, title.author.is_bot) == (NEWCOMER, False)


async def test_an_owner_without_an_account_is_a_webhook(visit: Visit) -> None:
    title = await told(visit, "THREAD_CREATE", titled("t", owner_id=NEWCOMER, newly_created=True))

    assert title.author.is_bot


async def test_a_moderators_title_is_known_for_one(visit: Visit) -> None:
    title = await told(visit, "THREAD_CREATE", titled("t", owner_id=MODERATOR, newly_created=True))

    assert title.author.is_moderator
