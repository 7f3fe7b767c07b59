"""Answers that never come, or that nobody can read: states are set again, words are not doubled."""

from datetime import timedelta

import pytest

from engine.actions import Action, AlertModerators, Kick, Outcome, Timeout, Warn
from tests.connectors.discord.conftest import Visit
from tests.servers.discord import GUILD, MEMBER, MOD_LOG, Fault

HUSH = Timeout(user=MEMBER, duration=timedelta(hours=1))
MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
IN_MOD_LOG = f"/channels/{MOD_LOG}/messages"
LETTERBOX = f"/channels/9{MEMBER}/messages"
CALLS: tuple[tuple[Action, str], ...] = (
    (HUSH, f"PATCH {MEMBER_PATH}"),
    (Kick(user=MEMBER), f"DELETE {MEMBER_PATH}"),
    (AlertModerators(text="look"), f"POST {IN_MOD_LOG}"),
    (Warn(user=MEMBER, text="stop"), f"POST {LETTERBOX}"),
)
CUT = [pytest.param(False, id="before its effect"), pytest.param(True, id="after its effect")]


def written(visit: Visit) -> list[str]:
    """What stands in the mod-log and in the person's letterbox."""
    rooms = {MOD_LOG, f"9{MEMBER}"}
    messages = visit.server.world.messages.values()
    return [one["content"] for one in messages if one["channel_id"] in rooms]


@pytest.mark.parametrize("after", CUT)
@pytest.mark.parametrize(("action", "call"), CALLS)
async def test_a_connection_cut_in_a_call_leaves_open_what_happened_and_the_call_can_be_repeated(
    visit: Visit, action: Action, call: str, *, after: bool
) -> None:
    # aiohttp itself repeats some calls once.
    for _ in range(2):
        visit.server.fault(call, Fault(None, after=after))

    with pytest.raises(TimeoutError):
        await visit.apply(action)
    visit.server.rest.faults.clear()

    assert await visit.apply(action) in {Outcome.APPLIED, Outcome.GONE}
    assert len(written(visit)) == 1


@pytest.mark.parametrize(("action", "call"), CALLS[:1] + CALLS[2:])
@pytest.mark.parametrize("answer", [b"{", b"[1, 2]", b'"gone"', b"{}"])
async def test_an_answer_that_cannot_be_read_fails_nothing_that_was_done(
    visit: Visit, action: Action, call: str, answer: bytes
) -> None:
    visit.server.fault(call, Fault(200, answer, after=True))

    try:
        outcome = await visit.apply(action)
    except TimeoutError:
        outcome = await visit.apply(action)

    assert outcome is Outcome.APPLIED
    assert len(written(visit)) == 1


async def test_rights_taken_away_without_a_word_are_a_refusal_asked_for_once(visit: Visit) -> None:
    visit.server.fail(f"PATCH {MEMBER_PATH}", 403, code=50_013)

    assert await visit.apply(HUSH) is Outcome.FORBIDDEN
    assert len(visit.server.asked("PATCH")) == 1
