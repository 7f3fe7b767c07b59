"""How the bot answers interactions: once, within three seconds, then by its token."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tests.servers.discord.bodies import Files, complaints
from tests.servers.discord.parts import complaints_about_form
from tests.servers.discord.world import World

Payload = dict[str, Any]

SAY, THINK, LATER, CHANGE, ASK = 4, 5, 6, 7, 9
EPHEMERAL = 1 << 6
_COMMAND, _COMPONENT, _FORM = 2, 3, 5
_WAYS = {
    _COMMAND: {SAY, THINK, ASK},
    _COMPONENT: {SAY, THINK, LATER, CHANGE, ASK},
    _FORM: {SAY, THINK, LATER, CHANGE},
}
_PATIENCE, _TESTS_PATIENCE = 3.0, 20.0
UNKNOWN_INTERACTION, TWICE, UNKNOWN_WEBHOOK, UNKNOWN_MESSAGE, INVALID = (
    *(10_062, 40_060, 10_015, 10_008, 50_035),
)


class RefusedError(Exception):
    def __init__(self, status: int, code: int, why: str) -> None:
        super().__init__(why)
        self.status, self.code = status, code


@dataclass(slots=True)
class Asked:
    """One interaction. `shown` are the messages that answer it, the first in place of the
    acknowledgement; `seconds` is how long that took.
    """

    told: Payload
    sent_at: float = field(default_factory=monotonic)
    way: int = 0
    seconds: float = 0.0
    flags: int = 0
    shown: list[Payload] = field(default_factory=list)
    form: Payload | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def answered(self) -> Payload:
        """The latest message of those that answer it, once there is one."""
        async with asyncio.timeout(_TESTS_PATIENCE):
            await self.ready.wait()
        return self.shown[-1]

    async def asked_back(self) -> Payload:
        async with asyncio.timeout(_TESTS_PATIENCE):
            await self.ready.wait()
        assert self.form
        return self.form

    @property
    def is_private(self) -> bool:
        return bool(self.flags & EPHEMERAL)


@dataclass(slots=True)
class Interactions:
    world: World
    now: Callable[[], float] = monotonic
    asked: list[Asked] = field(default_factory=list)

    def heard(self, told: Payload) -> Asked:
        asked = Asked(told, sent_at=self.now())
        self.asked.append(asked)
        return asked

    def call_back(self, number: str, token: str, body: Payload, files: Files) -> Payload:
        """Raises RefusedError where Discord would."""
        asked = self._asked(token, UNKNOWN_INTERACTION)
        took = self.now() - asked.sent_at
        if asked.told["id"] != number or took > _PATIENCE:
            raise RefusedError(404, UNKNOWN_INTERACTION, "Unknown interaction")
        if asked.way:
            raise RefusedError(400, TWICE, "Interaction has already been acknowledged.")
        way, data = body["type"], body.get("data") or {}
        if way not in _WAYS[asked.told["type"]]:
            _refuse([f"an answer of kind {way}"])
        self._take(asked, way, data, files)
        asked.way, asked.seconds = way, took
        return {"interaction": {"id": number, "type": asked.told["type"]}}

    def follow_up(self, token: str, body: Payload, files: Files) -> Payload:
        asked = self._acknowledged(token)
        if asked.way == THINK and not asked.shown:
            # Discord fills the message that says that the bot thinks.
            return self._show(asked, body, files, flags=asked.flags)
        return self._show(asked, body, files, flags=body.get("flags", 0) & EPHEMERAL)

    def edit(self, token: str, which: str, body: Payload, files: Files) -> Payload:
        asked = self._acknowledged(token)
        if which == "@original" and asked.way in {LATER, CHANGE}:
            return self._change(asked, asked.told["message"], body, files)
        if which == "@original" and not asked.shown:
            return self._show(asked, body, files, flags=asked.flags, kind="edit")
        shown = {"@original": asked.shown[0]} if asked.shown else {}
        shown |= {message["id"]: message for message in asked.shown}
        if which not in shown:
            raise RefusedError(404, UNKNOWN_MESSAGE, "Unknown Message")
        return self._change(asked, shown[which], body, files)

    def _take(self, asked: Asked, way: int, data: Payload, files: Files) -> None:
        asked.flags = data.get("flags", 0) & EPHEMERAL
        match way:
            case 9:
                _refuse(complaints_about_form(data))
                asked.form = data
                asked.ready.set()
            case 4:
                self._show(asked, data, files, flags=asked.flags)
            case 7:
                self._change(asked, asked.told["message"], data, files)
            case _:
                # A deferred answer takes only this flag.
                _refuse(f"{key} in a deferred answer" for key in data.keys() - {"flags"})

    def _show(
        self, asked: Asked, body: Payload, files: Files, *, flags: int, kind: str = "answer"
    ) -> Payload:
        _refuse(complaints(kind, body, files))
        shown = self.world.built(asked.told["channel_id"], body, files)
        shown["flags"] |= flags
        if not flags & EPHEMERAL:
            self.world.messages[shown["id"]] = shown
        asked.shown.append(shown)
        asked.ready.set()
        return self.world.bare(shown)

    def _change(self, asked: Asked, message: Payload, body: Payload, files: Files) -> Payload:
        _refuse(complaints("edit", body, files, kept=message))
        changed = self.world.revised(message, body, files)
        if message["id"] in self.world.messages:
            self.world.messages[message["id"]] = changed
        asked.shown = [changed if one["id"] == changed["id"] else one for one in asked.shown]
        if changed not in asked.shown:
            asked.shown.append(changed)
        asked.ready.set()
        return self.world.bare(changed)

    def _acknowledged(self, token: str) -> Asked:
        asked = self._asked(token, UNKNOWN_WEBHOOK)
        if not asked.way:
            raise RefusedError(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
        return asked

    def _asked(self, token: str, code: int) -> Asked:
        for asked in self.asked:
            if asked.told["token"] == token:
                return asked
        raise RefusedError(404, code, "Unknown")


def _refuse(complaints: Iterable[str]) -> None:
    if found := list(complaints):
        raise RefusedError(400, INVALID, "; ".join(found))
