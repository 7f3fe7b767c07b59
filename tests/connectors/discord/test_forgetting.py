"""An erasure reaches what the connector holds in memory: words, names, and who spoke."""

import re
from dataclasses import replace

import pytest

from engine.actions import Blur, Hide, Outcome, Restore
from engine.events import MessageDeleted, Platform
from tests.connectors.discord.conftest import INN, Visit, heard
from tests.connectors.discord.test_automod import BLOCK, execution, held
from tests.connectors.discord.test_titles import titled, told
from tests.engine.planted import texts_in
from tests.servers.discord import GUILD, MEMBER, NEWCOMER, OTHER, TEXT, membership, person

WORDS = "waltraud says the beans are burnt"


def holdings(visit: Visit) -> list[str]:
    """Every text that the connector holds, and all of it as it is written."""
    client = visit.connector._client
    assert client
    kept = [
        visit.connector.enforcer._removals._kept,
        *(client._titles._known, client._holds._lately, client._persons._asked),
        [(message.author.id, message.content) for message in client.cached_messages],
        [message.reference and message.reference.resolved for message in client.cached_messages],
    ]
    return [*texts_in(kept, set()), repr(kept)]


def traces(visit: Visit, who: str) -> list[str]:
    named = re.compile(rf"\b{who}\b|beans")
    return [text for text in holdings(visit) if named.search(text)]


async def plant(visit: Visit, *, by: str = MEMBER) -> str:
    """Somebody whose words are hidden, held by AutoMod, and over a thread; the message's id."""
    message = await heard(visit, text=WORDS, by=by)
    await visit.apply(Hide(user=by, message=message.id))
    assert isinstance(await visit.heard.next(), MessageDeleted)
    await heard(visit, text=WORDS, by=by)
    await held(visit, execution(BLOCK, user_id=by, content=WORDS))
    await told(visit, "THREAD_CREATE", titled(WORDS, owner_id=by, newly_created=True))
    return message.id


async def test_no_trace_is_left_of_a_persons_words_or_of_them(visit: Visit) -> None:
    newcomer = {"user": person(NEWCOMER), **membership()}
    visit.server.rest.answers[f"/guilds/{GUILD}/members/{NEWCOMER}"] = newcomer
    await plant(visit, by=NEWCOMER)
    assert len(traces(visit, NEWCOMER)) > 2

    visit.connector.forget(INN, NEWCOMER)

    assert traces(visit, NEWCOMER) == []


async def test_an_answer_that_carries_the_persons_words_along_goes_too(visit: Visit) -> None:
    post = await visit.server.say(WORDS)
    await visit.heard.next()
    reference = {"type": 0, "message_id": post["id"], "channel_id": TEXT, "guild_id": GUILD}
    answer = {"type": 19, "message_reference": reference, "referenced_message": post}
    await heard(visit, text="no", by=OTHER, **answer)

    visit.connector.forget(INN, MEMBER)

    assert traces(visit, MEMBER) == []


async def test_words_that_were_erased_are_not_given_back(visit: Visit) -> None:
    message = await plant(visit)
    visit.connector.forget(INN, MEMBER)

    await visit.apply(Restore(user=MEMBER, message=message), number=8)

    body = visit.server.asked("POST")[-1].body
    assert body
    assert "no longer known" in body["content"]


async def test_a_blur_whose_words_were_erased_meanwhile_posts_nothing(visit: Visit) -> None:
    message = (await heard(visit, text=WORDS)).id
    visit.server.fail(
        f"POST /channels/{visit.server.world.messages[message]['channel_id']}/messages", 503
    )
    with pytest.raises(TimeoutError):
        await visit.apply(Blur(user=MEMBER, message=message))
    asked = len(visit.server.asked("POST"))

    visit.connector.forget(INN, MEMBER)

    assert await visit.apply(Blur(user=MEMBER, message=message)) is Outcome.GONE
    assert len(visit.server.asked("POST")) == asked


async def test_hidden_words_of_others_that_speak_to_the_person_go_too(visit: Visit) -> None:
    said = await heard(visit, text=f"<@{MEMBER}> beans", by=OTHER)
    await visit.apply(Hide(user=OTHER, message=said.id))

    visit.connector.forget(INN, MEMBER)

    assert visit.connector.enforcer._removals._kept == {}


@pytest.mark.parametrize("where", ["another server", "another platform", "another person"])
async def test_only_that_person_is_forgotten_and_only_there(visit: Visit, where: str) -> None:
    await plant(visit)
    before = holdings(visit)
    elsewhere = {
        "another server": (replace(INN, id="4"), MEMBER),
        "another platform": (replace(INN, platform=Platform.TWITCH), "not a number"),
        "another person": (INN, OTHER),
    }

    visit.connector.forget(*elsewhere[where])

    assert holdings(visit) == before
