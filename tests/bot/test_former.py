"""What connectors note down outlasts a restart, and says so where it would not."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot.app import House
from bot.former import StoredFormerSettings
from connectors.discord import mutes
from connectors.former import NotKeptError
from data.archive import Archive
from data.state import State, open_state
from data.writer import Writer
from engine.changes import Changes
from engine.events import Community, Platform
from engine.ports import StorageError, StorageFullError
from tests.builders import INN

OTHER_INN = Community(Platform.DISCORD, "2")


@dataclass
class Household:
    ledger: Writer
    archive: Archive


def opened(state: State) -> StoredFormerSettings:
    house: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    house.set_result(cast("House", Household(state.ledger, state.archive)))
    return StoredFormerSettings(house)


async def test_what_was_set_before_is_known_after_a_restart(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await opened(state).keep(INN, "slow_mode:5", "60")
    async with open_state(tmp_path) as state:
        former = opened(state)
        assert await former.read(INN, "slow_mode:5") == "60"
        assert await former.read(INN, "slow_mode:6") is None
        assert await former.read(OTHER_INN, "slow_mode:5") is None


async def test_what_is_forgotten_is_not_known_any_more(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        former = opened(state)
        await former.keep(INN, "slow_mode:5", "60")
        await former.forget(INN, "slow_mode:5")
        assert await former.read(INN, "slow_mode:5") is None


async def test_a_mode_that_a_community_chose_is_not_a_former_setting(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await opened(state).keep(INN, "mode", "anything")
        (row,) = await state.archive.settings(INN)
    assert row.key != "mode"


async def test_how_somebody_was_muted_is_shown_and_goes_with_them(tmp_path: Path) -> None:
    note, theirs, another = '{"case": 1}', mutes._named("4711"), mutes._named("47110")
    async with open_state(tmp_path) as state:
        former = opened(state)
        for name in (theirs, another):
            await former.keep(INN, name, note)
        shown = await state.registry.about(INN, "4711")
        await state.ledger.erase(INN, "4711", kept=(), changes=Changes())
        assert await former.read(INN, theirs) is None
        assert await former.read(INN, another) == note
    assert [fact["value"] for fact in shown["settings"]] == [note]


@pytest.mark.parametrize(("note", "rows"), [('{"case": 1}', 1), ("", 0)])
async def test_a_mute_in_force_stays_known_and_one_that_ended_does_not(
    tmp_path: Path, note: str, rows: int
) -> None:
    async with open_state(tmp_path) as state:
        await opened(state).keep(INN, mutes._named("4711"), note)
        await state.ledger.erase(INN, "4711", kept=(1,), changes=Changes())
        assert len(await state.archive.settings(INN)) == rows


async def test_without_room_nothing_counts_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: Changes) -> None:
        raise StorageFullError("no room left")

    async def broken(*_: object) -> str:
        raise StorageError("no use of the disk")

    async with open_state(tmp_path) as state:
        former = opened(state)
        monkeypatch.setattr(state.ledger, "commit", full)
        with pytest.raises(NotKeptError):
            await former.keep(INN, "slow_mode:5", "60")
        monkeypatch.setattr(state.archive, "setting", broken)
        with pytest.raises(NotKeptError):
            await former.read(INN, "slow_mode:5")


async def test_a_call_given_up_before_the_house_is_open_gives_up_nothing_else() -> None:
    house: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await StoredFormerSettings(house).read(INN, "slow_mode:5")

    assert not house.cancelled()


async def test_what_is_noted_everywhere_is_found_by_how_its_name_begins(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        former = opened(state)
        for community, name in ((INN, "mute:1"), (INN, "mute:2"), (OTHER_INN, "mute:3")):
            await former.keep(community, name, "{}")
        await former.keep(INN, "mute_role", "5")
        await former.forget(INN, "mute:2")
        assert await former.noted("mute:") == {INN: ["mute:1"], OTHER_INN: ["mute:3"]}


async def test_notes_that_cannot_be_looked_through_are_said_to_be_unknown() -> None:
    house: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    house.set_result(cast("House", Unreadable()))
    with pytest.raises(NotKeptError):
        await StoredFormerSettings(house).noted("mute:")


class Unreadable:
    """A house whose archive cannot be read."""

    @property
    def archive(self) -> "Unreadable":
        return self

    async def settings(self) -> None:
        raise StorageError("gone")
