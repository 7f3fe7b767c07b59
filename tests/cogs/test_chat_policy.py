"""The policy in a broadcaster's hands, typed into their chat, with the document's own keys."""

from pathlib import Path

import pytest

from connectors.twitch.commands import lines_of
from engine.changes import Setting
from engine.charter import Charter
from engine.events import Author, Community
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.document import TYPED
from engine.verdict import Mode
from tests.cogs.chats import CHANNEL, MIKA, OAKLEY, Chat, open_chat


def restored(settings: list[Setting]) -> CommunityPolicy:
    """What another start makes of what was written."""
    book = PolicyBook(lambda _: CommunityPolicy(), ledger=None)  # type: ignore[arg-type]
    for setting in settings:
        book.restore(setting)
    return book.of(CHANNEL.community)


async def kept(chat: Chat) -> CommunityPolicy:
    return restored(list(await chat.door.archive.settings()))


async def test_where_all_is_as_usual_the_keys_are_told_alone(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        told = await chat.say("policy", by=MIKA)
    assert told.startswith("All is as usual\nChange it with: set KEY VALUE; keys are mode, ladder")


async def test_only_what_differs_from_the_usual_is_told(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("set act_at 0.4", by=MIKA)
        await chat.say("set bans_need_moderator no", by=MIKA)
        told = await chat.say("policy", by=MIKA)
    assert told.splitlines()[:-1] == ["act_at = 0.4", "bans_need_moderator = false"]


async def test_a_policy_with_all_keys_changed_fits_into_two_lines_of_chat(tmp_path: Path) -> None:
    changes = {
        "mode": "enforce",
        "ladder": "severity",
        "light_at": "0.11",
        "escalate_at": "0.55",
        "act_at": "0.45",
        "hide_at": "0.65",
        "strike_half_life_days": "7.5",
        "warning_grace_seconds": "90",
        "bans_need_moderator": "no",
        "bans_per_minute": "9",
        "destructive_per_ten_minutes": "99",
        "lock_down_minutes": "45",
        "exempt_roles": "vip, founder",
        "exempt_channels": "a",
        "mod_log": "123456789012345678",
        "language": "de",
        "apologise": "off",
        "overturn_budget": "0.25",
        "link_accounts": "yes",
        "rules_text": "Be kind. No spoilers.",
    }
    assert set(changes) == set(TYPED)
    async with open_chat(tmp_path) as chat:
        for key, value in changes.items():
            assert "from now on" in await chat.say(f"set {key} {value}", by=MIKA)
        told = lines_of(await chat.say("policy", by=MIKA))
    assert len(told) == 2
    assert max(map(len, told)) <= 500
    assert all(f"{key} = " in " ".join(told) for key in TYPED)


async def test_a_key_is_set_audited_and_survives_a_restart(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say("set act_at 0.4", by=MIKA)
        lines = [line.entry async for line in chat.door.archive.audit()]
        present, again = chat.policy.act_at, (await kept(chat)).act_at
    assert answer.startswith("act_at = 0.4 from now on; it was 0.5. In the last seven days")
    assert (present, again) == (0.4, 0.4)
    assert (lines[-1].kind, lines[-1].actor) == ("policy.changed", "mika")


async def test_a_key_taken_back_is_as_usual_and_the_others_stay(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for words in ("set act_at 0.4", "set hide_at 0.6", "set mode enforce"):
            await chat.say(words, by=MIKA)
        answer = await chat.say("set act_at default", by=MIKA)
        await chat.say("set mode DEFAULT", by=MIKA)
        present, again = chat.policy, await kept(chat)
    assert answer.startswith("act_at = 0.5 from now on; it was 0.4.")
    assert (present.act_at, present.hide_at, present.mode) == (0.5, 0.6, Mode.OBSERVE)
    assert again == present


async def test_what_a_key_holds_and_is_about_is_told_without_a_value(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        told = await chat.say("set ACT_AT", by=MIKA)
    assert told == "act_at = 0.5: Harm from this score on is acted upon."


async def test_what_holds_already_is_not_written_again(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say("set act_at 0.5", by=MIKA) == "act_at is 0.5 already."
        assert await chat.say("set act_at default", by=MIKA) == "act_at is 0.5 already."
        assert await chat.door.archive.settings() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("set act_ta 0.4", 'act_ta: unknown key, did you mean "act_at"?'),
        ("set act_ta default", 'act_ta: unknown key, did you mean "act_at"?'),
        ("set zzz", "zzz: unknown key; known are preset, mode, "),
        ("set", ": unknown key; known are preset, mode, "),
        ("set act_at 2", "act_at: must be at most 1, not 2"),
        ("set act_at high", 'act_at: must be a number, not "high"'),
        ("set mode enforced", 'mode: must be one of observe, assist, enforce, not "enforced"'),
        ("set light_at 0.7", "light_at must not be above escalate_at"),
        ("set mod_log general", "mod_log: must be an id"),
    ],
)
async def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(
    tmp_path: Path, words: str, told: str
) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say(words, by=MIKA)
        assert chat.policy == CommunityPolicy()
    assert answer.startswith(told)
    assert "\n" not in answer


@pytest.mark.parametrize(
    ("words", "by"), [("mode enforce", OAKLEY), ("mode enforce", MIKA), ("set mode enforce", MIKA)]
)
async def test_haven_may_act_by_itself_only_where_it_can(
    tmp_path: Path, words: str, by: Author
) -> None:
    said = "Haven is no moderator here and could do nothing: write /mod haven first."

    async def no_moderator(_: Community) -> str:
        return said

    async with open_chat(tmp_path, lacking=no_moderator) as chat:
        told = await chat.say(words, by=by)
        assert chat.policy.mode is Mode.OBSERVE
        assert await chat.say("mode assist", by=by) == "Mode is assist from now on."
    assert told == said


async def test_chat_tells_how_many_rules_there_are_and_where_they_are_written(
    tmp_path: Path,
) -> None:
    document = '[[rules]]\nname = "calm"\nwhen = "harm > 0.4"\nthen = "ask"\n'
    async with open_chat(tmp_path) as chat:
        charter = Charter(policies=chat.policies, archive=chat.door.archive, clock=chat.door.clock)
        await charter.adopt(charter.draft(CHANNEL.community, document), by="mika")
        told = await chat.say("policy", by=MIKA)
        refused = await chat.say("set rules harm", by=MIKA)
        again = (await kept(chat)).rules
    assert told.startswith("rules = 1 rule\n")
    assert (
        refused == "rules: must be [[rules]] tables in a document, which /policy import brings in"
    )
    assert [rule.name for rule in again] == ["calm"]


async def test_a_preset_is_set_like_a_key(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        told = await chat.say("set preset family", by=MIKA)
        assert told.startswith('preset = "family" from now on; it was "".')
        assert (await chat.say("set preset", by=MIKA)).startswith('preset = "family": A policy to')
        assert (await kept(chat)).act_at == 0.4
