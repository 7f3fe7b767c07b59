import json
from datetime import UTC, datetime

import pytest

from engine.events import MemberJoined
from tests.connectors.formats.conftest import Read

ADA = {"id": "1", "name": "ada", "nickname": "Ada L", "isBot": False, "roles": [{"id": "r1"}]}
BO = {"id": "2", "name": "bo", "isBot": True}


def message(content: object = "hello", **fields: object) -> dict[str, object]:
    return {
        "id": "m1",
        "type": "Default",
        "timestamp": "2026-03-01T12:00:00.123+00:00",
        "content": content,
        "author": ADA,
        "attachments": [],
        "mentions": [],
        **fields,
    }


def export(*messages: object, indent: int | None = 2, **channel: object) -> str:
    head = {
        "guild": {"id": "g1", "name": "Lanterns"},
        "channel": {"id": "c1", "type": "GuildTextChat", "name": "lobby", **channel},
        "dateRange": {"after": None, "before": None},
        "messages": messages,
        "messageCount": len(messages),
    }
    return json.dumps(head, indent=indent)


@pytest.mark.parametrize("indent", [None, 2])
def test_a_message_is_placed_in_its_guild_and_channel(read: Read, indent: int | None) -> None:
    (told,) = read(export(message(), indent=indent)).messages

    assert str(told.place) == "discord:g1/c1"
    assert told.sent_at == datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)
    assert (told.author.id, told.author.name, told.author.roles) == (
        "1",
        "Ada L",
        frozenset({"r1"}),
    )


def test_a_thread_lies_in_its_channel(read: Read) -> None:
    told = read(export(message(), type="GuildPublicThread", categoryId="c0")).message

    assert str(told.place) == "discord:g1/c0/c1"


def test_a_reply_finds_the_author_it_answers(read: Read) -> None:
    told = read(
        export(
            message(id="m1"),
            message(
                "@ada @Ada yes",
                id="m2",
                type="Reply",
                author=BO,
                reference={"messageId": "m1"},
                mentions=[{"id": "3"}, {"id": "1"}],
            ),
        )
    ).message

    assert (told.reply_to, told.targets) == ("m1", ("1", "3"))


def test_a_bot_is_kept_as_one(read: Read) -> None:
    assert read(export(message(author=BO))).message.author.is_bot


def test_the_age_of_an_account_is_read_from_its_id(read: Read) -> None:
    told = read(export(message(author={"id": "175928847299117063", "name": "old"}))).message

    assert told.author.account_created_at == datetime(2016, 4, 30, 11, 18, 25, 796_000, tzinfo=UTC)


def test_files_are_described_by_their_names(read: Read) -> None:
    told = read(export(message("", attachments=[{"fileName": "cat.png"}]))).message

    assert (told.text, told.attachments) == ("", ("cat.png",))


def test_a_joining_member_is_an_event(read: Read) -> None:
    (event,) = read(export(message(type="GuildMemberJoin"))).events

    assert isinstance(event, MemberJoined)
    assert event.author.id == "1"


def test_other_notices_are_neither_events_nor_faults(read: Read) -> None:
    reading = read(export(message(type="ChannelPinnedMessage"), message(type="24")))

    assert (reading.records, reading.broken) == ((), ())


@pytest.mark.parametrize(
    "broken",
    [
        7,
        [],
        message(content=7),
        message(author=None),
        message(author="ada"),
        message(timestamp=None),
        message(timestamp="yesterday"),
        message(type=[]),
        message(reference={"messageId": {}}),
        message(mentions=[7]),
        {"id": "m1"},
        "x" * 1_000_001,
    ],
)
def test_a_broken_message_costs_only_itself(read: Read, broken: object) -> None:
    reading = read(export(message("one"), broken, message("two")))

    assert [told.text for told in reading.messages] == ["one", "two"]
    assert [(fault.line) for fault in reading.broken] == [2]


def test_a_message_that_is_no_json_costs_only_itself(read: Read) -> None:
    reading = read(export(message("one"), message("two"), message("]},{[")).replace('"one"', "one"))

    assert [told.text for told in reading.messages] == ["two", "]},{["]
    assert [record.position for record in reading.records] == [1, 2]


def test_brackets_nested_without_end_cost_only_their_message(read: Read) -> None:
    deep = export(message("one"), "HERE", message("two"))

    reading = read(deep.replace('"HERE"', "[" * 200_000 + "]" * 200_000))

    assert [told.text for told in reading.messages] == ["one", "two"]


def test_an_export_without_messages_is_empty_but_whole(read: Read) -> None:
    reading = read(export())

    assert (reading.records, reading.broken) == ((), ())


def test_a_file_that_ends_early_keeps_what_came_before(read: Read) -> None:
    reading = read(export(message("one"), message("two"))[:-120])

    assert [told.text for told in reading.messages] == ["one"]
    assert [fault.line for fault in reading.broken] == [2]


def test_a_message_cut_by_the_border_of_a_piece_is_whole(read: Read) -> None:
    texts = ['quoted "words" \\ and { brackets [ ' * 40 + str(number) for number in range(300)]

    reading = read(export(*(message(text) for text in texts)))

    assert [told.text for told in reading.messages] == texts


def test_a_head_that_is_no_json_leaves_the_messages_readable(read: Read) -> None:
    reading = read(export(message()).replace('"g1"', "g1"))

    assert str(reading.message.place) == "discord:replay/main"


def test_half_a_surrogate_pair_becomes_a_replacement_character(read: Read) -> None:
    assert read(export(message("a\udc00\ud800b"))).message.text == "a\ufffd\ufffdb"
