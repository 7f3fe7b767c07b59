"""Words are taken away, and given back."""

import pytest

from engine.actions import (
    Blur,
    Hide,
    Outcome,
    Restore,
)
from tests.connectors.discord.conftest import Visit
from tests.connectors.discord.enforcing import POSTS, only, said
from tests.servers.discord import (
    MEMBER,
)


async def test_a_blurred_message_is_deleted_and_comes_back_behind_a_spoiler(visit: Visit) -> None:
    message = await said(visit, "awful || http://x.example/|| [a||](b)")

    outcome = await visit.apply(Blur(user=MEMBER, message=message))

    assert outcome is Outcome.APPLIED
    assert only(visit.server.asked("DELETE")).path == f"{POSTS}/{message}"
    posted = only(visit.server.asked("POST")).body
    assert posted
    assert posted["content"].replace(r"\|", "").count("||") == 2
    assert posted["content"].startswith("**User300** wrote:\n||awful")


async def test_a_blur_whose_spoiler_got_lost_posts_it_when_repeated(visit: Visit) -> None:
    message = await said(visit, "awful")
    visit.server.fail(f"POST {POSTS}", 503)

    with pytest.raises(TimeoutError):
        await visit.apply(Blur(user=MEMBER, message=message))
    outcome = await visit.apply(Blur(user=MEMBER, message=message))

    assert outcome is Outcome.APPLIED


@pytest.mark.parametrize("action", [Hide, Blur])
async def test_what_its_author_deleted_is_gone_and_not_posted_again(
    visit: Visit, action: type[Hide | Blur]
) -> None:
    message = await said(visit)
    del visit.server.world.messages[message]

    outcome = await visit.apply(action(user=MEMBER, message=message))

    assert outcome is Outcome.GONE
    assert visit.server.asked("POST") == []


@pytest.mark.parametrize("action", [Hide, Blur])
async def test_a_message_unknown_to_discord_is_gone(
    visit: Visit, action: type[Hide | Blur]
) -> None:
    assert await visit.apply(action(user=MEMBER, message="51")) is Outcome.GONE


async def test_a_hidden_message_is_restored_as_a_quotation(visit: Visit) -> None:
    message = await said(visit, "it was *fine*")
    await visit.apply(Hide(user=MEMBER, message=message))

    outcome = await visit.apply(Restore(user=MEMBER, message=message), number=8)

    quotation = only(visit.server.asked("POST"))
    assert (outcome, quotation.path) == (Outcome.APPLIED, POSTS)
    assert quotation.body
    assert quotation.body["content"].endswith(
        "**User300** was hidden by mistake:\n>>> it was \\*fine\\*"
    )


async def test_words_that_are_not_known_any_more_are_not_made_up(visit: Visit) -> None:
    await visit.apply(Restore(user=MEMBER, message="50"))

    body = only(visit.server.asked("POST")).body
    assert body
    assert "no longer known" in body["content"]


async def test_the_longest_message_still_fits_behind_a_spoiler(visit: Visit) -> None:
    message = await said(visit, "|" * 4_000)

    await visit.apply(Blur(user=MEMBER, message=message))

    body = only(visit.server.asked("POST")).body
    assert body
    assert len(body["content"]) <= 2_000
    assert body["content"].endswith("…||")
