"""Which policy holds where."""

from pathlib import Path

import pytest

from data.state import open_state
from engine.changes import Changes, Setting
from engine.events import Community, Platform
from engine.policy.book import MODE, PolicyBook
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode
from tests.builders import INN, NOON

OTHER = Community(Platform.TWITCH, "mossy")


class Ledger:
    def __init__(self) -> None:
        self.commits: list[Changes] = []

    async def commit(self, changes: Changes) -> None:
        self.commits.append(changes)


class FullLedger:
    async def commit(self, changes: Changes) -> None:
        raise OSError("no room left")


def configured(community: Community) -> CommunityPolicy:
    return CommunityPolicy(mode=Mode.ASSIST if community == INN else Mode.OBSERVE, act_at=0.4)


def test_a_community_that_chose_nothing_has_what_is_configured() -> None:
    assert PolicyBook(configured, ledger=Ledger()).of(INN) == configured(INN)


async def test_a_chosen_mode_holds_in_that_community_only_and_changes_nothing_else() -> None:
    book = PolicyBook(configured, ledger=Ledger())
    await book.choose_mode(INN, Mode.ENFORCE, by="oakley", at=NOON)
    assert book.of(INN) == CommunityPolicy(mode=Mode.ENFORCE, act_at=0.4)
    assert book.of(OTHER).mode is Mode.OBSERVE


async def test_a_chosen_mode_outlives_a_restart(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        book = PolicyBook(configured, ledger=state.ledger)
        await book.choose_mode(INN, Mode.OBSERVE, by="oakley", at=NOON)
        await book.choose_mode(INN, Mode.ENFORCE, by="oakley", at=NOON)
    async with open_state(tmp_path) as state:
        book = PolicyBook(configured, ledger=state.ledger)
        for setting in await state.archive.settings():
            book.restore(setting)
    assert book.of(INN).mode is Mode.ENFORCE


async def test_a_choice_is_written_with_who_made_it() -> None:
    ledger = Ledger()
    await PolicyBook(configured, ledger=ledger).choose_mode(INN, Mode.ENFORCE, by="oakley", at=NOON)
    (written,) = ledger.commits
    assert [(entry.actor, entry.at) for entry in written.audit] == [("oakley", NOON)]
    assert [setting.value for setting in written.settings] == ["enforce"]


async def test_a_mode_that_could_not_be_written_is_not_in_force() -> None:
    book = PolicyBook(configured, ledger=FullLedger())
    with pytest.raises(OSError, match="no room"):
        await book.choose_mode(INN, Mode.ENFORCE, by="oakley", at=NOON)
    assert book.of(INN).mode is Mode.ASSIST


def test_a_setting_of_somebody_elses_is_left_alone() -> None:
    book = PolicyBook(configured, ledger=Ledger())
    book.restore(Setting(community=INN, key=f"{MODE}l", value="enforce"))
    assert book.of(INN) == configured(INN)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"act_at": 1.5}, "act_at must lie between 0 and 1"),
        ({"light_at": 0.7, "escalate_at": 0.6}, "light_at must not be above escalate_at"),
        ({"bans_per_minute": -1}, "caps must not be negative"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, float], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        CommunityPolicy(**wrong)  # type: ignore[arg-type]
