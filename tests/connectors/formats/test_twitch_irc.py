from datetime import UTC, datetime

import pytest

from engine.events import MessageDeleted, PlatformRaid
from tests.connectors.formats.conftest import Read


def said(text: str, login: str = "foo", **tags: str) -> str:
    written = ";".join(f"{name.replace('_', '-')}={value}" for name, value in tags.items())
    return f"@{written} :{login}!{login}@{login}.tmi.twitch.tv PRIVMSG #Mossy :{text}"


def test_tags_say_who_wrote_when(read: Read) -> None:
    message = read(
        said("hi: all", id="m1", user_id="7", display_name="Foo", tmi_sent_ts="1700000000000")
    ).message

    assert message.sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (message.id, message.author.id, message.author.name) == ("m1", "7", "Foo")
    assert (str(message.place), message.text) == ("twitch:mossy/mossy", "hi: all")


def test_a_line_without_tags_is_known_by_its_login(read: Read) -> None:
    message = read(":foo!foo@foo.tmi.twitch.tv PRIVMSG #mossy :hi").message

    assert (message.author.id, message.text) == ("foo", "hi")


def test_escapes_in_tags_are_undone(read: Read) -> None:
    message = read(said("hi", display_name=r"a\sb\:c\\d\e" + "\\")).message

    assert message.author.name == r"a b;c\de"


@pytest.mark.parametrize("badges", ["moderator/1", "broadcaster/1,subscriber/12"])
def test_badges_make_a_moderator(read: Read, badges: str) -> None:
    assert read(said("hi", badges=badges)).message.author.is_moderator


def test_a_subscriber_is_no_moderator(read: Read) -> None:
    author = read(said("hi", badges="subscriber/12", mod="0")).message.author

    assert (author.is_moderator, author.roles) == (False, frozenset({"subscriber"}))


def test_whoever_writes_for_the_first_time_has_just_joined(read: Read) -> None:
    first, second = read(
        said("hi", first_msg="1", tmi_sent_ts="1700000000000"), said("ho", first_msg="0")
    ).messages

    assert (first.author.joined_at, second.author.joined_at) == (first.sent_at, None)


def test_emotes_are_left_out_of_the_words(read: Read) -> None:
    message = read(said("Kappa you 😀 KEEPO Kappa", emotes="25:0-4,18-22/1902:12-16")).message

    assert message.text == "you 😀"


def test_a_message_of_emotes_alone_keeps_no_words(read: Read) -> None:
    assert read(said("Kappa", emotes="25:0-4")).message.text == ""


def test_emote_places_outside_of_the_text_do_no_harm(read: Read) -> None:
    assert read(said("hi", emotes="25:90-999999,5-2,x-y")).message.text == "hi"


def test_an_action_is_unwrapped_before_emotes_are_counted(read: Read) -> None:
    assert read(said("\x01ACTION Kappa waves\x01", emotes="25:0-4")).message.text == "waves"


def test_a_reply_addresses_its_parent_first(read: Read) -> None:
    message = read(
        said("hi", login="bar", user_id="8", display_name="Bär"),
        said("@Baz @bar yes", user_id="7", reply_parent_user_id="9", reply_parent_msg_id="m0"),
    ).message

    assert (message.reply_to, message.targets) == ("m0", ("9", "8"))


def test_a_raid_is_announced_by_the_platform(read: Read) -> None:
    (event,) = read(
        "@msg-id=raid;id=x;msg-param-displayName=Owl;msg-param-viewerCount=85;"
        "tmi-sent-ts=1700000000000 :tmi.twitch.tv USERNOTICE #mossy"
    ).events

    assert isinstance(event, PlatformRaid)
    assert (event.origin_name, event.size) == ("Owl", 85)


def test_a_cleared_message_is_deleted_where_it_was_written(read: Read) -> None:
    written, deleted = read(
        said("hi", id="m1", room_id="55"),
        "@login=foo;room-id=;target-msg-id=m1 :tmi.twitch.tv CLEARMSG #mossy :hi",
    ).events

    assert isinstance(deleted, MessageDeleted)
    assert (deleted.id, deleted.place) == ("m1", written.place)  # type: ignore[union-attr]


def test_other_commands_are_neither_events_nor_faults(read: Read) -> None:
    reading = read(
        said("hi"),
        "PING :tmi.twitch.tv",
        ":tmi.twitch.tv 001 bot :Welcome, GLHF!",
        "@msg-id=sub :tmi.twitch.tv USERNOTICE #mossy",
        ":foo!foo@foo.tmi.twitch.tv JOIN #mossy",
    )

    assert (len(reading.events), reading.broken) == (1, ())


@pytest.mark.parametrize(
    "broken",
    [
        "hello there",
        "@id=1",
        ":foo!f@f PRIVMSG :no channel",
        "@tmi-sent-ts=soon :foo!f@f PRIVMSG #mossy :hi",
        "@tmi-sent-ts=1700000000000 PRIVMSG #mossy :nobody",
        ":tmi.twitch.tv CLEARMSG #mossy :which",
        "@msg-id=raid;msg-param-viewerCount=many :tmi.twitch.tv USERNOTICE #mossy",
    ],
)
def test_a_broken_line_costs_only_itself(read: Read, broken: str) -> None:
    reading = read(said("one"), broken, said("two"))

    assert [message.text for message in reading.messages] == ["one", "two"]
    assert [fault.line for fault in reading.broken] == [2]
