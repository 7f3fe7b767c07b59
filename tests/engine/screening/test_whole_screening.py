"""The shipped screening as a whole, where no part alone could be wrong."""

import pytest

from bot.screening import Screening
from tests.builders import message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_attack_behind_a_page_of_small_talk_is_seen(screening: Screening) -> None:
    page = "what a lovely map and a kind hello to all of you my friends " * 20
    attack = "kill yourself you worthless idiot, nobody wants you here"

    prediction = await screening.screener.screen(message(page + attack), behaviour=0.0)

    assert prediction.risk_score > screening.screener.flag_at


async def test_a_message_without_words_bears_no_risk(screening: Screening) -> None:
    prediction = await screening.screener.screen(message(""), behaviour=0.0)

    assert prediction.risk_score < 0.01
