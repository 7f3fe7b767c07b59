"""Haven on a Twitch of its own: viewers chat, somebody attacks or thousands do, and it is timed."""

import asyncio
from asyncio.subprocess import create_subprocess_exec
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle, permutations
from pathlib import Path
from random import Random
from time import perf_counter

from connectors.twitch.subscriptions import wanted_in
from tests.bot.command import HAVEN, environment
from tests.bot.on_twitch import on_twitch
from tests.servers import twitch
from tests.servers.twitch import TwitchServer
from tests.servers.twitch.exchange import Call
from tests.servers.twitch.shapes import Json

# As many as one websocket has room for.
CHANNELS = 20
_FIRST_CHANNEL = 1_000
_FIRST_VIEWER, _FIRST_STRANGER = 10_000, 1_000_000
# At 100 messages a second everybody writes four times a minute, as in a lively chat.
VIEWERS = 1_500
SHIELD = ("PUT", "moderation/shield_mode")
_PATIENCE = 300.0
_TICK = 0.005

ATTACK = "you worthless idiot, nobody likes you, go kill yourself"


_TALK = (
    "good evening everybody",
    "what a jump that was",
    "which map is next",
    "the sound is a bit low for me",
    "i had soup for dinner and it was great",
    "that boss took me three days",
    "hello from a rainy town",
    "is this the new patch already",
    "you can go left there",
    "my cat is watching too",
    "first time here, nice stream",
    "how long have you been playing this",
    "that was close",
    "gg, well played",
    "what keyboard is that",
    "see you tomorrow, good night",
)


def _talk() -> list[str]:
    """Two lines at a time, so that few come twice."""
    pairs = [f"{one}, {other}" for one, other in permutations(_TALK, 2)]
    Random(1).shuffle(pairs)  # noqa: S311 - chat, no secret
    return [*_TALK, *pairs]


@dataclass(slots=True)
class Stream:
    """`sent` holds when each message was, `called` when the first call about a person or one of
    their messages came.
    """

    server: TwitchServer
    folder: Path
    sent: dict[str, float] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    called: dict[str, float] = field(default_factory=dict)
    shielded: list[float] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _strangers: Iterator[int] = field(default_factory=lambda: count(_FIRST_STRANGER))
    _viewers: Iterator[int] = field(default_factory=lambda: cycle(range(VIEWERS)))
    _calm: Iterator[str] = field(default_factory=lambda: cycle(_talk()))

    def __post_init__(self) -> None:
        self.server.heard = self._heard

    async def say(
        self, author: str, text: str, *, channel: str, to: str = "", badges: tuple[str, ...] = ()
    ) -> str:
        """The message's id."""
        name = f"m{next(self._numbers)}"
        addressed = [twitch.mention(to, "somebody")] if to else []
        said = twitch.chat_message(
            *addressed, twitch.spoken(f" {text}"), badges=badges, **_named(name, author, channel)
        )
        self.sent[name], self.authors[name] = perf_counter(), author
        now = datetime.now(UTC).isoformat()
        await self.server.notify("channel.chat.message", said, at=now)
        return name

    async def chat(self, *, rate: float, seconds: float, channels: list[str]) -> None:
        """Viewers' talk, each in one channel."""
        async for _ in ticks(rate, seconds):
            viewer = next(self._viewers)
            channel = channels[viewer % len(channels)]
            await self.say(str(_FIRST_VIEWER + viewer), next(self._calm), channel=channel)

    async def attacks(self, *, every: float, seconds: float, channels: list[str]) -> list[str]:
        """By somebody new each time; who they were."""
        authors, places = [], cycle(channels)
        async for _ in ticks(1 / every, seconds):
            authors.append(str(next(self._strangers)))
            await self.say(authors[-1], ATTACK, channel=next(places), to=str(_FIRST_VIEWER))
        return authors

    async def raid(self, accounts: int, *, seconds: float, channel: str) -> None:
        async for number in ticks(accounts / seconds, seconds):
            text = f"you ugly freak, nobody wants you here, go kill yourself {number}"
            await self.say(str(next(self._strangers)), text, channel=channel, to=channel)

    def waits(self, authors: list[str]) -> list[float]:
        """From each attack until the first call about it."""
        began = {author: self.sent[name] for name, author in self.authors.items()}
        return [self.called[each] - began[each] for each in authors if each in self.called]

    @property
    def harmed_viewers(self) -> int:
        """Of whom anything was asked of Twitch."""
        return sum(int(each) < _FIRST_STRANGER for each in self.called)

    def _heard(self, call: Call) -> None:
        moment = perf_counter()
        if call.route == SHIELD:
            self.shielded.append(moment)
        if person := self._person_of(call):
            self.called.setdefault(person, moment)

    def _person_of(self, call: Call) -> str | None:
        match call.route:
            case ("POST", "moderation/bans" | "moderation/warnings"):
                return str(call.body["data"]["user_id"])
            case ("DELETE", "moderation/chat"):
                return self.authors.get(call.query.get("message_id", ""))
            case _:
                return None


async def ticks(rate: float, seconds: float) -> AsyncIterator[int]:
    """Numbers at a steady pace; what comes late is made up for."""
    began = perf_counter()
    for number in range(round(rate * seconds)):
        if (ahead := began + number / rate - perf_counter()) > 0:
            await asyncio.sleep(ahead)
        yield number


@asynccontextmanager
async def streaming(folder: Path, *, channels: int = CHANNELS) -> AsyncIterator[Stream]:
    """The shipped command at work, with encoder, journal and audit. Its log goes to a file."""
    server = TwitchServer()
    names = channel_names(channels)
    server.world.authorised.update(names)
    server.world.logins.update({name: f"login{name}" for name in names})
    await server.start()
    with (folder / "haven.log").open("wb") as log:
        process = await create_subprocess_exec(
            *(HAVEN, "run"),
            cwd=folder,
            env={**environment(), **on_twitch(server, *names)},
            stdout=log,
            stderr=log,
        )
    try:
        await until(lambda: len(server.ledger.enabled) >= len(wanted_in(names, bot=twitch.BOT)))
        yield Stream(server, folder)
    finally:
        process.kill()
        await process.wait()
        await server.stop()


def channel_names(channels: int) -> list[str]:
    return [str(_FIRST_CHANNEL + number) for number in range(channels)]


async def until(fulfilled: Callable[[], bool]) -> None:
    """What another process does rings no bell."""
    async with asyncio.timeout(_PATIENCE):
        while not fulfilled():  # noqa: ASYNC110
            await asyncio.sleep(_TICK)


def _named(name: str, author: str, channel: str) -> Json:
    return {
        **twitch.person("broadcaster_user", channel, f"login{channel}", f"Login{channel}"),
        **twitch.person("chatter_user", author, f"viewer{author}", f"Viewer{author}"),
        "message_id": name,
    }
