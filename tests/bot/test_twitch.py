from pathlib import Path

import pytest

from bot.twitch import StoredTokens
from connectors.twitch.tokens import Tokens
from data.keys import KEY_FILE
from data.tokens import TokenFiles
from tests.bot.command import CANARY, one_line, within

TOKENS = Tokens("canary-access", "canary-refresh")


def stored(folder: Path) -> StoredTokens:
    return StoredTokens(TokenFiles(folder, platform="twitch"))


async def test_tokens_come_back_after_a_restart(tmp_path: Path) -> None:
    await stored(tmp_path).keep("900", TOKENS)

    assert await stored(tmp_path).read("900") == TOKENS


async def test_tokens_that_do_not_open_are_told_of_and_count_as_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await stored(tmp_path).keep("900", TOKENS)
    (tmp_path / KEY_FILE).unlink()

    assert await stored(tmp_path).read("900") is None
    assert "sealed with another key" in caplog.text


async def test_a_full_disk_does_not_stop_the_connector(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = stored(tmp_path)
    (tmp_path / "tokens").touch()

    await store.keep("900", TOKENS)

    assert "cannot hold Haven's state" in caplog.text
    assert "canary" not in caplog.text


def test_a_run_with_a_spoilt_key_ends_with_one_line(tmp_path: Path) -> None:
    variables = {
        "HAVEN_TWITCH__ENABLED": "true",
        "HAVEN_TWITCH__CLIENT_ID": "client",
        "HAVEN_TWITCH__CLIENT_SECRET": CANARY,
        "HAVEN_TWITCH__BOT_ID": "900",
        "HAVEN_TWITCH__CHANNELS": "100",
        "HAVEN_STATE__KEY": CANARY,
    }
    finished = within("run", folder=tmp_path, **variables)

    assert finished.returncode == 2
    assert one_line(finished).startswith("HAVEN_STATE__KEY: must be 32 bytes in base64")
    assert CANARY not in finished.stdout + finished.stderr
