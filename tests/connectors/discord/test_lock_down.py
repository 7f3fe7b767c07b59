"""A server shuts its doors, and opens them to where they were."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from engine.actions import Action, Collapse, Inverse, LockDown, Outcome, Reopen
from engine.events import Place
from tests.connectors.discord.conftest import INN, Kept, Visit, visiting
from tests.connectors.discord.slowing import delay, outcomes
from tests.servers.discord import (
    ALL_RIGHTS,
    BOT_ROLE,
    GUILD,
    LOUNGE,
    MOD_LOG,
    TEXT,
    THREAD,
    LoopbackDiscord,
    Payload,
    channel,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
IN_LOUNGE = Place(INN, LOUNGE)
INCIDENTS = f"/guilds/{GUILD}/incident-actions"
_MANAGE_CHANNELS = 1 << 4

COLLAPSE, LOCK_DOWN = Collapse(delay=MINUTE), LockDown(duration=HOUR)


@pytest.fixture
async def visit(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    async with visiting(server, now=lambda: NOW) as begun:
        yield begun


async def allow(server: LoopbackDiscord, rights: int) -> None:
    """Give the bot these rights in the whole server."""
    (mine,) = [one for one in server.guild["roles"] if one["id"] == BOT_ROLE]
    mine["permissions"] = str(rights)
    await server.dispatch("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": mine})
    await server.settled()


def paused(server: LoopbackDiscord) -> Payload:
    return dict(server.guild["incidents_data"])


@pytest.mark.parametrize(("duration", "lasts"), [(HOUR, HOUR), (3 * 24 * HOUR, 24 * HOUR)])
async def test_a_lock_down_pauses_invites_and_direct_messages_as_long_as_discord_allows(
    visit: Visit, duration: timedelta, lasts: timedelta
) -> None:
    outcome = await visit.apply(LockDown(duration=duration))

    until = (NOW + lasts).isoformat()
    assert outcome is Outcome.APPLIED
    assert paused(visit.server) == {"invites_disabled_until": until, "dms_disabled_until": until}


async def test_a_reopened_server_names_both_pauses_so_that_both_end(visit: Visit) -> None:
    await outcomes(visit, [LOCK_DOWN, Reopen()])

    assert visit.server.asked("PUT")[-1].path == INCIDENTS
    assert paused(visit.server) == {"invites_disabled_until": None, "dms_disabled_until": None}


async def test_a_pause_that_moderators_began_before_goes_on_after_a_lock_down(
    server: LoopbackDiscord,
) -> None:
    theirs = (NOW + 5 * HOUR).isoformat()
    over = (NOW - HOUR).isoformat()
    server.guild["incidents_data"] = {"invites_disabled_until": theirs, "dms_disabled_until": over}
    async with visiting(server, now=lambda: NOW) as visit:
        await outcomes(visit, [LOCK_DOWN])
        during = paused(server)
        await outcomes(visit, [Reopen()])

    assert during["invites_disabled_until"] == theirs
    assert during["dms_disabled_until"] == (NOW + HOUR).isoformat()
    assert paused(server) == {"invites_disabled_until": theirs, "dms_disabled_until": None}


async def test_verification_is_never_lowered_by_a_lock_down(server: LoopbackDiscord) -> None:
    server.guild["verification_level"] = 4
    async with visiting(server, now=lambda: NOW) as visit:
        await outcomes(visit, [LOCK_DOWN, Reopen()])

    assert server.guild["verification_level"] == 4
    assert "verification_level" not in str([call.body for call in server.asked("PATCH")])


async def test_a_lock_down_in_two_channels_lets_go_of_both(server: LoopbackDiscord) -> None:
    async with visiting(server, now=lambda: NOW) as visit:
        for place in (Place(INN, TEXT, THREAD), IN_LOUNGE):
            await visit.apply(LOCK_DOWN, at=place)
            await server.settled()
        during = [delay(server), delay(server, LOUNGE)]
        await visit.apply(Reopen())

    assert during == [30, 30]
    assert [delay(server), delay(server, LOUNGE)] == [0, 0]


async def test_without_the_right_to_slow_down_a_server_is_locked_down_all_the_same(
    visit: Visit,
) -> None:
    await allow(visit.server, ALL_RIGHTS & ~_MANAGE_CHANNELS)

    assert await outcomes(visit, [LOCK_DOWN, Reopen()]) == [Outcome.APPLIED] * 2
    assert visit.server.guild["verification_level"] == 0
    assert delay(visit.server) == 0


async def test_a_slow_mode_that_may_not_be_ended_is_not_forgotten(server: LoopbackDiscord) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOW) as visit:
        await outcomes(visit, [LOCK_DOWN])
        await allow(server, ALL_RIGHTS & ~_MANAGE_CHANNELS)
        refused = await outcomes(visit, [Reopen()])
        await allow(server, ALL_RIGHTS)
        await outcomes(visit, [Reopen()])

    assert refused == [Outcome.FORBIDDEN]
    assert delay(server) == 0
    assert kept.notes == {}


@pytest.mark.parametrize("status", [403, 404])
async def test_a_channel_that_discord_refuses_does_not_undo_a_lock_down(
    visit: Visit, status: int
) -> None:
    visit.server.fail(f"PATCH /channels/{TEXT}", status)

    assert await outcomes(visit, [LOCK_DOWN]) == [Outcome.APPLIED]
    assert delay(visit.server, LOUNGE) == 30


async def test_a_channel_that_stays_slow_keeps_no_other_so(server: LoopbackDiscord) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOW) as visit:
        await outcomes(visit, [LOCK_DOWN])
        server.fail(f"PATCH /channels/{TEXT}", 403)
        refused = await outcomes(visit, [Reopen()])
        during = [delay(server), delay(server, LOUNGE)]
        await outcomes(visit, [Reopen()])

    assert refused == [Outcome.FORBIDDEN]
    assert during == [30, 0]
    assert (delay(server), kept.notes) == (0, {})


OPEN, CLOSED, QUIET = "2010", "2011", "2012"


def slowed(server: LoopbackDiscord) -> list[str]:
    """Channels in the order in which they were slowed down."""
    calls = [call for call in server.asked("PATCH") if call.path.startswith("/channels/")]
    return [call.path.rsplit("/", 1)[1] for call in calls]


async def test_a_lock_down_slows_down_where_everybody_writes_the_raids_channel_first(
    server: LoopbackDiscord,
) -> None:
    server.guild["channels"] += [
        channel(QUIET, last_message_id="5"),
        channel(OPEN, last_message_id="900"),
        channel(CLOSED, hidden=True, last_message_id="990"),
    ]
    async with visiting(server, now=lambda: NOW) as visit:
        await outcomes_in(visit, LOUNGE, [LOCK_DOWN])
        during = slowed(server)
        await outcomes_in(visit, LOUNGE, [Reopen()])

    assert during[0] == LOUNGE
    assert during.index(OPEN) < during.index(QUIET)
    assert not {CLOSED, MOD_LOG} & set(during)
    assert {delay(server, number) for number in during} == {0}


async def test_a_lock_down_slows_down_no_more_channels_than_can_be_answered_for(
    server: LoopbackDiscord,
) -> None:
    server.guild["channels"] += [channel(str(number)) for number in range(3_000, 3_060)]
    async with visiting(server, now=lambda: NOW) as visit:
        await outcomes(visit, [LOCK_DOWN])
        during = slowed(server)
        await outcomes(visit, [Reopen()])

    assert (during[0], len(during)) == (TEXT, 10)
    assert {delay(server, number) for number in during} == {0}


async def test_a_lock_down_that_is_repeated_makes_no_call_twice_for_a_channel(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server, now=lambda: NOW) as visit:
        await outcomes(visit, [LOCK_DOWN, LOCK_DOWN])

    assert sorted(slowed(server)) == [TEXT, LOUNGE]


async def test_a_lock_down_about_no_channel_slows_the_public_ones_down(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server, now=lambda: NOW) as visit:
        assert await visit.apply(LOCK_DOWN, at=Place(INN, "")) is Outcome.APPLIED

    assert sorted(slowed(server)) == [TEXT, LOUNGE]


async def outcomes_in(
    visit: Visit, place: str, actions: Sequence[Action | Inverse]
) -> list[Outcome]:
    done = []
    for action in actions:
        done.append(await visit.apply(action, at=Place(INN, place)))
        await visit.server.settled()
    return done
