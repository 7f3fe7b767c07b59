"""An administrator changes their community's policy."""

import asyncio
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from data.state import State, open_state
from engine import charter as module
from engine.cases import Ruling, Status
from engine.changes import Changes, Journaled
from engine.charter import LOOK_BACK, Charter, StaleDraftError
from engine.clock import EventClock
from engine.events import Community, Platform
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.document import DocumentError, preset_of
from engine.ports import StorageFullError
from engine.verdict import Mode
from tests.builders import (
    INN,
    NOON,
    assessment,
    case,
    decision,
    message,
    minutes,
    prediction,
    verdict,
)

OTHER = Community(Platform.DISCORD, "mill")
CONFIGURED = CommunityPolicy(hide_at=0.8)


def charter_over(state: State) -> Charter:
    policies = PolicyBook(lambda _: CONFIGURED, ledger=state.ledger)
    return Charter(policies=policies, archive=state.archive, clock=EventClock(NOON))


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Charter, State]]:
    async with open_state(folder) as state:
        yield charter_over(state), state


async def test_an_adopted_document_holds_at_once_and_only_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        policy = await charter.adopt(charter.draft(INN, "act_at = 0.4"), by="oakley")
        assert charter.of(INN) == policy == CommunityPolicy(hide_at=0.8, act_at=0.4)
        assert charter.of(OTHER) == CONFIGURED


async def test_it_outlives_a_restart_together_with_the_mode(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        await charter.choose_mode(INN, Mode.ASSIST, by="oakley")
        await charter.adopt(charter.draft(INN, "act_at = 0.4"), by="oakley")
        held = charter.of(INN)
    async with open_state(tmp_path) as state:
        book = PolicyBook(lambda _: CONFIGURED, ledger=state.ledger)
        for setting in await state.archive.settings():
            book.restore(setting)
        assert book.of(INN) == held
        assert held.mode is Mode.ASSIST


async def test_a_single_key_changes_nothing_else(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        await charter.adopt(charter.draft_key(INN, "act_at", "0.4"), by="oakley")
        await charter.adopt(charter.draft_key(INN, "bans_per_minute", "2"), by="oakley")
        await charter.adopt(charter.draft_key(INN, "mode", "enforce"), by="oakley")
        wanted = CommunityPolicy(hide_at=0.8, act_at=0.4, bans_per_minute=2, mode=Mode.ENFORCE)
        assert charter.of(INN) == wanted


async def test_a_document_stands_in_place_of_the_former_one_but_keeps_the_mode(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (charter, _):
        first = charter.draft(INN, 'act_at = 0.4\nmode = "enforce"')
        await charter.adopt(first, by="oakley")
        await charter.adopt(charter.draft(INN, "light_at = 0.1"), by="oakley")
        assert charter.of(INN) == CommunityPolicy(hide_at=0.8, light_at=0.1, mode=Mode.ENFORCE)


async def test_what_was_exported_can_be_imported_elsewhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        await charter.adopt(charter.draft_key(INN, "exempt_roles", "42"), by="oakley")
        await charter.adopt(charter.draft(OTHER, charter.export(INN)), by="oakley")
        assert charter.of(OTHER) == charter.of(INN)


async def test_the_audit_tells_who_changed_it_and_nobodys_words(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, state):
        former = charter.of(INN).version
        await charter.adopt(charter.draft(INN, 'act_at = 0.4\nmode = "assist"'), by="oakley")
        lines = [line.entry async for line in state.archive.audit(INN)]
        assert [(entry.kind, entry.actor) for entry in lines] == [
            ("policy.changed", "oakley"),
            ("mode.changed", "oakley"),
        ]
        coming = charter.of(INN).version
        assert dict(lines[0].detail) == {"former": former, "policy": coming, "keys": 2}


async def test_a_draft_of_a_policy_that_has_changed_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        draft = charter.draft(INN, "act_at = 0.4")
        await charter.choose_mode(INN, Mode.ENFORCE, by="hob")
        with pytest.raises(StaleDraftError):
            await charter.adopt(draft, by="oakley")
        assert charter.of(INN).act_at == 0.5


async def test_of_two_drafts_adopted_at_once_one_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        drafts = charter.draft(INN, "act_at = 0.4"), charter.draft(INN, "hide_at = 0.9")
        adopting = (charter.adopt(draft, by="oakley") for draft in drafts)
        first, second = await asyncio.gather(*adopting, return_exceptions=True)
        assert first == charter.of(INN) == CommunityPolicy(hide_at=0.8, act_at=0.4)
        assert isinstance(second, StaleDraftError)


async def test_a_document_that_cannot_be_changes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        with pytest.raises(DocumentError, match="at most 1"):
            charter.draft(INN, "act_at = 3")
        assert charter.of(INN) == CONFIGURED


async def test_what_could_not_be_written_is_not_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: Changes) -> None:
        raise StorageFullError("no room left")

    async with opened(tmp_path) as (charter, state):
        monkeypatch.setattr(state.ledger, "commit", full)
        with pytest.raises(StorageFullError):
            await charter.adopt(charter.draft(INN, "act_at = 0.4"), by="oakley")
        assert charter.of(INN) == CONFIGURED


async def store_week(state: State, *, days_ago: float = 1, count: int = 3) -> None:
    said = [
        message(f"words {n}", id=f"m{n}", at=NOON - minutes(days_ago * 1440 - 5 * n))
        for n in range(count)
    ]
    found = [verdict(each, decision(), assessment=assessment(0.55)) for each in said]
    cases = case(1, message="m0", ruling=Ruling.REVERSED, opened_at=said[0].sent_at)
    events = tuple(map(Journaled, said))
    await state.ledger.commit(Changes(events=events, verdicts=tuple(found), cases=(cases,)))


async def test_a_preview_tells_of_the_last_seven_days(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, state):
        await store_week(state)
        seen = await charter.preview(charter.draft(INN, "act_at = 0.5"))
        assert seen.would_act == {"m0", "m1", "m2"}
        assert seen.mistaken == {"m0"}
        assert not seen.cut
        milder = await charter.preview(charter.draft(INN, "act_at = 0.9"))
        assert (len(milder.acted), len(milder.would_act)) == (3, 0)
        assert charter.of(INN) == CONFIGURED


async def test_a_preview_sees_neither_older_days_nor_other_communities(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, state):
        await store_week(state, days_ago=8)
        assert (await charter.preview(charter.draft(INN, ""))).acted == frozenset()
        await store_week(state)
        assert (await charter.preview(charter.draft(OTHER, ""))).acted == frozenset()


@pytest.mark.parametrize(
    ("changes", "acted"),
    [
        ({}, frozenset()),
        ({"status": Status.UNDONE}, {"m0"}),
        ({"rung": "hide"}, {"m0"}),
        ({"author": "mika", "accounts": ("mika",)}, {"m0"}),
        ({"opened_at": NOON - timedelta(days=92)}, {"m0"}),
    ],
)
async def test_a_preview_knows_the_strikes_of_the_time_before(
    tmp_path: Path, changes: dict[str, object], acted: Set[str]
) -> None:
    """Who was warned an hour before the week began has a day to notice it."""
    week_began = NOON - LOOK_BACK
    parts = {"status": Status.APPLIED, "rung": "timeout_24_hours", **changes}
    earlier = case(7, **{"opened_at": week_began - timedelta(hours=1), **parts})
    async with opened(tmp_path) as (charter, state):
        await store_week(state, days_ago=6.9, count=1)
        await state.ledger.commit(Changes(cases=(earlier,)))
        draft = charter.draft(INN, "warning_grace_seconds = 86400\nhide_at = 1")
        assert (await charter.preview(draft)).would_act == acted


async def test_a_preview_ends_somewhere_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WEIGHED", 2)
    async with opened(tmp_path) as (charter, state):
        await store_week(state)
        seen = await charter.preview(charter.draft(INN, ""))
        assert (seen.would_act, seen.cut) == ({"m0", "m1"}, True)


async def test_a_preview_knows_what_was_too_quiet_to_be_weighed(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, state):
        for name, risk in (("low", 0.05), ("high", 0.15)):
            said = message(name, id=name, at=NOON - minutes(5))
            found = verdict(said, prediction=prediction(risk=risk), assessment=None)
            await state.ledger.commit(Changes(events=(Journaled(said),), verdicts=(found,)))
        seen = await charter.preview(charter.draft(INN, "light_at = 0.1"))
        assert seen.unknown == {"high"}


async def test_a_preset_is_taken_in_place_of_another_and_laid_down(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        await charter.adopt(charter.draft_key(INN, "apologise", "no"), by="oakley")
        before = charter.of(INN)
        await charter.adopt(charter.draft_key(INN, "preset", "Family"), by="oakley")
        assert charter.of(INN).act_at == 0.4
        await charter.adopt(charter.draft_key(INN, "preset", "gaming"), by="oakley")
        gaming = charter.of(INN)
        assert (gaming.act_at, gaming.hide_at, gaming.apologise) == (0.5, 0.75, False)
        assert preset_of(gaming) == "gaming"
        await charter.adopt(charter.draft_usual(INN, "preset"), by="oakley")
        assert charter.of(INN) == before


async def test_a_preset_that_there_is_not_changes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as (charter, _):
        with pytest.raises(DocumentError, match='did you mean "gaming"'):
            charter.draft_key(INN, "preset", "gamin")
        assert charter.of(INN) == CONFIGURED
