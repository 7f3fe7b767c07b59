"""A broadcaster's own protection, typed into their chat: theirs alone, and never read out."""

from pathlib import Path

import pytest

from engine.policy.ladder import Rung
from engine.policy.protection import UNPROTECTED, Block, Protection, Protections, Sensitivity
from tests.cogs.chats import CHANNEL, MIKA, Chat, open_chat


def of_mika(protections: Protections) -> Protection:
    return protections.of(CHANNEL.community, "mika")


async def chosen(chat: Chat, *words: str) -> str:
    for each in words:
        told = await chat.say(f"protect {each}", by=MIKA)
    return told


async def test_what_holds_is_told(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.say("protect", by=MIKA) == (
            "Aimed at you: usual care; Haven acts from harm 0.50 on\ntopics that are hidden: 0"
        )
        assert await chosen(chat, "sensitivity strict", "block 0.6 1h") == (
            "Aimed at you: strict care; Haven acts from harm 0.50 on\n"
            "hidden from harm 0.30 on\n1h at once from harm 0.60 on\ntopics that are hidden: 0"
        )
        assert await chosen(chat, "sensitivity tolerant", "block off", "hide 0.65") == (
            "Aimed at you: rough words are let pass up to harm 0.70\n"
            "hidden from harm 0.65 on\ntopics that are hidden: 0"
        )


async def test_a_topic_is_not_repeated_where_everybody_reads_it(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        added = await chosen(chat, "topics add my old school, her ex")
        removed = await chosen(chat, "topics remove her ex")
        again = await chosen(chat, "topics remove her ex")
    assert added.endswith("topics that are hidden: 2")
    assert removed.endswith("topics that are hidden: 1")
    assert not any(word in f"{added}{removed}{again}" for word in ("school", "her ex"))


async def test_all_of_it_survives_a_restart(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chosen(
            chat, "sensitivity careful", "hide 0.35", "block 0.7 ban", "topics add old school"
        )
        again = Protections(ledger=chat.door.ledger)
        for setting in await chat.door.archive.settings():
            again.restore(setting)
        present = of_mika(chat.protections)
    assert present == of_mika(again)
    assert present == Protection(
        sensitivity=Sensitivity.CAREFUL,
        hide=True,
        hide_from=0.35,
        topics=("old school",),
        block=Block(0.7, Rung.BAN),
    )


async def test_the_audit_tells_that_something_was_chosen_and_not_what(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chosen(chat, "topics add old school")
        lines = [line.entry async for line in chat.door.archive.audit()]
    assert (lines[-1].kind, lines[-1].actor, lines[-1].detail) == (
        "protection.chosen",
        "mika",
        {},
    )


@pytest.mark.parametrize("words", ["hide 3", "hied 0.3", "topics add the", "block 0.7 2h", "me"])
async def test_what_cannot_be_is_refused_and_changes_nothing(tmp_path: Path, words: str) -> None:
    async with open_chat(tmp_path) as chat:
        told = await chosen(chat, words)
        assert of_mika(chat.protections) == UNPROTECTED
        assert await chat.door.archive.settings() == []
    assert "\n" not in told
