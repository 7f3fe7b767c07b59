"""Clicks on a card that find something missing, broken or full."""

from typing import Any

import pytest

from engine.actions import Ban, Outcome, Warn
from engine.cases import Case, Status
from engine.changes import Changes
from engine.ports import StorageFullError
from tests.cogs.court import ACTING, ASKING, Court, buttons, new_client, said_in


async def test_what_cannot_be_written_is_said_and_changes_nothing(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    card = await court.act()
    before = await court.case()
    with monkeypatch.context() as full:
        full.setattr(court.door.ledger, "commit", refuse)
        (told,) = said_in(await court.click("oakley", card, "Reverse"))
    assert "nothing has changed" in told
    assert await court.case() == before


async def test_a_card_that_was_deleted_loses_no_ruling(court: Court) -> None:
    card = await court.act()
    record, payload = court._clicked(card, "oakley", "Reverse")
    await card.delete()
    court.env.backend.emit("INTERACTION_CREATE", payload)
    await court.env.settle()
    assert record.responded
    assert (await court.case()).status is Status.UNDONE


async def test_a_case_that_is_not_there_is_said_to_be_missing(court: Court) -> None:
    card = await court.act()
    for label in ("Confirm", "Explain", "Ban…"):
        _, payload = court._clicked(card, "oakley", label)
        verb = payload["data"]["custom_id"]
        stored = court.env.backend.get_message(court.mod_log.id, card.id)
        (button,) = [b for b in buttons(stored.components) if b["custom_id"] == verb]
        button["custom_id"] = verb.replace(":1:", ":404:")
        told = said_in(await court.click("oakley", card, label))
        assert told == ["There is no case 404 here."]


async def test_a_refusal_by_the_platform_stands_on_the_card(court: Court) -> None:
    court.enforcer.script = [Outcome.FORBIDDEN]
    card = await court.act(Warn(user=court.id_of("vex"), text="stop"), rung="warn")
    assert "(the platform refused)" in court.text(card)


async def test_a_client_without_our_cog_hears_nothing(court: Court) -> None:
    card = await court.act(Ban(user=court.id_of("vex")), rung="ban")
    await court.env.restart_bot(new_client())
    answer = await court.people["oakley"].click(card, label="Reverse")
    assert not answer.acknowledged
    assert court.called == ["ban"]


@pytest.mark.parametrize("label", [*ACTING, *ASKING])
async def test_a_click_is_acknowledged_before_anything_is_looked_up(
    court: Court, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await court.act()
    record, payload = court._clicked(card, "oakley", label)
    answered = []
    archive = type(court.door.archive)
    look_up = archive.case

    async def observed(*asked: Any, **how: Any) -> Case | None:  # noqa: ANN401
        answered.append(record.responded)
        return await look_up(*asked, **how)

    monkeypatch.setattr(archive, "case", observed)
    court.env.backend.emit("INTERACTION_CREATE", payload)
    await court.env.settle()
    assert answered
    assert all(answered)


@pytest.mark.parametrize("label", ["Reverse", "Explain", "Ban…"])
async def test_a_fault_is_answered_without_its_words(
    court: Court, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Case:
        raise ValueError("secret")

    card = await court.act()
    monkeypatch.setattr(type(court.door.archive), "case", fail)
    (told,) = said_in(await court.click("oakley", card, label))
    assert told.startswith("Something went wrong here")
