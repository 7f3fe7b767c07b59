from datetime import UTC, datetime

from engine.events import Platform
from tests.connectors.formats.conftest import Read, Reading


def times(reading: Reading) -> list[str]:
    return [f"{message.sent_at:%d %H:%M}" for message in reading.messages]


def test_a_dated_line_with_a_channel_is_twitch(read: Read) -> None:
    message = read("[2026-01-02 03:04:05] #Mossy Pip: hello: there").message

    assert message.sent_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (message.place.community.platform, message.place.channel) == (Platform.TWITCH, "mossy")
    assert (message.author.id, message.author.name, message.text) == ("pip", "Pip", "hello: there")


def test_seconds_and_the_channel_may_be_left_out(read: Read) -> None:
    message = read("[2026-01-02 03:04] Pip: hello").message

    assert message.sent_at == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert str(message.place) == "console:replay/main"


def test_an_at_sign_addresses_a_person_wherever_it_stands(read: Read) -> None:
    message = read("[10:00:00] Pip: @Ada you and @bo. are late, mail me@home.example").message

    assert message.targets == ("ada", "bo")


def test_a_clock_alone_takes_the_date_from_the_name_of_the_file(read: Read) -> None:
    message = read("[9:05:07] Pip: hello", name="mossy-2026-02-03.log").message

    assert message.sent_at == datetime(2026, 2, 3, 9, 5, 7, tzinfo=UTC)


def test_a_name_with_no_real_date_counts_from_1970(read: Read) -> None:
    message = read("[09:05] Pip: hello", name="2026-13-45.log").message

    assert message.sent_at == datetime(1970, 1, 1, 9, 5, tzinfo=UTC)


def test_each_midnight_is_a_day_more(read: Read) -> None:
    reading = read("[23:59] a: x", "[00:01] a: x", "[23:00] a: x", "[01:00] a: x")

    assert times(reading) == ["01 23:59", "02 00:01", "02 23:00", "03 01:00"]


def test_lines_a_few_seconds_out_of_order_are_no_midnight(read: Read) -> None:
    reading = read("[10:00:30] a: x", "[10:00:28] a: x", "[10:01:00] a: x")

    assert {message.sent_at.day for message in reading.messages} == {1}


def test_a_notice_that_nobody_spoke_is_neither_event_nor_fault(read: Read) -> None:
    reading = read("# Start logging", "[10:00] Pip has been timed out", "[10:00] Pip: hi")

    assert [record.position for record in reading.records] == [2]
    assert reading.broken == ()


def test_a_line_without_a_time_is_broken(read: Read) -> None:
    reading = read("[10:00] Pip: hi", "Pip: hi", "[29:99] Pip: hi", "[2026-02-31 10:00] Pip: hi")

    assert [fault.line for fault in reading.broken] == [2, 3, 4]


def test_a_link_is_no_name(read: Read) -> None:
    assert read("[10:00] see https://example.org", "[10:00] a: b").messages[0].text == "b"
