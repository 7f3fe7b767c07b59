"""The front door: what comes twice, too long or broken, and what happens when it is full."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.archive import Archive
from data.state import open_state
from data.writer import Writer
from engine.changes import Changes
from engine.events import (
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    MessageDeleted,
    MessageEdited,
    PlatformRaid,
    UnbanRequested,
)
from engine.figures import Figures
from engine.intake import ATTACHMENT_LIMIT, NAME_LIMIT, TEXT_LIMIT, Intake, trimmed
from engine.lanes import Lanes
from engine.ports import StorageFullError
from tests.builders import HALL, INN, NOON, author, message, minutes
from tests.running import running

HOSTILE = {
    "one megabyte": "a" * 1_000_000,
    "a lone surrogate": "before \ud83d after",
    "a hundred thousand combining marks": "z" + "\u0336" * 100_000,
    "NUL": "before\x00after",
}


@dataclass(frozen=True)
class House:
    """An intake over a real journal; its lanes do nothing with what they are handed."""

    intake: Intake
    lanes: Lanes
    figures: Figures
    ledger: Writer
    archive: Archive

    async def journalled(self) -> list[Event]:
        return [event async for event in self.archive.unhandled()]


@asynccontextmanager
async def open_intake(folder: Path, *, limit: int = 100) -> AsyncIterator[House]:
    async def handle(block: Sequence[Event]) -> None:
        pass

    async with open_state(folder) as state:
        figures, lanes = Figures(), Lanes(handle, limit=limit)
        intake = Intake(ledger=state.ledger, lanes=lanes, figures=figures)
        yield House(intake, lanes, figures, state.ledger, state.archive)


async def test_a_message_is_on_disk_once_it_is_accepted(tmp_path: Path) -> None:
    async with open_intake(tmp_path) as house:
        assert await house.intake.accept(message())
        assert await house.journalled() == [message()]


async def test_what_is_only_journalled_is_on_disk_and_in_no_lane(tmp_path: Path) -> None:
    async with open_intake(tmp_path) as house:
        assert await house.intake.journal(message()) == message()
        assert await house.intake.journal(message()) is None
        assert await house.journalled() == [message()]
        assert house.lanes.waiting == 0


async def test_a_second_delivery_of_a_message_is_dropped(tmp_path: Path) -> None:
    async with open_intake(tmp_path) as house:
        answers = [await house.intake.accept(message()) for _ in range(2)]
        assert answers == [True, False]
        assert len(await house.journalled()) == 1
    assert house.figures.counts == {"accepted": 1, "duplicate": 1}


async def test_the_same_words_in_another_message_are_no_duplicate(tmp_path: Path) -> None:
    async with open_intake(tmp_path) as house:
        answers = [await house.intake.accept(message(id=f"m{n}")) for n in range(2)]
        assert len(await house.journalled()) == 2
    assert answers == [True, True]


async def test_an_edit_is_no_duplicate_of_its_message(tmp_path: Path) -> None:
    async with open_intake(tmp_path) as house:
        await house.intake.accept(message())
        assert await house.intake.accept(MessageEdited(message("changed"), NOON + minutes(1)))


async def test_what_was_known_before_a_restart_is_dropped(tmp_path: Path) -> None:
    async with open_intake(tmp_path) as house:
        house.intake.remember(message())
        assert not await house.intake.accept(message())


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_text_is_trimmed_and_journalled(tmp_path: Path, text: str) -> None:
    async with open_intake(tmp_path) as house:
        await house.intake.accept(message(text))
        (kept,) = await house.journalled()
    assert isinstance(kept, Message)
    assert 0 < len(kept.text) <= TEXT_LIMIT
    assert "\x00" not in kept.text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_names_and_file_descriptions_are_journalled_too(
    tmp_path: Path, text: str
) -> None:
    hostile = message("hello", author=author(name=text), attachments=(text, "photo of an owl"))
    async with open_intake(tmp_path) as house:
        await house.intake.accept(hostile)
        (kept,) = await house.journalled()
    assert isinstance(kept, Message)
    assert len(kept.author.name) <= NAME_LIMIT
    assert len(kept.attachments[0]) <= ATTACHMENT_LIMIT
    assert kept.attachments[1] == "photo of an owl"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_names_of_joiners_raiders_and_editors_are_accepted(
    tmp_path: Path, text: str
) -> None:
    named = author(name=text)
    events = (
        MemberJoined("j", INN, named, NOON),
        MemberNamed("n", INN, named, NOON),
        PlatformRaid(id="r", place=HALL, origin_name=text, size=3, raided_at=NOON),
        MessageEdited(message(text, author=named), NOON),
        UnbanRequested(id="u", place=HALL, author=named, text=text, requested_at=NOON),
    )
    async with open_intake(tmp_path) as house:
        answers = [await house.intake.accept(event) for event in events]
    assert answers == [True] * 5


def test_a_plain_message_comes_through_as_it_is() -> None:
    plain = message("hello", attachments=("photo of an owl",))
    assert trimmed(plain) is plain


def test_only_what_needs_it_is_trimmed() -> None:
    assert trimmed(message("a\x00b")) == message("ab")


async def test_a_full_queue_makes_the_next_one_wait_and_loses_nothing(tmp_path: Path) -> None:
    async with open_intake(tmp_path, limit=2) as house:
        for number in range(2):
            await house.intake.accept(message(id=f"m{number}"))
        third = asyncio.create_task(house.intake.accept(message(id="m2")))
        await asyncio.sleep(0)
        await house.ledger.commit(Changes())  # written behind the third one's event
        assert (third.done(), len(await house.journalled())) == (False, 3)
        async with running(house.lanes.run()):
            assert await third
            await house.lanes.drain()


async def test_what_found_the_disk_full_is_welcome_when_it_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    async with open_intake(tmp_path) as house:
        with monkeypatch.context() as full:
            full.setattr(house.ledger, "commit", refuse)
            with pytest.raises(StorageFullError):
                await house.intake.accept(message())
        assert await house.intake.accept(message())
        assert await house.journalled() == [message()]


def test_an_event_without_words_comes_through_as_it_is() -> None:
    deleted = MessageDeleted("m1", HALL, NOON)
    assert trimmed(deleted) is deleted
