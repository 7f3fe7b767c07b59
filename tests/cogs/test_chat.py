"""Text commands: what each answers, and to whom."""

from pathlib import Path

import pytest

from engine.actions import Withhold
from engine.cases import Status
from engine.events import Author
from engine.policy.community import CommunityPolicy
from engine.ports import StorageFullError
from engine.verdict import Mode
from tests.builders import NOON, author, decision, message, minutes
from tests.cogs.chats import CHANNEL, MIKA, OAKLEY, TIMEOUT, open_chat

WHICH = "The mode is observe; choose one with: mode observe | assist | enforce"
FOR_MODERATORS = (
    "Commands: status · mode observe|assist|enforce · shield on|off"
    " · case N · confirm N · undo N · ban N · approve N · deny N"
    " · appeals · uphold N · overturn N · link CODE · unlink · help"
)
FOR_BROADCASTERS = (
    "Commands: status · mode observe|assist|enforce · shield on|off"
    " · policy · set KEY VALUE|default"
    " · case N · confirm N · undo N · ban N · approve N · deny N"
    " · appeals · uphold N · overturn N"
    " · protect sensitivity tolerant|usual|careful|strict, hide HARM|off,"
    " block HARM 10m|1h|24h|ban|off, topics add|remove|none"
    " · link CODE · unlink · help"
)


async def test_status_tells_the_mode_and_how_many_cases_there_are(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say("status") == "observe mode, 1 case so far."


@pytest.mark.parametrize("mode", Mode)
async def test_a_mode_can_be_chosen_and_the_audit_log_says_by_whom(
    tmp_path: Path, mode: Mode
) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say(f"mode {mode}")
        lines = [line.entry async for line in chat.door.archive.audit()]
        assert chat.policy.mode is mode
    assert lines[-1].actor == "oakley"
    assert answer == f"Mode is {mode} from now on."


async def test_a_phone_may_write_capital_letters(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say("Mode Assist") == "Mode is assist from now on."
        assert (await chat.say("Shield On")).startswith("The shield is up")


@pytest.mark.parametrize("verb", ["confirm", "undo", "approve", "deny"])
async def test_nobody_but_the_broadcaster_rules_upon_a_case_of_their_own(
    tmp_path: Path, verb: str
) -> None:
    vex = author("vex", is_moderator=True)
    async with open_chat(tmp_path) as chat:
        await chat.door.act(message(by="mika", place=CHANNEL), decision(TIMEOUT))
        own = await chat.say(f"{verb} 1", by=vex)
        owners = await chat.say(f"{verb} 2", by=MIKA)
        assert (await chat.case(1)).ruling is None
    assert own == "Nobody acts in a case of their own."
    assert owners != own


@pytest.mark.parametrize("words", ["mode mayhem", "mode enforce please"])
async def test_an_unknown_mode_is_said_to_be_none_and_changes_nothing(
    tmp_path: Path, words: str
) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say(words)
        assert chat.policy.mode is Mode.OBSERVE
    assert answer == f"There is no such mode. {WHICH}"


async def test_without_a_mode_the_present_one_is_told(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say("mode") == WHICH


async def test_a_case_is_shown_as_its_card(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert (await chat.say("case 1")).startswith("Case 1 · insult · vex")


async def test_a_confirmation_is_a_ruling_by_whoever_asked(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say("confirm 1")
        ruled = await chat.case(1)
    assert answer == "Case 1 confirmed; it will be remembered as harmful."
    assert (ruled.ruling, ruled.ruled_by) == ("confirmed", "oakley")


async def test_a_held_message_is_let_through_or_kept_back_by_its_case(tmp_path: Path) -> None:
    kept_back = Withhold(user="vex", message="h1")
    asking = decision(kept_back, needs_human=True, proposal=kept_back, rung="hold")
    async with open_chat(tmp_path) as chat:
        await chat.door.act(message(id="h1", place=CHANNEL, at=NOON + minutes(1)), asking)
        await chat.door.act(message(id="h2", place=CHANNEL, at=NOON + minutes(2)), asking)
        assert "!haven approve 2 or !haven deny 2" in await chat.say("case 2")
        approved, denied = await chat.say("approve 2"), await chat.say("deny 3")
        again, wrong = await chat.say("deny 2"), await chat.say("approve 1")
        other = await chat.case(3)
    assert approved == "Case 2: the like will be remembered as fine; the message is let through."
    assert denied == "Case 3: the like will be remembered as harmful; the message is kept back."
    assert again == "Case 2 has been taken back already."
    assert wrong == "Case 1 is about no message that is held back."
    assert (other.ruling, other.ruled_by, other.status) == ("confirmed", "oakley", Status.APPLIED)


async def test_undo_takes_a_case_back(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say("undo 1")
        ruled = await chat.case(1)
    assert answer == "Case 1 taken back; the like will be remembered as fine."
    assert (ruled.status, ruled.ruled_by) == (Status.UNDONE, "oakley")


async def test_a_second_undo_is_refused_in_words(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("undo 1")
        assert await chat.say("undo 1") == "Case 1 has been taken back already."


@pytest.mark.parametrize("verb", ["case", "confirm", "undo", "approve", "deny"])
async def test_a_case_that_is_not_there_is_said_to_be_missing(tmp_path: Path, verb: str) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say(f"{verb} 404") == "There is no case 404 here."


@pytest.mark.parametrize("verb", ["case", "confirm", "undo", "approve", "deny"])
@pytest.mark.parametrize("word", ["", "three", "-1", "1.5", "²", "1 2", "9" * 30, "9" * 5_000])
async def test_what_is_no_case_number_is_asked_for_again(
    tmp_path: Path, verb: str, word: str
) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say(f"{verb} {word}")
    assert answer == "Which case? Give its number, as in: case 3"


@pytest.mark.parametrize("words", ["", "   ", "help", "dance", "__init__ 1"])
@pytest.mark.parametrize(("by", "told"), [(OAKLEY, FOR_MODERATORS), (MIKA, FOR_BROADCASTERS)])
async def test_unknown_words_give_help_with_what_the_writer_may_use(
    tmp_path: Path, words: str, by: Author, told: str
) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say(words, by=by) == told
    assert len(told) < 500


@pytest.mark.parametrize(
    "words", ["policy", "set act_at 0.9", "set mode enforce", "protect hide 0.3", "protect"]
)
async def test_what_is_the_broadcasters_own_no_moderator_sees_or_changes(
    tmp_path: Path, words: str
) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say(words) == "Only the broadcaster can do that."
        assert chat.policy == CommunityPolicy()


@pytest.mark.parametrize(
    "words", ["status", "mode enforce", "case 1", "confirm 1", "undo 1", "MODE"]
)
async def test_whoever_is_no_moderator_is_refused_and_nothing_happens(
    tmp_path: Path, words: str
) -> None:
    async with open_chat(tmp_path) as chat:
        answer = await chat.say(words, by=author("vex"))
        untouched = await chat.case(1)
        mode = chat.policy.mode
    assert answer == "Only moderators can do that."
    assert (untouched.ruling, mode) == (None, Mode.OBSERVE)


async def test_a_moderator_raises_the_shield_and_lowers_it(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        up = await chat.say("shield on")
        again = await chat.say("shield on")
        down = await chat.say("shield off")
        ended = await chat.case(2)

    assert up == "The shield is up, by case 2; it ends after 30 minutes."
    assert again == "It is locked down already, by case 2."
    assert down == "The shield is down; what was set before is set again."
    assert (ended.status, ended.ordered_by) == (Status.EXPIRED, "oakley")


async def test_a_shield_is_up_or_down(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say("shield perhaps") == "Write: shield on|off"
        assert await chat.say("shield off") == "There is no lock-down to end."


@pytest.mark.parametrize("words", ["undo 1", "set act_at 0.4", "protect hide 0.3", "ban 1 yes"])
async def test_where_nothing_can_be_written_down_that_is_said(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise StorageFullError("no room left")

    async with open_chat(tmp_path) as chat:
        await chat.say("ban 1", by=MIKA)
        monkeypatch.setattr(chat.door.ledger, "commit", refuse)
        answer = await chat.say(words, by=MIKA)
        assert chat.policy.act_at == 0.5
    assert answer.startswith("It could not be written down, so nothing has changed.")
