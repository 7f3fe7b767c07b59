"""The house and Discord joined: the real client shows real cases, and hears their buttons."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import cast

import discord
import pytest

from bot.app import House
from bot.card_notes import CARD, StoredCardNotes
from bot.discord_commands import Chosen
from bot.furnishing import Furnishing
from cogs.board import _state_of
from connectors.discord.client import DiscordConnector
from data.archive import Archive
from data.writer import Writer
from engine.actions import Action, Ban, Timeout
from engine.cases import Case, Status
from engine.changes import Changes, Journaled, Setting
from engine.clock import EventClock
from engine.desk import Desk
from engine.events import Community, Place, Platform
from engine.lessons import Lessons
from engine.policy.book import PolicyBook
from engine.policy.protection import Protections
from engine.privacy import Privacy
from engine.verdict import Mode
from tests.bot.command import until
from tests.builders import NOON, decision, message, policy, verdict
from tests.cogs.offices import new_memory, offices_of
from tests.connectors.discord.conftest import PATIENCE, Heard, connector_to
from tests.engine.door import Door, open_door
from tests.running import running
from tests.servers.discord import (
    ADMIN,
    BOT,
    GUILD,
    LOUNGE,
    MEMBER,
    MOD_LOG,
    MODERATOR,
    NEWCOMER,
    TEXT,
    Call,
    LoopbackDiscord,
    Payload,
    loopback_discord,
    person,
    words_of,
)

INN = Community(Platform.DISCORD, GUILD)
HUSH = Timeout(user=MEMBER, duration=timedelta(hours=1))
MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
IN_MOD_LOG = f"/channels/{MOD_LOG}/messages"


@dataclass(frozen=True, kw_only=True)
class Threshold(Door):
    """A test's door where rulings teach."""

    lessons: Lessons


@dataclass
class Household:
    ledger: Writer
    archive: Archive
    desk: Desk
    door: Door
    privacy: Privacy
    policies: PolicyBook
    protections: Protections


@dataclass
class Inn:
    """A house with one server, whose mod-log shows what the house does."""

    server: LoopbackDiscord
    connector: DiscordConnector
    door: Door
    policies: PolicyBook

    async def act(self, *actions: Action, **changes: object) -> Case:
        at = self.door.clock.now()
        said = message("get lost", by=MEMBER, place=Place(INN, TEXT), at=at)
        judged = verdict(said, decision(*(actions or (HUSH,)), **changes), target=NEWCOMER)
        written = Changes(events=(Journaled(said),), verdicts=(judged,))
        opened = await self.door.moderator.carry_out(said, judged, policy(), written)
        assert opened
        await self.door.dispatcher.drain()
        return opened

    async def shows(self, words: str) -> Payload:
        """The only card, once it says these words."""
        await until(lambda: words in "".join(map(words_of, self.server.cards())))
        (card,) = self.server.cards()
        return card

    async def noted(self) -> None:
        """The board has nothing left to do for the case as it is."""
        notes = StoredCardNotes(self.door.ledger, self.door.archive)
        async with asyncio.timeout(PATIENCE):
            while not (await notes.read(INN, 1) or "").endswith(_state_of(await self.case())):
                pass

    async def case(self) -> Case:
        found = await self.door.archive.case(INN, 1)
        assert found
        return found

    @property
    def silences(self) -> list[object]:
        patches = [call for call in self.server.asked("PATCH") if call.path == MEMBER_PATH]
        return [(call.body or {})["communication_disabled_until"] for call in patches]

    def edits(self, card: Payload) -> list[Call]:
        path = f"{IN_MOD_LOG}/{card['id']}"
        return [call for call in self.server.asked("PATCH") if call.path == path]

    @property
    def posts(self) -> list[Payload]:
        return [
            call.body for call in self.server.asked("POST") if call.path == IN_MOD_LOG and call.body
        ]


async def household(door: Door) -> Household:
    offices = offices_of(door, new_memory())
    parts = {each.name: getattr(door, each.name) for each in fields(door)}
    policies = PolicyBook(lambda _: policy(mod_log=MOD_LOG), ledger=door.ledger)
    for setting in await door.archive.settings(but=CARD):
        policies.restore(setting)
    return Household(
        ledger=door.ledger,
        archive=door.archive,
        desk=offices.cases.desk,
        door=Threshold(**parts, lessons=offices.lessons),
        privacy=offices.privacy,
        policies=policies,
        protections=offices.protections,
    )


async def answered() -> None:
    """A click goes on to read from the house, which is to be open until it is over."""
    under_way = [each for each in asyncio.all_tasks() if each.get_name().startswith("discord-ui-")]
    if under_way:
        await asyncio.wait(under_way, timeout=PATIENCE)


@asynccontextmanager
async def keeping(folder: Path, server: LoopbackDiscord) -> AsyncIterator[Inn]:
    house: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    furnishing = Furnishing(house, Chosen(clock=EventClock(NOON)))
    introduced = asyncio.Event()

    async def introduce(client: discord.Client) -> None:
        await furnishing.introduce(client)
        introduced.set()

    connector = connector_to(
        server,
        furnish=furnishing.furnish,
        introduce=introduce,
        show=furnishing.show,
        compose=furnishing.compose,
        mod_log=furnishing.mod_log,
    )
    rooms = connector.enforcer.moderators_channel
    async with open_door(folder, connector.enforcer, hear=furnishing.hear) as door:
        opened = await household(door)
        house.set_result(cast("House", opened))
        server.gateway.welcomed.clear()
        async with running(connector.run(Heard())), running(furnishing.run(rooms)):
            async with asyncio.timeout(PATIENCE):
                await server.gateway.welcomed.wait()
                await server.gateway.settled()
                await introduced.wait()
            yield Inn(server, connector, door, opened.policies)
            await answered()
            await connector.close()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started:
        yield started


@pytest.fixture
async def inn(tmp_path: Path, server: LoopbackDiscord) -> AsyncIterator[Inn]:
    async with keeping(tmp_path, server) as kept:
        yield kept


async def test_a_time_out_is_shown_and_lifted_from_its_card(inn: Inn) -> None:
    await inn.act()
    card = await inn.shows("timed out for 1 h")
    await inn.server.click("Reverse", card, by=ADMIN)
    await inn.shows("**Reversed** by")
    await inn.door.dispatcher.drain()
    assert inn.silences[-1] is None
    assert (await inn.case()).status is Status.UNDONE
    assert [body["allowed_mentions"] for body in inn.posts] == [{"parse": []}]


async def test_a_click_changes_its_card_once(inn: Inn) -> None:
    await inn.act()
    card = await inn.shows("timed out")
    await inn.noted()
    before = len(inn.edits(card))
    await inn.server.click("Reverse", card, by=ADMIN)
    await inn.shows("**Reversed** by")
    await inn.door.dispatcher.drain()
    await inn.noted()
    assert len(inn.edits(card)) == before + 1


async def test_what_waits_is_told_by_one_card_and_done_by_its_confirm(inn: Inn) -> None:
    await inn.act(mode=Mode.ASSIST)
    card = await inn.shows("**Asked of you:**")
    assert inn.silences == []
    await inn.server.click("Confirm", card, by=ADMIN)
    await inn.shows("**Confirmed** by")
    await inn.door.dispatcher.drain()
    assert len(inn.silences) == 1
    assert len(inn.posts) == 1
    assert inn.posts[0]["enforce_nonce"] is True


async def test_a_case_that_is_only_shown_has_a_card_too(inn: Inn) -> None:
    await inn.act(mode=Mode.OBSERVE)
    await inn.shows("Case 1")
    assert inn.silences == []


async def test_a_refused_click_is_answered_and_changes_nothing(inn: Inn) -> None:
    await inn.act()
    card = await inn.shows("timed out")
    await inn.server.click("Reverse", card, by=MEMBER)
    await until(lambda: any("/webhooks/" in call.path for call in inn.server.asked("POST")))
    assert (await inn.case()).status is Status.APPLIED
    assert len(inn.silences) == 1


async def test_a_ruling_elsewhere_shows_on_the_card(inn: Inn) -> None:
    await inn.act()
    await inn.shows("timed out")
    await inn.door.review.reverse(INN, 1, by=MODERATOR)
    await inn.shows("**Reversed** by")


async def test_a_refusal_by_discord_shows_on_the_card(inn: Inn) -> None:
    inn.server.fail(f"PATCH {MEMBER_PATH}", 403)
    await inn.act()
    await inn.shows("(the platform refused)")


async def test_what_is_told_later_comes_in_words_beside_the_card(inn: Inn) -> None:
    await inn.act()
    await inn.shows("timed out")
    inn.server.fail(f"PATCH {MEMBER_PATH}", 403)
    await inn.door.review.reverse(INN, 1, by=MODERATOR)
    await until(lambda: len(inn.posts) == 2)
    assert "untimeout ended forbidden" in inn.posts[1]["content"]


async def test_a_card_that_is_sent_again_is_the_same_message(inn: Inn) -> None:
    await inn.act()
    await inn.shows("timed out")
    await inn.noted()
    await StoredCardNotes(inn.door.ledger, inn.door.archive).keep(INN, 1, "")
    await inn.door.review.reverse(INN, 1, by=MODERATOR)
    await until(lambda: len(inn.posts) == 2)
    assert inn.posts[0]["nonce"] == inn.posts[1]["nonce"]
    assert len(inn.server.cards()) == 1


async def test_a_card_outlasts_a_restart_with_its_buttons(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    async with keeping(tmp_path, server) as inn:
        await inn.act()
        card = await inn.shows("timed out")
    async with keeping(tmp_path, server) as inn:
        await inn.server.click("Reverse", card, by=ADMIN)
        await inn.shows("**Reversed** by")
        assert len(inn.posts) == 1


async def test_what_could_not_be_shown_before_a_restart_is_shown_after_it(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    server.fail(f"POST {IN_MOD_LOG}", 400)
    async with keeping(tmp_path, server) as inn:
        await inn.act(mode=Mode.OBSERVE)
        await until(lambda: len(inn.posts) == 1)
    assert server.cards() == []
    async with keeping(tmp_path, server) as inn:
        await inn.shows("Case 1")


LETTERBOX = f"9{MEMBER}"


async def test_who_is_banned_appeals_where_they_were_told_of_it(inn: Inn) -> None:
    await inn.act(Ban(user=MEMBER), rung="ban")
    await inn.door.dispatcher.drain()
    (letter,) = inn.server.cards(LETTERBOX)
    assert letter["content"].startswith("You have been banned from **inn**.\n**Why:** ")
    await inn.server.dispatch("GUILD_MEMBER_REMOVE", {"guild_id": GUILD, "user": person(MEMBER)})
    await inn.server.click("Appeal", letter, by=MEMBER)
    await until(lambda: any(call.path.endswith("/callback") for call in inn.server.rest.calls))
    await inn.server.submit("I was joking.", letter, by=MEMBER)
    await until(lambda: any("/webhooks/" in call.path for call in inn.server.rest.calls))
    (opened,) = await inn.door.appeals.waiting(INN)
    assert (opened.case, opened.by, opened.text) == (1, MEMBER, "I was joking.")


async def test_a_channel_chosen_later_shows_new_cards_and_the_old_ones_stay(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    async with keeping(tmp_path, server) as inn:
        await inn.act()
        await inn.shows("timed out")
        await inn.policies.choose(INN, {"mod_log": LOUNGE}, by=ADMIN, at=NOON)
        await inn.door.review.reverse(INN, 1, by=MODERATOR)
        await inn.shows("**Reversed** by")
    async with keeping(tmp_path, server) as inn:
        inn.door.docket.number_from({INN: 1})
        await inn.act()
        await until(lambda: any("Case 2" in words_of(card) for card in server.cards(LOUNGE)))
        assert len(server.cards()) == 1


TOLD = f"/applications/{BOT}/commands"


def told(server: LoopbackDiscord) -> list[set[str]]:
    """The names of all commands, for each time that Discord was told of them."""
    puts = [call for call in server.asked("PUT") if call.path == TOLD]
    return [{each["name"] for each in cast("list[Payload]", call.body)} for call in puts]


async def test_discord_is_told_of_all_commands_once_and_not_again_at_the_next_start(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    for _ in range(2):
        async with keeping(tmp_path, server):
            (names,) = told(server)
    assert {"case", "appeal", "privacy", "policy", "setup", "lockdown"} <= names


async def test_commands_that_discord_refused_are_told_again_at_the_next_start(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    server.fail(f"PUT {TOLD}", 400)
    async with keeping(tmp_path, server) as inn:
        await inn.act()
        await inn.shows("timed out")
    async with keeping(tmp_path, server):
        assert len(told(server)) == 2


async def test_commands_that_discord_knows_in_another_form_are_told_anew(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    async with keeping(tmp_path, server) as inn:
        about = Community(Platform.DISCORD, BOT)
        former = Setting(community=about, key="commands", value="of another release")
        await inn.door.ledger.commit(Changes(settings=(former,)))
    async with keeping(tmp_path, server):
        assert len(told(server)) == 2
