"""`haven screen` in a terminal of eighty columns: one text, and all that would be heard in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from bot import screen_command
from bot.refusals import RefusedUseError
from bot.screen_command import screen_text
from bot.screening import Screening, open_screening
from bot.settings import Settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

CRY = "Heard as a cry for help: help is offered, and nobody is punished."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def screening() -> AsyncIterator[Screening]:
    async with open_screening(Settings()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch, screening: Screening) -> None:
    """Eighty columns, and the model that is open already."""

    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[Screening]:
        yield screening

    monkeypatch.setattr(screen_command, "open_screening", opened)
    monkeypatch.setenv("COLUMNS", "80")


async def shown(text: str, capsys: pytest.CaptureFixture[str], **off: object) -> str:
    settings = Settings.model_validate({"screening": off})
    assert await screen_text(settings, text, as_json=False) == 0
    return capsys.readouterr().out


async def test_a_cry_for_help_is_told_with_its_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    told = await shown("I want to end my life", capsys)

    assert CRY in told
    assert "May be in danger" in told


@pytest.mark.parametrize("text", ["hello friend", "lol this boss makes me want to die haha"])
async def test_what_is_none_is_told_as_none(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert CRY not in await shown(text, capsys)


async def test_a_tracker_that_is_switched_off_hears_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert CRY not in await shown("I want to end my life", capsys, switched_off=["crisis"])


async def test_nothing_is_cut_off_at_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    told = await shown("kill yourself, nobody likes you", capsys)

    assert "…" not in told
    assert max(map(len, told.splitlines())) <= 80


async def test_plain_words_come_first_and_figures_after_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = await shown("you are an idiot", capsys)

    first, second = told.splitlines()[:2]
    assert first.endswith(
        "% risk, most likely insult: Haven thinks it over with all that it knows."
    )
    assert second.startswith("risk 0.")
    assert told.index("What it looks like") < told.index("How the risk came about")


@pytest.mark.parametrize("text", ["", " \n"])
async def test_without_a_text_it_is_said_how_to_give_one(text: str) -> None:
    with pytest.raises(RefusedUseError, match="nothing to screen: give a message in quotes"):
        await screen_text(Settings(), text, as_json=False)
