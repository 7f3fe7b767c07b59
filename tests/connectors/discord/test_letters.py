"""Letters as the house words them, with their button; plainer ones where the house cannot."""

from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord import ui

from engine.actions import (
    Action,
    AlertTarget,
    Ban,
    Inverse,
    Order,
    Outcome,
    Timeout,
    VoidWarning,
    Warn,
)
from tests.connectors.discord.conftest import Visit, visiting
from tests.servers.discord import GUILD, MEMBER, NEWCOMER, TEXT, LoopbackDiscord, Payload, person

DIRECT = f"/channels/9{MEMBER}/messages"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DEEDS = [
    Ban(user=MEMBER),
    Timeout(user=MEMBER, duration=HOUR),
    Warn(user=MEMBER, text="stop"),
    VoidWarning(user=MEMBER),
]


async def with_a_button(
    order: Order, guild: discord.Guild, until: datetime | None
) -> tuple[str, ui.View | None]:
    view = ui.View(timeout=None).add_item(ui.Button(label="Appeal", custom_id="appeal"))
    return f"{guild.id} {order.case} {until}", view


async def failing(
    order: Order, guild: discord.Guild, until: datetime | None
) -> tuple[str, ui.View | None]:
    raise LookupError(f"no house for case {order.case} of {guild.id} until {until}")


def letters(server: LoopbackDiscord, to: str = MEMBER) -> list[Payload]:
    sent = [call for call in server.asked("POST") if call.path == f"/channels/9{to}/messages"]
    return [call.body for call in sent if call.body]


@pytest.mark.parametrize("action", DEEDS)
async def test_a_letter_has_the_houses_words_and_its_button(
    server: LoopbackDiscord, action: Action | Inverse
) -> None:
    async with visiting(server, compose=with_a_button, now=lambda: NOW) as visit:
        assert await visit.apply(action) is Outcome.APPLIED
    (sent,) = letters(server)
    until = NOW + HOUR if isinstance(action, Timeout) else None
    assert sent["content"] == f"{GUILD} 7 {until}"
    assert sent["components"][0]["components"][0]["custom_id"] == "appeal"
    assert sent["allowed_mentions"] == {"parse": []}
    assert sent["enforce_nonce"] is True


@pytest.mark.parametrize("action", DEEDS)
async def test_where_no_letter_can_be_composed_plainer_words_go_out(
    server: LoopbackDiscord, action: Action | Inverse
) -> None:
    async with visiting(server, compose=failing) as visit:
        assert await visit.apply(action) is Outcome.APPLIED
    (sent,) = letters(server)
    assert sent["content"]
    assert not sent.get("components")


async def test_a_warning_in_public_says_less_and_has_no_button(server: LoopbackDiscord) -> None:
    server.fail(f"POST {DIRECT}", 403, code=50007)
    async with visiting(server, compose=with_a_button) as visit:
        await visit.apply(Warn(user=MEMBER, text="stop"))
    notice = server.asked("POST")[-1]
    assert notice.path == f"/channels/{TEXT}/messages"
    assert notice.body
    assert not notice.body.get("components")


async def test_what_is_told_later_names_the_server(visit: Visit) -> None:
    await visit.apply(AlertTarget(user=MEMBER, text="Your *appeal* was read."))
    (sent,) = letters(visit.server)
    assert sent["content"] == "Your \\*appeal\\* was read.\n-# inn"


async def test_who_is_not_here_any_more_is_told_if_they_still_take_letters(visit: Visit) -> None:
    visit.server.rest.answers[f"/users/{NEWCOMER}"] = person(NEWCOMER)
    assert await visit.apply(AlertTarget(user=NEWCOMER, text="Look.")) is Outcome.APPLIED
    assert len(letters(visit.server, NEWCOMER)) == 1


async def test_who_is_not_here_and_takes_no_letters_is_let_be(visit: Visit) -> None:
    visit.server.rest.answers[f"/users/{NEWCOMER}"] = person(NEWCOMER)
    visit.server.fail(f"POST /channels/9{NEWCOMER}/messages", 403, code=50278)
    assert await visit.apply(AlertTarget(user=NEWCOMER, text="Look.")) is Outcome.FORBIDDEN
