import pytest

from connectors.twitch.rates import (
    CHAT_LINES,
    FOR_URGENT,
    PER_MINUTE,
    RESERVE,
    ChatLines,
    HelixPoints,
)


class Time:
    """Passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def seconds(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


async def taken(points: HelixPoints, count: int) -> None:
    for _ in range(count):
        await points.take()


async def test_a_burst_goes_out_at_once_and_the_rest_evenly(time: Time) -> None:
    points = HelixPoints(seconds=time.seconds, sleep=time.sleep)

    await taken(points, PER_MINUTE - RESERVE)
    assert time.now == 1000.0

    await taken(points, 40)
    assert time.now == pytest.approx(1000.0 + 40 * 60 / PER_MINUTE)


async def test_no_minute_has_more_calls_than_twitch_allows(time: Time) -> None:
    points = HelixPoints(seconds=time.seconds, sleep=time.sleep)
    moments = []
    for _ in range(3000):
        await points.take()
        moments.append(time.now)

    bucket, at = float(PER_MINUTE), 1000.0
    for moment in moments:
        bucket, at = min(PER_MINUTE, bucket + (moment - at) * PER_MINUTE / 60), moment
        bucket -= 1
        assert bucket >= 0


async def test_what_can_wait_leaves_points_to_what_cannot(time: Time) -> None:
    points = HelixPoints(seconds=time.seconds, sleep=time.sleep)
    for _ in range(PER_MINUTE - RESERVE - FOR_URGENT):
        await points.take(urgent=False)
    assert time.now == 1000.0

    await points.take(urgent=False)
    later = time.now
    await points.take()

    assert later > 1000.0
    assert time.now == later


async def test_the_servers_word_goes_before_our_count(time: Time) -> None:
    points = HelixPoints(seconds=time.seconds, sleep=time.sleep)
    points.learn({"Ratelimit-Limit": "800", "Ratelimit-Remaining": str(RESERVE)})

    await points.take()

    assert time.now == pytest.approx(1000.0 + 60 / PER_MINUTE)


@pytest.mark.parametrize("headers", [{}, {"Ratelimit-Limit": "x", "Ratelimit-Remaining": "-1"}])
async def test_headers_that_say_nothing_change_nothing(time: Time, headers: dict[str, str]) -> None:
    points = HelixPoints(seconds=time.seconds, sleep=time.sleep)
    points.learn(headers)

    await taken(points, PER_MINUTE - RESERVE)

    assert time.now == 1000.0


async def test_what_would_wait_too_long_is_refused_and_costs_nothing(time: Time) -> None:
    async def never(_: float) -> None: ...

    points = HelixPoints(seconds=time.seconds, sleep=never)
    with pytest.raises(ConnectionError):
        await taken(points, 2000)

    time.now += 60
    await taken(points, 100)


async def test_chat_lines_come_back_after_thirty_seconds(time: Time) -> None:
    lines = ChatLines(seconds=time.seconds, sleep=time.sleep)
    for _ in range(CHAT_LINES):
        await lines.take(most=CHAT_LINES)
    with pytest.raises(ConnectionError):
        await lines.take(most=CHAT_LINES)

    time.now += 27
    await lines.take(most=CHAT_LINES)

    assert time.now == 1030.0
