"""Appeals in chat: which ones are open, and a moderator's answer to one of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cogs.chat import ChatCommands
from cogs.chat_appeals import AppealCommands
from engine.actions import AnswerRequest, Ban
from engine.cases import AppealState
from tests.builders import author, decision, message
from tests.engine.door import Door, ScriptedEnforcer, called, desk_at, open_door
from tests.engine.linked import CHAT, STAGE

WHICH = "Which case? Give its number, as in: case 3"


@dataclass(frozen=True)
class Chat:
    door: Door
    enforcer: ScriptedEnforcer

    async def say(self, words: str, *, by: str = "oakley") -> str:
        commands = ChatCommands(AppealCommands(desk_at(self.door), self.door.appeals))
        answer = await commands.answer(CHAT, author(by, is_moderator=True), words)
        await self.door.dispatcher.drain()
        return answer


@asynccontextmanager
async def appealed(folder: Path) -> AsyncIterator[Chat]:
    enforcer = ScriptedEnforcer()
    async with open_door(folder, enforcer) as door:
        await door.act(message(by="900", place=CHAT), decision(Ban(user="900"), rung="ban"))
        await door.appeals.open(STAGE, 1, by="900", text="let me **in**")
        await door.dispatcher.drain()
        enforcer.orders.clear()
        yield Chat(door, enforcer)


async def test_open_appeals_are_named_by_their_cases_and_nobodys_words_are_repeated(
    tmp_path: Path,
) -> None:
    async with appealed(tmp_path) as chat:
        assert await chat.say("appeals") == "Appealed: case 1."
        await chat.say("uphold 1")
        assert await chat.say("appeals") == "No appeal is open."


async def test_a_decision_that_stands_is_told_with_the_moderators_words(tmp_path: Path) -> None:
    async with appealed(tmp_path) as chat:
        answer = await chat.say("uphold 1 It was a threat.")
        (appeal,) = await chat.door.appeals.of(STAGE, 1)
        (order,) = chat.enforcer.orders
    assert answer == "The appeal of case 1 is upheld, and the person is told."
    assert (appeal.state, appeal.decided_by) == (AppealState.UPHELD, "oakley")
    assert isinstance(order.action, AnswerRequest)
    assert order.action.text.endswith("It was a threat.")


async def test_an_overturned_decision_is_taken_back(tmp_path: Path) -> None:
    async with appealed(tmp_path) as chat:
        answer = await chat.say("overturn 1")
        done = called(chat.enforcer)
    assert answer == "The appeal of case 1 is overturned, and the person is told."
    assert done == ["answer_request", "unban"]


@pytest.mark.parametrize("words", ["uphold", "overturn one", "uphold -1", f"uphold {'9' * 30}"])
async def test_what_is_no_case_number_is_asked_for_again(tmp_path: Path, words: str) -> None:
    async with appealed(tmp_path) as chat:
        assert await chat.say(words) == WHICH


async def test_what_cannot_be_decided_is_refused_in_words(tmp_path: Path) -> None:
    async with appealed(tmp_path) as chat:
        own = await chat.say("overturn 1", by="900")
        none = await chat.say("uphold 404")
        await chat.say("uphold 1")
        again = await chat.say("uphold 1")
    assert own == "Nobody acts in a case of their own."
    assert none == "There is no case 404 here."
    assert again == "Nobody's appeal of case 1 is open."


async def test_whoever_ordered_the_ban_does_not_answer_for_it(tmp_path: Path) -> None:
    async with appealed(tmp_path) as chat:
        await chat.door.review.confirm(STAGE, 1, by="oakley")
        told = await chat.say("overturn 1")
    assert told == "Another moderator than you must answer for case 1."
