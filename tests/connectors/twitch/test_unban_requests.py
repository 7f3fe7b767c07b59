"""Whoever asks Twitch to be let in again reads the answer there, where they asked."""

import pytest

from engine.actions import AnswerRequest, Outcome, Unban
from tests.connectors.twitch.conftest import House
from tests.servers.twitch import SILENCE

SHOW, ANSWER = ("GET", "moderation/unban_requests"), ("PATCH", "moderation/unban_requests")
GRANT = AnswerRequest(user="200", granted=True, text="Welcome back.")
REFUSE = AnswerRequest(user="200", granted=False, text="It stands.")


def routes(house: House) -> list[tuple[str, str]]:
    return [call.route for call in house.server.calls]


@pytest.mark.parametrize(("answer", "status"), [(GRANT, "approved"), (REFUSE, "denied")])
async def test_the_pending_request_of_this_person_is_answered_with_words(
    house: House, answer: AnswerRequest, status: str
) -> None:
    assert await house.apply(answer) is Outcome.APPLIED

    asked = house.server.calls[0]
    assert routes(house) == [SHOW, ANSWER]
    assert (asked.query["user_id"], asked.query["status"]) == ("200", "pending")
    request = house.server.world.requests["r1"]
    assert (request["status"], request["resolution_text"]) == (status, answer.text)


async def test_granting_lets_them_in_and_an_unban_after_it_finds_that_done(house: House) -> None:
    house.server.script("DELETE", "moderation/bans", 400, "The user in user_id is not banned.")

    assert await house.apply(GRANT) is Outcome.APPLIED
    assert await house.apply(Unban(user="200")) is Outcome.APPLIED
    assert house.server.world.requests["r1"]["status"] == "approved"


async def test_what_a_moderator_answered_on_twitch_is_left_as_it_is(house: House) -> None:
    house.server.world.requests["r1"]["status"] = "denied"

    assert await house.apply(GRANT) is Outcome.GONE
    assert routes(house) == [SHOW]


async def test_whoever_asked_for_nothing_is_answered_nothing(house: House) -> None:
    assert await house.apply(AnswerRequest(user="201", granted=True, text="x")) is Outcome.GONE
    assert house.server.world.requests["r1"]["status"] == "pending"


async def test_a_long_answer_is_cut_to_what_twitch_takes(house: House) -> None:
    long = AnswerRequest(user="200", granted=False, text="No. " * 400)

    assert await house.apply(long) is Outcome.APPLIED
    assert len(house.server.calls[-1].query["resolution_text"]) == 500


async def test_an_answer_whose_own_answer_was_lost_is_not_given_twice(house: House) -> None:
    house.server.script(*ANSWER, SILENCE, "")
    with pytest.raises(TimeoutError):
        await house.apply(REFUSE)
    house.server.world.requests["r1"]["status"] = "denied"

    assert await house.apply(REFUSE) is Outcome.GONE


@pytest.mark.parametrize("route", [SHOW, ANSWER])
async def test_without_the_right_to_it_that_is_forbidden(
    house: House, route: tuple[str, str]
) -> None:
    house.server.script(*route, 401, "Missing scope: moderator:manage:unban_requests")

    assert await house.apply(GRANT) is Outcome.FORBIDDEN
