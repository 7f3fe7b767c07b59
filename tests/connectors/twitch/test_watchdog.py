import asyncio
from collections.abc import Collection

import pytest
import twitchio

from connectors.twitch.subscriptions import Key, Wanted, wanted_in
from connectors.twitch.watchdog import REFUSED_SECONDS, Watchdog

WANTED = wanted_in(["100"], bot="900")


class Twitch:
    """Keeps a count of what it was asked for; `refusal` is its answer to everything."""

    def __init__(self) -> None:
        self.held: set[Key] = set()
        self.asked: list[str] = []
        self.refusal = 0
        self.able = True
        self.given_up = 0

    async def subscribed(self) -> Collection[Key]:
        return self.held

    async def subscribe(self, wanted: Wanted) -> None:
        self.asked.append(wanted.kind)
        if self.refusal:
            raise twitchio.HTTPException("secret", status=self.refusal, extra="")
        self.held.add(wanted.key)

    async def give_up(self) -> None:
        self.given_up += 1

    def is_able(self) -> bool:
        return self.able


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def twitch() -> Twitch:
    return Twitch()


async def test_only_what_is_missing_is_asked_for(twitch: Twitch) -> None:
    twitch.held = {WANTED[0].key}

    await Watchdog(WANTED, twitch).look()
    await Watchdog(WANTED, twitch).look()

    assert twitch.asked == [wanted.kind for wanted in WANTED[1:]]


async def test_a_refusal_is_told_once_and_asked_again_after_ten_minutes(
    twitch: Twitch, caplog: pytest.LogCaptureFixture
) -> None:
    time = Time()
    watchdog = Watchdog(WANTED[:1], twitch, seconds=time)
    twitch.refusal = 403
    for _ in range(3):
        await watchdog.look()
    assert len(twitch.asked) == 1
    assert caplog.text.count("subscription refused") == 1

    time.now = REFUSED_SECONDS
    await watchdog.look()
    assert len(twitch.asked) == 2
    assert caplog.text.count("subscription refused") == 1

    twitch.refusal, time.now = 0, 2 * REFUSED_SECONDS
    await watchdog.look()

    assert twitch.held == {WANTED[0].key}


@pytest.mark.parametrize("status", [429, 500])
async def test_a_fault_of_the_server_is_no_refusal(twitch: Twitch, status: int) -> None:
    watchdog = Watchdog(WANTED[:1], twitch)
    twitch.refusal = status
    await watchdog.look()

    twitch.refusal = 0
    await watchdog.look()

    assert twitch.held == {WANTED[0].key}


async def test_without_a_token_it_gives_up_and_asks_nothing(twitch: Twitch) -> None:
    twitch.able = False

    await Watchdog(WANTED, twitch).look()

    assert (twitch.given_up, twitch.asked) == (1, [])


async def test_it_looks_again_and_again(twitch: Twitch) -> None:
    rests = iter([None, None])

    async def sleep(_: float) -> None:
        if next(rests, "done") == "done":
            raise asyncio.CancelledError

    watchdog = Watchdog(WANTED, twitch, sleep=sleep)
    with pytest.raises(asyncio.CancelledError):
        await watchdog.run()

    assert len(twitch.asked) == len(WANTED)
