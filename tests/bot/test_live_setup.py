"""The shipped command on a Discord of our own: an administrator sets it up."""

from pathlib import Path

from tests.bot.command import ATTACK, until
from tests.bot.live_discord import Story, story
from tests.servers.discord import ADMIN, MEMBER, MOD_LOG, MODERATOR_ROLE, LoopbackDiscord, words_of

_GOOD = b'mode = "assist"\nexempt_roles = ["1004"]\n'
_BROKEN = b'mood = "assist"\ntolerance = 7\n'


async def test_setup_lets_haven_act_and_a_policy_goes_out_and_comes_in_whole_or_not_at_all(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, mode="observe") as told:
        await _sets_up(told)
        await _exchanges_policies(told)


async def _sets_up(told: Story) -> None:
    server = told.server
    asked = await server.command("setup", by=ADMIN)
    proofs = await asked.answered()
    await server.choose("haven:setup:mode", proofs, "enforce", by=ADMIN)
    await server.choose("haven:setup:exempt_roles", proofs, MODERATOR_ROLE, by=ADMIN)
    await until(lambda: all(each.way for each in server.interactions.asked))
    saved = await (await server.click("Save", proofs, by=ADMIN)).answered()
    refused = await (await server.command("setup", by=MEMBER)).answered()
    await told.attack(ATTACK)
    await until(lambda: bool(told.timeouts()))

    assert asked.is_private
    assert "❌" not in words_of(proofs)
    assert '✅ Right "Attach Files"' in words_of(proofs)
    assert "drag its role above theirs" in words_of(proofs)
    trial = told.calls("POST", f"/channels/{MOD_LOG}/messages")[0]
    assert "tries out" in (trial.body or {})["content"]
    assert not [each for each in server.world.messages.values() if "tries out" in each["content"]]
    assert "**enforce**" in words_of(saved)
    assert f"<@&{MODERATOR_ROLE}>" in words_of(saved)
    assert "Manage Server" in refused["content"]


async def _exchanges_policies(told: Story) -> None:
    server = told.server
    exported = await (await server.command("policy export", by=ADMIN)).answered()
    broken = await _imported(told, "broken.toml", _BROKEN)
    binary = await _imported(told, "cat.png", b"\x89PNG\xff\xfe")
    offer = await _imported(told, "policy.toml", _GOOD)
    held = await (await server.click("Apply", offer, by=ADMIN)).answered()
    shown = await (await server.command("policy show", by=ADMIN)).answered()

    assert 'mode = "enforce"' in _file(server, exported)
    assert ("mood" in broken["content"], "tolerance" in broken["content"]) == (True, True)
    assert "UTF-8" in binary["content"]
    assert "It holds from now on" in words_of(held)
    assert "assist" in words_of(shown)


async def _imported(told: Story, name: str, content: bytes) -> dict[str, object]:
    asked = await told.server.command("policy import", by=ADMIN, file=(name, content))
    return await asked.answered()


def _file(server: LoopbackDiscord, message: dict[str, object]) -> str:
    return server.world.content_of(message).decode()
