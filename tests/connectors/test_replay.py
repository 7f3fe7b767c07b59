from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.formats import FormatError
from connectors.replay import Replay, Speed
from engine.actions import Outcome
from engine.events import Event, Message
from tests.connectors.test_simulated import order


class Sink:
    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.events: list[Event] = []
        self._then = then

    async def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._then()

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Message)]


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.naps: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def elapsed(self) -> float:
        return self.now


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """Ten records a minute apart; the fourth is broken."""
    path = tmp_path / "chat.log"
    lines = [f"[10:{minute:02}:00] owl: hoot {minute}" for minute in range(10)]
    path.write_text("\n".join([*lines[:3], "broken", *lines[4:]]))
    return path


def positions(replay: Replay, size: int) -> list[list[int]]:
    return [[record.position for record in block] for block in replay.blocks(size)]


@pytest.mark.parametrize(
    ("text", "factor"), [("max", float("inf")), ("realtime", 1), ("20x", 20), (" 1.5X ", 1.5)]
)
def test_a_speed_is_named_or_a_factor(text: str, factor: float) -> None:
    assert Speed.parse(text).factor == factor


@pytest.mark.parametrize("text", ["", "fast", "0x", "-2x", "nanx", "1e3x", "x", "20", "٣x"])
def test_any_other_speed_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match="use max, realtime or a factor such as 20x"):
        Speed.parse(text)


@pytest.mark.parametrize("text", ["max", "realtime", "20x", "0.5x"])
def test_a_speed_is_shown_as_it_is_written(text: str) -> None:
    assert str(Speed.parse(text)) == text


async def test_all_events_are_played_in_their_order(chat: Path) -> None:
    sink = Sink()

    await Replay([chat]).run(sink)

    assert sink.texts == [f"hoot {minute}" for minute in (0, 1, 2, 4, 5, 6, 7, 8, 9)]


async def test_at_full_speed_nothing_waits(chat: Path) -> None:
    time = FakeTime()

    await Replay([chat], sleep=time.sleep, elapsed=time.elapsed).run(Sink())

    assert time.naps == []


async def test_a_factor_shortens_the_pauses(chat: Path) -> None:
    time = FakeTime()
    speed = Speed.parse("20x")

    await Replay([chat], speed=speed, sleep=time.sleep, elapsed=time.elapsed).run(Sink())

    assert time.naps == pytest.approx([3, 3, 6, 3, 3, 3, 3, 3])


async def test_time_that_handling_took_is_not_waited_for_again(chat: Path) -> None:
    time = FakeTime()

    def work() -> None:
        time.now += 45

    replay = Replay([chat], speed=Speed(1.0), sleep=time.sleep, elapsed=time.elapsed)
    await replay.run(Sink(then=work))

    assert time.naps[:2] == pytest.approx([15, 15])


async def test_a_resumed_replay_delivers_nothing_twice(chat: Path) -> None:
    sink = Sink()

    await Replay([chat], start=7).run(sink)

    assert sink.texts == ["hoot 7", "hoot 8", "hoot 9"]


def test_blocks_end_at_multiples_of_their_size(chat: Path) -> None:
    assert positions(Replay([chat]), 4) == [[0, 1, 2], [4, 5, 6, 7], [8, 9]]


@pytest.mark.parametrize("start", range(12))
def test_a_resumed_replay_has_the_same_blocks(chat: Path, start: int) -> None:
    whole = positions(Replay([chat]), 4)

    assert positions(Replay([chat], start=start), 4) == whole[start // 4 :]


def test_a_block_of_broken_records_is_left_out(chat: Path) -> None:
    assert [3] not in positions(Replay([chat]), 1)
    assert [] not in positions(Replay([chat]), 1)


def test_several_files_play_as_one_stream(chat: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    other.write_text("[10:03:30] fox: bark")

    (block,) = Replay([chat, other]).blocks(100)

    assert isinstance(block[3].event, Message)
    assert block[3].event.text == "bark"


def test_broken_records_are_tallied_once_however_often_blocks_are_read(chat: Path) -> None:
    replay = Replay([chat])

    positions(replay, 4)
    positions(replay, 4)

    assert (replay.broken.count, replay.broken.first[0].line) == (1, 4)


def test_of_many_broken_records_twenty_are_named(tmp_path: Path) -> None:
    path = tmp_path / "chat.log"
    path.write_text("[10:00] owl: hoot\n" + "broken\n" * 50)
    replay = Replay([path])

    positions(replay, 4)

    assert (replay.broken.count, len(replay.broken.first)) == (50, 20)


def test_progress_is_told_in_bytes(chat: Path) -> None:
    replay = Replay([chat])
    before = replay.bytes_read

    positions(replay, 4)

    assert (before, replay.bytes_read) == (0, replay.size)


async def test_a_closed_replay_stops_after_the_event_in_hand(chat: Path) -> None:
    replay = Replay([chat])
    events: list[Event] = []

    async def sink(event: Event) -> None:
        events.append(event)
        await replay.close()

    await replay.run(sink)

    assert len(events) == 1


def test_a_file_that_is_no_chat_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    path = tmp_path / "novel.txt"
    path.write_text("It was a dark night.")

    with pytest.raises(FormatError, match="not a chat I know"):
        Replay([path])


async def test_what_a_replay_is_ordered_to_do_is_only_simulated(chat: Path) -> None:
    assert await Replay([chat]).enforcer.apply(order(1)) is Outcome.SIMULATED


def test_messages_that_name_nobody_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "chat.csv"
    file.write_text("author,text\nmika,hello\n,who am I\n,and I\n")
    replay = Replay([file])

    assert len([record for block in replay.blocks() for record in block]) == 3
    assert replay.nameless == 2
