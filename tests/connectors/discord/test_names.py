"""Names on joining and on change, of members whom the client knows and of others."""

import pytest

from engine.events import MemberJoined, MemberNamed
from tests.connectors.discord.conftest import INN, NOW, Visit, heard
from tests.servers.discord import (
    GUILD,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    Payload,
    membership,
    person,
)

WITHOUT_NICK = f"User{MEMBER}"


def updated(user: str, *roles: str, nick: str | None = None, **changes: object) -> Payload:
    own = person(user) | changes
    return {"guild_id": GUILD, "user": own, **membership(*roles), "nick": nick}


async def named(visit: Visit, payload: Payload) -> MemberNamed:
    await visit.server.dispatch("GUILD_MEMBER_UPDATE", payload)
    name = await visit.heard.next()
    assert isinstance(name, MemberNamed)
    return name


async def test_whoever_joins_has_a_name(visit: Visit) -> None:
    newcomer = {"guild_id": GUILD, "user": person(NEWCOMER), **membership()}
    await visit.server.dispatch("GUILD_MEMBER_ADD", newcomer)

    join, name = await visit.heard.next(), await visit.heard.next()

    assert isinstance(join, MemberJoined)
    assert isinstance(name, MemberNamed)
    assert (name.author, name.community, name.named_at) == (join.author, INN, join.joined_at)
    assert name.author.name == f"User{NEWCOMER}"


async def test_a_new_nickname_is_heard(visit: Visit) -> None:
    name = await named(visit, updated(MEMBER, nick="unkind"))

    assert (name.author.id, name.author.name, name.named_at) == (MEMBER, "unkind", NOW)


async def test_a_nickname_laid_down_shows_the_name_beneath(visit: Visit) -> None:
    await named(visit, updated(MEMBER, nick="kind"))

    assert (await named(visit, updated(MEMBER))).author.name == WITHOUT_NICK


async def test_a_name_changed_for_all_servers_is_heard_where_it_shows(visit: Visit) -> None:
    name = await named(visit, updated(MEMBER, global_name="Unkind"))

    assert name.author.name == "Unkind"


async def test_a_name_hidden_by_a_nickname_is_not_heard(visit: Visit) -> None:
    await named(visit, updated(MEMBER, nick="kind"))
    hidden = updated(MEMBER, nick="kind", global_name="Unkind")
    await visit.server.dispatch("GUILD_MEMBER_UPDATE", hidden)

    member = {**membership(), "nick": "kind"}
    assert (await heard(visit, text="next", member=member)).text == "next"


async def test_a_member_whom_the_client_did_not_know_is_heard_once(visit: Visit) -> None:
    name = await named(visit, updated(NEWCOMER, nick="unkind"))
    await visit.server.dispatch("GUILD_MEMBER_UPDATE", updated(NEWCOMER, nick="unkind"))

    assert name.author.name == "unkind"
    assert (await heard(visit, text="next")).text == "next"


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(updated(MODERATOR, MODERATOR_ROLE, "1004"), id="a role more"),
        pytest.param(updated(MEMBER, avatar="a" * 32), id="another picture"),
        pytest.param(updated(NEWCOMER, nick="x") | {"guild_id": "4"}, id="an unknown server"),
    ],
)
async def test_what_leaves_the_name_alone_is_not_heard(visit: Visit, payload: Payload) -> None:
    await visit.server.dispatch("GUILD_MEMBER_UPDATE", payload)

    assert (await heard(visit, text="next")).text == "next"


async def test_an_update_that_says_nothing_of_whom_is_lost_alone(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    await visit.server.dispatch("GUILD_MEMBER_UPDATE", {"guild_id": GUILD})

    assert (await heard(visit, text="next")).text == "next"
    assert caplog.messages == ["malformed event lost"]
