"""Three thousand bans by one word: within Twitch's rates, and nobody else waits for them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors.twitch.rates import FOR_URGENT, PER_MINUTE, RESERVE, Rates
from engine.actions import Ban, LockDown, Timeout
from engine.cases import Status
from engine.changes import Changes
from tests.builders import NOON, case, decision, message, minutes, policy, verdict
from tests.connectors.twitch.conftest import PLACE, House, order_of
from tests.engine.door import Door, open_door
from tests.running import PATIENCE
from tests.servers.twitch import BOT, TwitchServer
from tests.servers.twitch.exchange import Call

CROWD = 3_000
BANS, UNBANS = ("POST", "moderation/bans"), ("DELETE", "moderation/bans")
SHIELD = ("PUT", "moderation/shield_mode")
RAIDERS = tuple(f"r{number}" for number in range(CROWD))
# What was on its way already, of each errand that can wait.
UNDER_WAY = 10


@dataclass
class Time:
    """One time for the house, its rates and its Twitch: it passes where somebody sleeps."""

    door: Door = field(init=False)

    def seconds(self) -> float:
        return (self.door.clock.now() if hasattr(self, "door") else NOON).timestamp()

    async def sleep(self, seconds: float) -> None:
        over = self.door.clock.now() + minutes(seconds / 60)
        await asyncio.sleep(0)
        self.door.clock.advance(over)


@dataclass
class Raided:
    """A channel with a raid of three thousand as its first case, and what Twitch is asked for."""

    house: House
    door: Door
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def calls(self) -> Sequence[Call]:
        return self.house.server.calls

    def asked(self, route: tuple[str, str]) -> list[Call]:
        return [call for call in self.calls if call.route == route]

    async def until(self, is_so: Callable[[], bool]) -> None:
        self.house.server.heard = lambda _: self.heard.set()
        async with asyncio.timeout(2 * PATIENCE):
            while not is_so():
                self.heard.clear()
                await self.heard.wait()

    async def ban_all(self) -> None:
        assert await self.door.chat_bans.ask(PLACE.community, 1, by="oakley") == CROWD
        await self.door.chat_bans.carry_out(PLACE.community, 1, by="oakley")

    async def attack(self) -> None:
        """By somebody who is none of the crowd."""
        attacker = message(by="vex", place=PLACE, at=self.door.clock.now())
        decided = decision(Timeout(user="vex", duration=minutes(10)))
        judged = verdict(attacker, decided)
        await self.door.moderator.carry_out(attacker, judged, policy(), Changes())

    async def is_met_within(self, calls: int, is_met: Callable[[Call], bool]) -> bool:
        """Whether a call like this one is among the next so many."""
        begun = len(self.calls)
        await self.until(lambda: any(map(is_met, self.calls[begun:])))
        return any(map(is_met, self.calls[begun : begun + calls]))


@asynccontextmanager
async def raided(folder: Path) -> AsyncIterator[Raided]:
    time = Time()
    server = TwitchServer(time.seconds)
    await server.start()
    rates = Rates(seconds=time.seconds, sleep=time.sleep)
    async with House(server, rates=rates).running() as house:
        await house.listening()
        async with open_door(folder, house.connector.enforcer) as time.door:
            raid = case(
                place=PLACE,
                actions=(LockDown(duration=minutes(30)),),
                rung="raid",
                campaign="c1",
                accounts=RAIDERS,
                author=RAIDERS[0],
                status=Status.APPLIED,
            )
            await time.door.casebook.write(Changes(cases=(raid,)))
            time.door.docket.number_from({PLACE.community: 1})
            server.calls.clear()
            yield Raided(house, time.door)
    await server.stop()


async def test_three_thousand_are_banned_and_whoever_attacks_meanwhile_is_met_at_once(
    tmp_path: Path,
) -> None:
    async with raided(tmp_path) as scene:
        began = scene.door.clock.now()
        await scene.ban_all()
        await scene.until(lambda: len(scene.asked(BANS)) > CROWD // 3)
        await scene.attack()
        timed_out = await scene.is_met_within(
            UNDER_WAY, lambda call: call.route == BANS and "duration" in call.body["data"]
        )
        await scene.door.lockdowns.begin(PLACE, minutes(5), by="hob", reason="Asked for.")
        shielded = await scene.is_met_within(UNDER_WAY, lambda call: call.route == SHIELD)
        await scene.door.dispatcher.drain()
        took = scene.door.clock.now() - began
        banned = {user for _, user in scene.house.server.world.bans}
        case_ = await scene.door.case(1, community=PLACE.community)
    assert (timed_out, shielded) == (True, True)
    assert banned == {*RAIDERS, "vex"}
    assert scene.house.server.statuses[429] == 0
    assert minutes((CROWD - PER_MINUTE) / PER_MINUTE) < took < minutes(6)
    assert sum(isinstance(action, Ban) for action in case_.actions) == CROWD


async def test_half_way_through_all_of_it_is_taken_back(tmp_path: Path) -> None:
    async with raided(tmp_path) as scene:
        await scene.ban_all()
        await scene.until(lambda: len(scene.asked(BANS)) > 100)
        await scene.door.review.reverse(PLACE.community, 1, by="hob")
        await scene.door.dispatcher.drain()
        banned = len(scene.asked(BANS))
    assert scene.house.server.world.bans == {}
    assert 100 < banned < 150
    assert len(scene.asked(UNBANS)) == banned
    assert scene.house.server.statuses[429] == 0


async def test_an_errand_leaves_points_to_whoever_is_attacked(server: TwitchServer) -> None:
    """One call of an errand waits where all points that are left are kept for urgent ones."""
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    rates = Rates(seconds=lambda: 0.0, sleep=note)
    async with House(server, rates=rates).running() as house:
        await house.listening()
        for _ in range(PER_MINUTE - RESERVE - FOR_URGENT - len(server.calls)):
            await rates.of(BOT).take()
        waited.clear()
        await house.connector.enforcer.apply(replace(order_of(Ban(user="r1")), patient=True))
        errand = list(waited)
        await house.apply(Ban(user="vex"))
    assert (len(errand), waited) == (1, errand)
