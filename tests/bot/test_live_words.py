"""The shipped command on a Discord of our own: words, in whatever shape they come."""

from pathlib import Path

from tests.bot.command import ATTACK, until
from tests.bot.live_discord import Story, story
from tests.servers.discord import ADMIN, BOT, MEMBER, NEWCOMER, TEXT, Payload, person

_SAID = f"<@{NEWCOMER}> {ATTACK}"
_AIMED = [person(NEWCOMER)]


async def test_abuse_is_met_in_an_edit_a_forward_a_poll_and_a_threads_title(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        message = await told.say("see you at the market")
        edited = message | {"content": _SAID, "mentions": _AIMED, "edited_timestamp": _now(told)}
        await told.server.dispatch("MESSAGE_UPDATE", edited)
        await until(lambda: message["id"] in told.hidden())
        forwarded = await told.say("", message_snapshots=[_snapshot(_SAID)], flags=1 << 14)
        await until(lambda: forwarded["id"] in told.hidden())
        polled = await told.say("", poll=_poll(ATTACK))
        await until(lambda: polled["id"] in told.hidden())
        await told.server.dispatch("THREAD_CREATE", told.thread(ATTACK, by="311"))
        await until(lambda: any(author == "311" for (author,) in told.cases("author")))

    assert len(told.calls("DELETE", f"/channels/{TEXT}/messages/.*")) == 3


async def test_what_no_member_said_becomes_nobodys_case(tmp_path: Path) -> None:
    """One channel is one lane: whatever came before the last message has been judged by then."""
    async with story(tmp_path) as told:
        for notice in (6, 7, 8, 24):
            await told.say(_SAID, type=notice)
        await told.say(_SAID, by=BOT)
        await told.say("", embeds=[{"type": "rich", "title": "news", "description": "all is well"}])
        files = [told.server.world.stored(f"{number}.png", b"x") for number in range(10)]
        await told.say("a peaceful word " * 125, attachments=files)
        relay = {"id": "777", "username": "Relay", "discriminator": "0000", "avatar": None}
        await told.say(_SAID, author=relay, webhook_id="777", member=...)
        last = await told.say("good night")
        await until(lambda: last["id"] in told.judged())

    assert not told.cases("author")
    assert not told.hidden()


async def test_what_a_member_has_an_application_say_becomes_their_case_to_be_reversed(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        spoken = await told.say(_SAID, type=20, **_by_application(MEMBER))
        await until(lambda: spoken["id"] in told.hidden())
        await until(lambda: len(told.timeouts()) == 1)
        await told.server.click("Reverse", await told.shows(1), by=ADMIN)
        await told.shows(1, "Reversed")
        await until(lambda: len(told.timeouts()) == 2)

    assert told.cases("author") == [(MEMBER,)]
    assert told.hidden() == [spoken["id"]]
    assert told.timeouts()[-1] is None


def _now(told: Story) -> str:
    return told.moment().isoformat()


def _snapshot(words: str) -> Payload:
    inner = {"content": words, "embeds": [], "attachments": [], "type": 0, "flags": 0}
    moments = {"timestamp": "2026-03-01T00:00:00+00:00", "edited_timestamp": None}
    return {"message": inner | moments | {"mentions": [], "mention_roles": [], "components": []}}


def _poll(question: str) -> Payload:
    answers = [{"answer_id": 1, "poll_media": {"text": "yes"}}]
    return {
        "question": {"text": question},
        "answers": answers,
        "expiry": "2036-01-01T00:00:00+00:00",
        "allow_multiselect": False,
        "layout_type": 1,
    }


def _by_application(person_behind: str) -> Payload:
    """One that only this person has let in, not the server."""
    invoked = {
        "id": "7000",
        "type": 2,
        "user": person(person_behind),
        "authorizing_integration_owners": {"1": person_behind},
    }
    application = person("888", is_bot=True)
    return {
        "author": application,
        "application_id": "888",
        "webhook_id": "888",
        "member": ...,
        "interaction_metadata": invoked,
    }
