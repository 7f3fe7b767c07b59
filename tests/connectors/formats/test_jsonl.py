import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.formats.entry import is_nameless
from engine.events import (
    Community,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    Origin,
    Place,
    Platform,
    PlatformRaid,
)
from tests.connectors.formats.conftest import Read

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def line(text: str = "morning all", **fields: object) -> str:
    return json.dumps({"text": text, **fields})


def test_a_full_record_fills_every_field(read: Read) -> None:
    message = read(
        line(
            id="m1",
            author="Ada",
            author_id="u1",
            platform="discord",
            community="g",
            channel="lobby",
            thread="t",
            time="2026-03-01T13:00:00+01:00",
            roles=["helper"],
            moderator=True,
            bot=False,
            account_created_at="2020-01-01T00:00:00Z",
        )
    ).message

    assert message.place == Place(Community(Platform.DISCORD, "g"), "lobby", "t")
    assert message.sent_at == NOON
    assert (message.id, message.author.id, message.author.name) == ("m1", "u1", "Ada")
    assert message.author.roles == {"helper"}
    assert message.author.is_moderator
    assert not message.author.is_bot
    assert message.author.account_created_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_what_is_missing_gets_a_default(read: Read) -> None:
    message = read(line()).message

    assert message.id == "r00000000"
    assert (message.author.id, message.author.name) == ("unknown~r00000000", "unknown")
    assert message.place == Place(Community(Platform.CONSOLE, "replay"), "main")


def test_a_record_without_a_time_follows_the_former_one_by_a_second(read: Read) -> None:
    first, second = read(line(time=NOON.isoformat()), line()).messages

    assert second.sent_at - first.sent_at == timedelta(seconds=1)


@pytest.mark.parametrize(
    "time",
    ["2026-03-01T12:00:00Z", "2026-03-01 12:00:00", 1772366400, 1772366400000, "1772366400.0"],
)
def test_a_time_is_read_in_every_usual_form(read: Read, time: object) -> None:
    assert read(line(time=time)).message.sent_at == NOON


@pytest.mark.parametrize(
    "time", ["soon", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", -5, 1e300, True, [1]]
)
def test_a_time_beyond_reason_breaks_the_record(read: Read, time: object) -> None:
    reading = read(line(), line(time=time))

    assert [broken.line for broken in reading.broken] == [2]


def test_common_other_names_of_fields_are_understood(read: Read) -> None:
    record = {"content": "hi", "username": "Bo", "timestamp": NOON.isoformat(), "label": 1}

    message = read(json.dumps(record)).message

    assert (message.text, message.author.name, message.sent_at) == ("hi", "Bo", NOON)


def test_the_replied_to_author_comes_before_the_mentioned_ones(read: Read) -> None:
    message = read(
        line(id="1", author="Ada"),
        line(id="2", author="Bo"),
        line("oi @Bo @ada", author="Cy", reply_to="1", mentions=["dee"]),
    ).message

    assert message.targets == ("ada", "dee", "bo")


def test_nobody_is_a_target_of_their_own_words(read: Read) -> None:
    message = read(line(id="1", author="Ada"), line("@ada hi", author="Ada", reply_to="1")).message

    assert message.targets == ()


def test_a_name_means_nobody_in_a_community_where_it_was_not_seen(read: Read) -> None:
    message = read(
        line(author="Ada", community="one"), line("@ada hi", author="Bo", community="two")
    ).message

    assert message.targets == ()


def test_a_reply_to_a_message_long_ago_is_kept_but_not_resolved(read: Read) -> None:
    crowd = (line(id=f"m{number}", author=f"a{number}") for number in range(10_000))

    message = read(line(id="old", author="Ada"), *crowd, line(author="Bo", reply_to="old")).message

    assert (message.reply_to, message.targets) == ("old", ())


def test_a_join_is_an_event_of_the_community(read: Read) -> None:
    (event,) = read(
        line("", event="join", author_id="u9", author="new", time=NOON.isoformat())
    ).events

    assert isinstance(event, MemberJoined)
    assert (event.author.id, event.joined_at) == ("u9", NOON)


def test_a_raid_tells_its_origin_and_size(read: Read) -> None:
    (event,) = read(
        json.dumps({"event": "raid", "channel": "fox", "from": "owl", "size": 85})
    ).events

    assert isinstance(event, PlatformRaid)
    assert (event.origin_name, event.size, event.place.channel) == ("owl", 85, "fox")


def test_a_deletion_names_the_deleted_message(read: Read) -> None:
    *_, event = read(line(id="m1"), json.dumps({"event": "delete", "id": "m1"})).events

    assert isinstance(event, MessageDeleted)
    assert event.id == "m1"


def test_an_edit_keeps_the_author_of_the_message(read: Read) -> None:
    *_, event = read(line(id="m1", author="Ada"), line("changed", event="edit", id="m1")).events

    assert isinstance(event, MessageEdited)
    assert (event.message.author.name, event.message.origin) == ("Ada", Origin.EDIT)


@pytest.mark.parametrize(
    "broken",
    [
        "not json",
        "[1, 2]",
        '{"text": ',
        '{"text": null, "author": "x"}',
        '{"author": "x"}',
        '{"text": {"a": 1}}',
        '{"text": "a", "author": {"name": "x"}}',
        '{"event": "edit", "text": "a"}',
        '{"event": "raid", "size": "many"}',
        '{"event": "join"}',
        '{"text": ' + "[" * 100_000,
        '{"text": ' + "1" * 5_000 + "}",
    ],
)
def test_a_broken_line_costs_only_itself(read: Read, broken: str) -> None:
    reading = read(line("one"), broken, line("two"))

    assert [message.text for message in reading.messages] == ["one", "two"]
    assert [fault.line for fault in reading.broken] == [2]


def test_what_nobody_is_named_for_counts_for_nobody_else(read: Read) -> None:
    first, second = read(line("one"), line("two")).messages

    assert first.author.id != second.author.id
    assert is_nameless(first.author)


def test_an_edit_of_an_unknown_message_by_nobody_is_somebodys(read: Read) -> None:
    (record,) = read('{"event": "edit", "id": "m1", "text": "a"}').records

    assert isinstance(record.event, MessageEdited)
    assert is_nameless(record.event.message.author)


def test_positions_count_broken_records_but_no_blank_lines(read: Read) -> None:
    reading = read(line(), "", "broken", "   ", line())

    assert [record.position for record in reading.records] == [0, 2]
    assert [message.id for message in reading.messages] == ["r00000000", "r00000002"]
    assert [fault.line for fault in reading.broken] == [3]


def test_why_a_record_is_broken_quotes_no_words(read: Read) -> None:
    reading = read(line(), '{"text": "secret words", "time": "secret words"}')

    assert "secret" not in reading.broken[0].why


def test_half_a_surrogate_pair_becomes_a_replacement_character(read: Read) -> None:
    assert read(r'{"text": "a\ud800b \ud83d\ude00"}').message.text == "a\ufffdb 😀"
