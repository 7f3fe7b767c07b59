from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.checks import Check, Health, Patient
from bot.doctor_twitch import examine_twitch
from bot.twitch import token_files
from data.keys import KEY_FILE
from data.tokens import TokenPair
from tests.bot.test_authorise import settings_for
from tests.servers.twitch import BOT, BOT_TOKEN, CHANNEL, TwitchServer

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def patient(server: TwitchServer, tmp_path: Path) -> Patient:
    """Configured, and with the bot's tokens kept."""
    settings = settings_for(server, tmp_path, TWITCH__ENABLED="true")
    token_files(settings).keep(BOT, TokenPair(BOT_TOKEN, "r"))
    return Patient(settings=settings, quick=False, now=NOW)


async def seen(patient: Patient) -> tuple[Health, str]:
    check: Check = await examine_twitch(patient)
    return check.state, f"{check.said} → {check.fix}"


async def test_a_moderator_with_every_scope_is_well(patient: Patient) -> None:
    assert await seen(patient) == (Health.OK, "haven moderates every channel it looks after → ")


async def test_missing_scopes_are_named(patient: Patient, server: TwitchServer) -> None:
    few = ("user:read:chat", "moderator:manage:banned_users")
    server.world.scopes[BOT_TOKEN] = few

    state, said = await seen(patient)

    assert state is Health.WARNING
    assert "moderator:manage:warnings" in said
    assert "moderator:manage:banned_users" not in said


async def test_a_channel_that_is_not_moderated_is_named(
    patient: Patient, server: TwitchServer
) -> None:
    server.world.moderators[CHANNEL] = set()

    state, said = await seen(patient)

    assert state is Health.WARNING
    assert "haven is no moderator of 100" in said
    assert "/mod haven" in said


async def test_another_accounts_token_is_named(patient: Patient, server: TwitchServer) -> None:
    server.owners[BOT_TOKEN] = CHANNEL

    assert "the token belongs to mikalive" in (await seen(patient))[1]


async def test_a_token_that_is_not_valid_is_told(patient: Patient, server: TwitchServer) -> None:
    server.owners.clear()

    assert "not valid now" in (await seen(patient))[1]


async def test_a_twitch_that_does_not_answer_makes_nobody_ill(
    patient: Patient, server: TwitchServer
) -> None:
    await server.stop()

    state, said = await seen(patient)

    assert state is Health.WARNING
    assert "does not answer" in said


async def test_a_spoilt_key_is_a_finding_and_no_end(patient: Patient) -> None:
    (patient.folder / KEY_FILE).write_text("nonsense")

    state, said = await seen(patient)

    assert state is Health.WARNING
    assert "haven.key: must be 32 bytes in base64" in said


async def test_a_look_makes_no_key_and_asks_nobody_without_a_token(
    server: TwitchServer, tmp_path: Path
) -> None:
    settings = settings_for(server, tmp_path, TWITCH__ENABLED="true")

    state, said = await seen(Patient(settings=settings, quick=False, now=NOW))

    assert (state, "no token yet" in said) == (Health.WARNING, True)
    assert not (tmp_path / "state").exists()


async def test_an_incomplete_or_absent_twitch_is_left_alone(
    patient: Patient, server: TwitchServer, tmp_path: Path
) -> None:
    incomplete = settings_for(server, tmp_path, TWITCH__ENABLED="true", TWITCH__CHANNELS="")
    absent = settings_for(server, tmp_path)

    assert (await seen(replace(patient, settings=incomplete)))[0] is Health.WARNING
    assert await seen(replace(patient, settings=absent)) == (Health.OK, "not switched on → ")
