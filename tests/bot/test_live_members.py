"""The shipped command on a Discord of our own: members appeal, look after themselves, and ask."""

import json
from pathlib import Path

from tests.bot.command import until
from tests.bot.live_discord import Story, story
from tests.servers.discord import ADMIN, MEMBER, MODERATOR, NEWCOMER, OTHER, words_of


async def test_a_member_appeals_twice_and_is_told_kept_and_forgotten_as_they_ask(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await _appeals_and_another_moderator_takes_the_case_back(told)
        await _appeals_in_vain_and_looks_after_what_is_kept(told)


async def _appeals_and_another_moderator_takes_the_case_back(told: Story) -> None:
    server = told.server
    await (await server.command("warn", by=MODERATOR, person=MEMBER, reason="calm")).answered()
    await until(lambda: bool(told.told(MEMBER)))
    form = await (await server.command("appeal", by=MEMBER, case=1)).asked_back()
    sent = await (await server.submit(form, by=MEMBER, words="It was a *quotation*")).answered()
    other = await (await server.command("appeal", by=OTHER, case=1)).asked_back()
    stranger = await (await server.submit(other, by=OTHER, words="me too")).answered()
    waiting = await (await server.command("appeals list", by=ADMIN)).answered()
    own = await (
        await server.command("appeals answer", by=MODERATOR, case=1, decision="overturned")
    ).answered()
    answered = await (
        await server.command("appeals answer", by=ADMIN, case=1, decision="overturned")
    ).answered()
    await until(lambda: len(told.told(MEMBER)) > 1)
    card = words_of(await told.shows(1, "Reversed"))

    assert form["title"] == "Appeal of case 1"
    assert "Another moderator" in sent["content"]
    assert "Another moderator" not in stranger["content"]
    assert "quotation" in words_of(waiting)
    assert "Another moderator than you" in own["content"]
    assert "overturned" in answered["content"]
    assert f"<@{ADMIN}>" in card


async def _appeals_in_vain_and_looks_after_what_is_kept(told: Story) -> None:
    server = told.server
    await (await server.command("warn", by=ADMIN, person=MEMBER, reason="calm")).answered()
    await until(lambda: len(told.told(MEMBER)) == 3)
    form = await (await server.command("appeal", by=MEMBER, case=2)).asked_back()
    await (await server.submit(form, by=MEMBER, words="no")).answered()
    upheld = await (
        await server.command(
            "appeals answer", by=MODERATOR, case=2, decision="upheld", answer="@everyone sorry"
        )
    ).answered()
    await until(lambda: any("sorry" in words for words in told.told(MEMBER)))
    protected = await (
        await server.command("protect me", by=NEWCOMER, sensitivity="strict", tell_me=True)
    ).answered()
    exported = await (await server.command("privacy export", by=MEMBER)).answered()
    file = json.loads(server.world.content_of(exported))
    erased = await (
        await server.command("privacy erase", by=MEMBER, sure="Yes, erase it")
    ).answered()
    statuses = told.cases()

    assert "upheld" in upheld["content"]
    assert statuses == [(1, "undone"), (2, "applied")]
    assert "much sooner" in protected["content"]
    assert "calm" in json.dumps(file)
    assert "forgotten" in erased["content"]
