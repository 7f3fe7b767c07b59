"""Which message shows a case is known after a restart, in its own community only."""

from pathlib import Path

from bot.card_notes import StoredCardNotes
from data.state import open_state
from engine.events import Community, Platform
from tests.builders import INN

OTHER_INN = Community(Platform.DISCORD, "2")


async def test_a_note_outlasts_a_restart_and_is_its_own_communitys(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        notes = StoredCardNotes(state.ledger, state.archive)
        await notes.keep(INN, 7, "1:2:old")
        await notes.keep(INN, 7, "1:2:new")
    async with open_state(tmp_path) as state:
        notes = StoredCardNotes(state.ledger, state.archive)
        assert await notes.read(INN, 7) == "1:2:new"
        assert await notes.read(INN, 70) is None
        assert await notes.read(OTHER_INN, 7) is None
