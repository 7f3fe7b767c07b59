"""One card for each case in the mod-log of its home, and the card is as its case is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol
from weakref import WeakValueDictionary
from zlib import crc32

import aiohttp
import discord
from discord.abc import GuildChannel

from cogs.card_message import edit_card, illustrated
from cogs.case_buttons import Services
from cogs.cases import is_card_of, post_card
from engine.actions import AlertModerators
from engine.cases import Case
from engine.dossier import CaseView
from engine.events import Community, Platform
from engine.ports import StorageError

log = logging.getLogger(__name__)

# Until Discord is there (again), look once in so many seconds; while it fails, ever more rarely.
_AGAIN, _SELDOM = 1.0, 60.0
# As long as any call may take.
_PATIENCE = 10.0
# A card whose answer got lost stands among so many messages, or nowhere.
_LOOK_BACK = 100
_TOO_MANY_REQUESTS, _FAULT_OF_DISCORDS = 429, 500

Room = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
# Where a server's moderators read; ConnectionError while Discord does not tell.
Rooms = Callable[[Community], GuildChannel | discord.Thread | None]
Sleep = Callable[[float], Awaitable[None]]
_Key = tuple[Community, int]


class CardNotes(Protocol):
    """Which message shows a case, and which state of it, kept beyond a restart.

    All raise `StorageError`.
    """

    async def read(self, community: Community, number: int) -> str | None: ...

    async def keep(self, community: Community, number: int, value: str) -> None: ...


class Board:
    """`changed` takes what is written of cases; `run` shows it until cancelled."""

    def __init__(
        self, services: Services, *, notes: CardNotes, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._services = services
        self._notes = notes
        self._sleep = sleep
        self._pause = _AGAIN
        self._changed: dict[_Key, None] = {}
        self._roomless: set[Community] = set()
        self._any = asyncio.Event()
        self._turns: WeakValueDictionary[_Key, asyncio.Lock] = WeakValueDictionary()

    def changed(self, case: Case) -> None:
        """A case that changes often, as a raid's does, is shown as it is in the end."""
        if self._services.homes.of(case.community):
            self._changed[case.community, case.number] = None
            self._any.set()

    async def run(self, rooms: Rooms) -> None:
        while True:
            await self._any.wait()
            self._any.clear()
            if not await self.catch_up(rooms):
                self._any.set()
                await self._sleep(self._pause)

    async def catch_up(self, rooms: Rooms) -> bool:
        """Show each changed case once; False where some wait for a server that is not there yet,
        or for Discord to be well again.
        """
        changed, self._changed = self._changed, {}
        failed: list[_Key] = []
        for key in changed:
            try:
                room = self._room(rooms, key[0])
            except ConnectionError:
                self._changed[key] = None
                continue
            if failed:
                # One fault is enough for this time.
                self._changed[key] = None
            elif room and not await self._shown(room, key):
                failed.append(key)
        # Behind the others, should the fault be this card's own.
        self._changed |= dict.fromkeys(failed)
        return not self._changed

    async def tell(self, room: Room, community: Community, number: int, words: str) -> bool:
        """Whether the card of a case that has its home here is there and says these words."""
        if self._services.homes.of(community) != _server(room):
            return False
        case = await self._services.desk.case(community, number)
        key = community, number
        return case is not None and _says(case, words) and await self._show(room, key)

    async def refresh(self, room: object, community: Community, number: int, card: int) -> bool:
        """Whether this is the card that is kept of a case, which then shows it as it is by now.

        Raises as the library does where Discord refuses the change, and StorageError.
        """
        if not isinstance(room, Room):
            return False
        known = _read(await self._notes.read(community, number))
        if known is None or known.message != card:
            return False
        await self._show(room, (community, number))
        return True

    def _room(self, rooms: Rooms, community: Community) -> Room | None:
        """Where a community's cards are shown; where there is no such place, whoever runs the bot
        is told so once, for moderators find those cases by commands only.
        """
        home = self._services.homes.of(community)
        room = rooms(home) if home else None
        if isinstance(room, Room) and _may_write(room):
            self._roomless.discard(community)
            return room
        if community not in self._roomless:
            self._roomless.add(community)
            about = {"community": str(community), "server": home.id if home else ""}
            log.warning("no channel where cards may be shown: choose one by /setup", extra=about)
        return None

    async def _shown(self, room: Room, key: _Key) -> bool:
        """False where it is worth another try: nobody waits for this card, so nobody else will."""
        _, number = key
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._show(room, key)
        except (discord.DiscordException, aiohttp.ClientError, OSError, StorageError) as fault:
            log.warning("card not shown", extra={"case": number, "fault": type(fault).__name__})
            if _may_pass(fault):
                self._pause = min(2 * self._pause, _SELDOM)
                return False
        except Exception:
            log.exception("card not shown", extra={"case": number})
        self._pause = _AGAIN
        return True

    async def _show(self, room: Room, key: _Key) -> bool:
        async with self._turns.setdefault(key, asyncio.Lock()):
            view = await self._services.desk.view(*key)
            if view is None:
                return False
            known, state = _read(await self._notes.read(*key)), _state_of(view.case)
            if known is None or not known.message:
                card = await self._post(room, view, again=known is not None)
                await self._keep(key, _Shown(card.channel.id, card.id, state))
                return True
            if known.state != state and not await self._edit(room.guild, view, known):
                return False
            await self._keep(key, replace(known, state=state))
            return True

    async def _post(self, room: Room, view: CaseView, *, again: bool) -> discord.Message:
        """As long as no answer is noted, the card may be there `again`, as the case was then."""
        case, painter = view.case, self._services.painter
        if not again:
            await self._keep((case.community, case.number), _Shown(room.id, 0, ""))
            return await post_card(room, view, painter)
        card = await _found(room, case) or await post_card(room, view, painter)
        await edit_card(card, illustrated(view, room), painter)
        return card

    async def _edit(self, guild: discord.Guild, view: CaseView, known: "_Shown") -> bool:
        """False where a moderator has deleted the card: it does not come back."""
        room = guild.get_channel_or_thread(known.channel)
        if not isinstance(room, Room):
            return False
        card = room.get_partial_message(known.message)
        try:
            await edit_card(card, illustrated(view, room), self._services.painter)
        except discord.NotFound:
            return False
        return True

    async def _keep(self, key: _Key, shown: "_Shown") -> None:
        note = f"{shown.channel}:{shown.message}:{shown.state}"
        try:
            await self._notes.keep(*key, note)
        except StorageError as fault:
            # The card stands, but the next change of its case makes a new one.
            log.error(str(fault))  # noqa: TRY400 - the message says it all


async def _found(room: Room, case: Case) -> discord.Message | None:
    """The card of a case; None where there is none, or the room may not be read back."""
    try:
        latest = [message async for message in room.history(limit=_LOOK_BACK)]
    except (discord.Forbidden, discord.NotFound):
        return None
    mine = (message for message in latest if message.author == room.guild.me)
    return next((message for message in mine if is_card_of(message, case)), None)


def _may_pass(fault: Exception) -> bool:
    """A fault of Discord's or of the way there; not a refusal, nor one of the store, which has
    waited long enough by itself.
    """
    if isinstance(fault, discord.HTTPException):
        return fault.status == _TOO_MANY_REQUESTS or fault.status >= _FAULT_OF_DISCORDS
    return not isinstance(fault, StorageError)


@dataclass(frozen=True, slots=True)
class _Shown:
    """`message` is 0 as long as nobody knows whether the card arrived."""

    channel: int
    message: int
    state: str


def _read(note: str | None) -> _Shown | None:
    if not note:
        return None
    channel, message, state = note.split(":")
    return _Shown(int(channel), int(message), state)


def _state_of(case: Case) -> str:
    """Alike for the same case in every process."""
    return f"{crc32(repr(case).encode()):08x}"


def _says(case: Case, words: str) -> bool:
    """What is told of a case later on, its card does not say; who reads it would not notice."""
    told = {action.text for action in case.actions if isinstance(action, AlertModerators)}
    return words in told or bool(case.reason and case.reason in words)


def _server(room: Room) -> Community:
    return Community(Platform.DISCORD, str(room.guild.id))


def _may_write(room: Room) -> bool:
    mine = room.permissions_for(room.guild.me)
    thread = isinstance(room, discord.Thread)
    return mine.view_channel and (mine.send_messages_in_threads if thread else mine.send_messages)
