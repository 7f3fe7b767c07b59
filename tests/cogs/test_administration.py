"""Administrators' commands: the policy, the mode, the status, the lock-down."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.actions import LockDown
from engine.cases import Ruling, Status
from engine.changes import Changes
from engine.policy.document import KEYS, LONGEST
from engine.ports import StorageFullError
from engine.verdict import Mode
from tests.builders import case, minutes
from tests.cogs.court import said_in
from tests.cogs.office import Office, open_office, silent

MILDER = b"act_at = 0.9\n"
COMMANDS: list[tuple[str, dict[str, object]]] = [
    ("policy show", {}),
    ("policy set", {"key": "act_at", "value": "0.4"}),
    ("policy export", {}),
    ("policy import", {"file": ("policy.toml", MILDER)}),
    ("mode", {"mode": "observe"}),
    ("status", {}),
    ("lockdown on", {}),
    ("lockdown off", {}),
]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened
        assert silent(opened)


@pytest.mark.parametrize(("name", "options"), COMMANDS)
@pytest.mark.parametrize("person", ["oakley", "mika"])
async def test_whoever_may_not_manage_the_server_is_told_so_and_nothing_happens(
    office: Office, name: str, options: dict[str, object], person: str
) -> None:
    before = office.charter.of(office.court.community)
    told = await office.told(name, by=office.people[person], **options)
    assert told == 'You may not do that here: it takes the right to "Manage Server".'
    assert office.charter.of(office.court.community) == before
    assert office.court.called == []


async def test_show_tells_every_key(office: Office) -> None:
    told = await office.told("policy show")
    assert all(f"{name} = " in told for name in KEYS)
    assert 'mode = "enforce"' in told


async def test_a_key_is_previewed_and_holds_once_it_is_applied(office: Office) -> None:
    await office.court.act()
    await office.court.act()
    asked = await office.slash("policy set", key="act_at", value="0.9")
    (told,) = said_in(asked)
    assert "act_at: 0.5 → 0.9" in told
    assert "it would have acted on 0 messages. The present policy acted on 1 message." in told
    assert office.charter.of(office.court.community).act_at == 0.5
    await office.click(asked, "Apply")
    assert office.charter.of(office.court.community).act_at == 0.9
    assert said_in(asked)[0].startswith("It holds from now on.")


async def test_the_audit_knows_who_applied_it(office: Office) -> None:
    await office.click(await office.slash("policy set", key="act_at", value="0.9"), "Apply")
    archive, community = office.court.door.archive, office.court.community
    entries = [line.entry async for line in archive.audit(community)]
    assert [(each.kind, each.actor) for each in entries] == [("policy.changed", str(office.ada.id))]


async def test_a_preview_tells_what_was_reversed_later(office: Office) -> None:
    card = await office.court.act(office.court.timeout())
    await office.court.click("oakley", card, "Reverse")
    told = await office.told("policy set", key="act_at", value="0.4")
    assert "it would have acted on 1 message, 1 of them later reversed." in told


async def test_cancel_changes_nothing(office: Office) -> None:
    before = office.charter.of(office.court.community)
    asked = await office.slash("policy import", file=("policy.toml", MILDER))
    await office.click(asked, "Cancel")
    assert office.charter.of(office.court.community) == before
    assert said_in(asked) == ["Nothing has changed."]


async def test_an_exported_file_can_be_imported_and_changes_nothing(office: Office) -> None:
    answer = await office.slash("policy export")
    assert answer.response is not None
    (file,) = answer.response.attachments
    assert file.filename == "policy.toml"
    document = office.charter.export(office.court.community).encode()
    assert await file.read() == document
    told = await office.told("policy import", file=("policy.toml", document))
    assert told == "That is the policy already; nothing would change."


async def test_an_imported_file_holds_once_it_is_applied(office: Office) -> None:
    asked = await office.slash("policy import", file=("policy.toml", MILDER))
    await office.click(asked, "Apply")
    assert office.charter.of(office.court.community).act_at == 0.9


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            b"act_at = 3\nacts_at = 1",
            'act_at: must be at most 1, not 3\nacts_at: unknown key, did you mean "act_at"?',
        ),
        (b"\xff\xfe", "The file is not UTF-8; save it as UTF-8."),
        (b"#" * (4 * LONGEST + 1), "The file is too long: at most 65536 characters."),
    ],
)
async def test_a_file_that_cannot_be_a_policy_is_refused_with_every_problem(
    office: Office, document: bytes, told: str
) -> None:
    assert await office.told("policy import", file=("policy.toml", document)) == told


async def test_somebody_else_was_quicker(office: Office) -> None:
    asked = await office.slash("policy set", key="act_at", value="0.9")
    await office.slash("mode", mode="assist")
    clicked = await office.click(asked, "Apply")
    assert said_in(clicked)[-1] == "The policy has been changed since; look at it once more."
    assert office.charter.of(office.court.community).act_at == 0.5


async def test_whoever_loses_the_right_before_the_click_changes_nothing(office: Office) -> None:
    asked = await office.slash("policy set", key="act_at", value="0.9")
    await office.court.forbid("admin", manage_guild=False)
    clicked = await office.click(asked, "Apply")
    assert said_in(clicked)[-1].startswith("You may not do that here")
    assert office.charter.of(office.court.community).act_at == 0.5


async def test_a_fault_after_the_click_is_answered_without_its_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Changes) -> None:
        raise ValueError("secret")

    asked = await office.slash("policy set", key="act_at", value="0.9")
    monkeypatch.setattr(office.court.door.ledger, "commit", fail)
    clicked = await office.click(asked, "Apply")
    assert said_in(clicked)[-1].startswith("Something went wrong here")
    # The court would have it that there are none, answered or not.
    office.court.env._errors.clear()


async def test_a_full_disk_is_told_in_plain_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: Changes) -> None:
        raise StorageFullError("no room left")

    monkeypatch.setattr(office.court.door.ledger, "commit", full)
    told = await office.told("mode", mode="observe")
    assert told.startswith("It could not be written down, so nothing has changed.")
    assert office.charter.of(office.court.community).mode is Mode.ENFORCE


async def test_the_mode_holds_at_once(office: Office) -> None:
    told = await office.told("mode", mode="assist")
    assert told.startswith("Mode is **assist** from now on.")
    assert office.charter.of(office.court.community).mode is Mode.ASSIST


async def test_haven_is_not_let_act_by_itself_where_it_cannot(office: Office) -> None:
    await office.slash("mode", mode="observe")
    await office.bot_may(ban_members=False)
    told = await office.told("mode", mode="enforce")
    assert told.splitlines() == [
        "Haven cannot act by itself here yet. Mend this first, or choose another mode:",
        '❌ Right "Ban Members": give it to Haven\'s role, to ban and unban',
    ]
    assert office.charter.of(office.court.community).mode is Mode.OBSERVE
    await office.bot_may(ban_members=True)
    told = await office.told("mode", mode="enforce")
    assert told.startswith("Mode is **enforce** from now on.")


async def test_no_other_way_leads_around_the_proofs(office: Office) -> None:
    await office.slash("mode", mode="observe")
    await office.bot_may(ban_members=False)
    asked = await office.slash("policy set", key="mode", value="enforce")
    told = said_in(await office.click(asked, "Apply"))[-1]
    assert told.startswith("Haven cannot act by itself here yet.")
    assert office.charter.of(office.court.community).mode is Mode.OBSERVE


async def test_where_it_acts_already_other_keys_can_be_changed(office: Office) -> None:
    await office.bot_may(ban_members=False)
    asked = await office.slash("policy set", key="act_at", value="0.9")
    await office.click(asked, "Apply")
    assert office.charter.of(office.court.community).act_at == 0.9


async def test_a_channel_for_moderators_is_tried_out_before_it_holds(office: Office) -> None:
    asked = await office.slash("policy set", key="mod_log", value="404")
    told = said_in(await office.click(asked, "Apply"))[-1]
    assert "Haven sees no channel 404 to write in" in told
    assert office.charter.of(office.court.community).mod_log == str(office.court.mod_log.id)


async def test_the_status_tells_mode_cases_mistakes_queue_and_what_is_off(office: Office) -> None:
    court = office.court
    await court.act()
    mistaken = case(8, place=(await court.case()).place, ruling=Ruling.REVERSED, needs_human=True)
    await court.door.ledger.commit(Changes(cases=(mistaken,)))
    told = await office.told("status")
    assert "**Mode:** enforce" in told
    assert "**Cases in thirty days:** 2; 100% of rulings took them back" in told
    assert "**Waiting for a moderator:** 1" in told
    assert "**Switched off:** sentiment" in told
    assert r"**Compared in the shadow, everywhere:** policy \*x\*: 3" in told
    assert "**Lock-down:** none" in told


async def test_a_lock_down_is_a_case_and_its_end_restores(office: Office) -> None:
    court = office.court
    told = await office.told("lockdown on", minutes=5, reason="A raid.")
    assert told == "The lock-down is on its way, as case 1."
    opened = await court.case()
    assert opened.actions == (LockDown(duration=minutes(5)),)
    assert (opened.ordered_by, opened.reason) == (str(office.ada.id), "A raid.")
    assert "**Lock-down:** case 1" in await office.told("status")
    told = await office.told("lockdown off")
    assert told == "The former settings are on their way back (case 1)."
    assert court.called == ["lock_down", "reopen"]
    assert (await court.case()).status is Status.EXPIRED


async def test_a_lock_down_lasts_as_long_as_the_policy_says(office: Office) -> None:
    await office.slash("lockdown on")
    assert (await office.court.case()).actions == (LockDown(duration=minutes(30)),)


async def test_what_makes_no_sense_is_refused(office: Office) -> None:
    assert await office.told("lockdown off") == "There is no lock-down to end."
    await office.slash("lockdown on")
    assert await office.told("lockdown on") == "It is locked down already, by case 1."


async def test_rules_are_shown_by_name_and_each_change_of_one_is_told(office: Office) -> None:
    rule = '[[rules]]\nname = "calm"\nwhen = "harm > {}"\nthen = "ask"\n'
    asked = await office.slash("policy import", file=("policy.toml", rule.format(0.4).encode()))
    assert 'new rule: "calm": harm > 0.4 → ask' in said_in(asked)[0]
    await office.click(asked, "Apply")
    assert 'rules = 1 rule: "calm"' in await office.told("policy show")
    told = await office.told("policy import", file=("policy.toml", rule.format(0.6).encode()))
    assert 'rule gone: "calm"\nnew rule: "calm": harm > 0.6 → ask' in told
