"""Where, when and under which name each kind of event happened."""

from datetime import datetime

import pytest

from engine.events import (
    Community,
    Event,
    MemberJoined,
    MemberNamed,
    MessageDeleted,
    MessageEdited,
    Place,
    Platform,
    PlatformRaid,
    community_of,
    delivery_of,
    id_of,
    moment_of,
)
from tests.builders import HALL, INN, NOON, author, message, minutes

LATER = NOON + minutes(1)
EVENTS: dict[str, tuple[Event, datetime, str]] = {
    "message": (message(id="m1"), NOON, "m1"),
    "edit": (MessageEdited(message(id="m1"), LATER), LATER, f"m1~{LATER.timestamp():.6f}"),
    "deletion": (MessageDeleted("m1", HALL, LATER), LATER, "m1~deleted"),
    "join": (MemberJoined("j1", INN, author(), LATER), LATER, "j1"),
    "name": (MemberNamed("j1", INN, author(), LATER), LATER, "j1"),
    "raid": (
        PlatformRaid(id="r1", place=HALL, origin_name="lamps", size=9, raided_at=LATER),
        LATER,
        "r1",
    ),
}


@pytest.mark.parametrize(("event", "moment", "name"), EVENTS.values(), ids=EVENTS)
def test_an_event_knows_its_community_moment_and_name(
    event: Event, moment: datetime, name: str
) -> None:
    assert (community_of(event), moment_of(event), id_of(event)) == (INN, moment, name)


def test_no_two_kinds_of_event_share_a_delivery() -> None:
    deliveries = {delivery_of(event) for event, _, _ in EVENTS.values()}
    assert len(deliveries) == len(EVENTS)


def test_communities_with_one_id_on_two_platforms_are_two() -> None:
    there = Place(Community(Platform.TWITCH, "inn"), "hall")
    assert delivery_of(message(id="m1")) != delivery_of(message(id="m1", place=there))


def test_a_thread_is_a_place_of_its_own() -> None:
    assert str(Place(INN, "hall", "t1")) == "discord:inn/hall/t1"
