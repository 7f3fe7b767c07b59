"""Events as the real client hears them from a gateway."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.actions import Outcome, Timeout
from engine.events import MemberJoined, MessageDeleted, Place
from tests.connectors.discord.conftest import HALL, INN, NOW, Visit, heard, visiting
from tests.servers.discord import (
    ADMIN,
    ADMIN_ROLE,
    BOT,
    GUILD,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OTHER,
    OWNER,
    TEXT,
    THREAD,
    LoopbackDiscord,
    Payload,
    membership,
    person,
)
from tests.servers.discord.gateway import Gateway


async def test_a_message_arrives_in_the_engines_words(visit: Visit) -> None:
    said = await visit.server.say("good evening")

    message = await visit.heard.next()

    assert (message.id, message.text, message.place) == (said["id"], "good evening", HALL)
    assert message.sent_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert message.author.id == MEMBER
    assert message.author.joined_at == datetime(2026, 1, 1, tzinfo=UTC)


async def test_words_whose_id_tells_no_moment_are_as_new_as_their_arrival(visit: Visit) -> None:
    assert (await heard(visit, id="7")).sent_at == NOW


async def test_an_account_is_as_old_as_its_id_says(visit: Visit) -> None:
    message = await heard(visit)

    assert message.author.account_created_at == datetime(2015, 1, 1, tzinfo=UTC)


async def test_roles_are_told_by_their_ids(visit: Visit) -> None:
    message = await heard(visit, by=MODERATOR, member=membership(MODERATOR_ROLE))

    assert message.author.roles == {MODERATOR_ROLE}


@pytest.mark.parametrize(
    ("user", "roles", "expected"),
    [
        (MODERATOR, (MODERATOR_ROLE,), True),
        (ADMIN, (ADMIN_ROLE,), True),
        (OWNER, (), True),
        (MEMBER, (), False),
    ],
)
async def test_a_moderator_is_known_by_what_they_may_do(
    visit: Visit, user: str, roles: tuple[str, ...], *, expected: bool
) -> None:
    message = await heard(visit, by=user, member=membership(*roles))

    assert message.author.is_moderator is expected


async def test_a_message_in_a_thread_lies_in_that_threads_channel(visit: Visit) -> None:
    message = await heard(visit, at=THREAD)

    assert message.place == Place(INN, TEXT, THREAD)


async def test_a_reply_is_aimed_at_its_author_and_then_at_those_mentioned(visit: Visit) -> None:
    answered = visit.server.written("first", by=OTHER)

    message = await heard(
        visit,
        type=19,
        message_reference={"message_id": answered["id"], "channel_id": TEXT, "guild_id": GUILD},
        referenced_message=answered,
        mentions=[person(MODERATOR), person(OTHER)],
    )

    assert message.targets == (OTHER, MODERATOR)
    assert message.reply_to == answered["id"]


@pytest.mark.parametrize(
    "ignored",
    [
        pytest.param({"type": 24}, id="an AutoMod alert names its victim as the author"),
        pytest.param({"type": 7}, id="Discord's own notice"),
        pytest.param({"by": BOT}, id="Haven's own words"),
        pytest.param({"guild_id": None, "at": "9300"}, id="a direct message"),
    ],
)
async def test_what_nobody_said_in_the_server_is_not_heard(
    visit: Visit, caplog: pytest.LogCaptureFixture, ignored: Payload
) -> None:
    await visit.server.say("not this", **ignored)

    assert (await heard(visit, text="but this")).text == "but this"
    assert caplog.messages == []


async def test_a_deletion_is_heard_with_its_place(visit: Visit) -> None:
    await visit.server.dispatch(
        "MESSAGE_DELETE", {"id": "5", "channel_id": THREAD, "guild_id": GUILD}
    )

    deletion = await visit.heard.next()

    assert isinstance(deletion, MessageDeleted)
    assert (deletion.id, deletion.place) == ("5", Place(INN, TEXT, THREAD))


async def test_each_message_of_a_purge_is_heard(visit: Visit) -> None:
    await visit.server.dispatch(
        "MESSAGE_DELETE_BULK", {"ids": ["6", "5"], "channel_id": TEXT, "guild_id": GUILD}
    )

    assert [(await visit.heard.next()).id for _ in range(2)] == ["5", "6"]


async def test_a_join_is_heard(visit: Visit) -> None:
    joined = {**membership(), "joined_at": "2026-03-01T00:00:00+00:00"}
    newcomer = {"guild_id": GUILD, "user": person(NEWCOMER), **joined}
    await visit.server.dispatch("GUILD_MEMBER_ADD", newcomer)

    join = await visit.heard.next()

    assert isinstance(join, MemberJoined)
    assert (join.author.id, join.community) == (NEWCOMER, INN)
    assert join.joined_at == datetime(2026, 3, 1, tzinfo=UTC)


async def test_a_join_of_long_ago_happened_when_it_was_told(visit: Visit) -> None:
    newcomer = {"guild_id": GUILD, "user": person(NEWCOMER), **membership()}
    await visit.server.dispatch("GUILD_MEMBER_ADD", newcomer)

    assert (await visit.heard.next()).joined_at == NOW


async def test_who_comes_back_joins_a_second_time(visit: Visit) -> None:
    joins = []
    for day in (1, 2):
        joined = {**membership(), "joined_at": f"2026-03-0{day}T00:00:00+00:00"}
        newcomer = {"guild_id": GUILD, "user": person(NEWCOMER), **joined}
        await visit.server.dispatch("GUILD_MEMBER_ADD", newcomer)
        joins.append(await visit.heard.next())
        await visit.heard.next()  # the name
        await visit.server.dispatch("GUILD_MEMBER_REMOVE", newcomer)

    assert joins[0].id != joins[1].id


async def test_a_server_that_leaves_the_bot_out_of_its_members_is_asked_for_it(
    server: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gateway, "_introduced", lambda _, guild: guild | {"members": []})

    async with visiting(server) as visit:
        await server.settled()
        silenced = await visit.apply(Timeout(user=MEMBER, duration=timedelta(minutes=5)))

    assert silenced is Outcome.APPLIED


async def test_a_failing_sink_loses_its_event_and_no_other(visit: Visit) -> None:
    visit.heard.fails = True
    await heard(visit, text="lost")
    visit.heard.fails = False

    assert (await heard(visit, text="kept")).text == "kept"


async def test_a_malformed_event_does_not_end_the_client(visit: Visit) -> None:
    await visit.server.say("broken", thread=None)

    assert (await heard(visit, text="whole")).text == "whole"
    assert visit.server.gateway.connections == 1
