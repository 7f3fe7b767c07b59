"""What people say in a house, and how much of it is remembered there."""

from dataclasses import replace
from datetime import timedelta

from bot.app import House
from engine.events import (
    Event,
    MemberJoined,
    Message,
    MessageEdited,
    Origin,
)
from tests.builders import INN, NOON, author, message

MILD = "you absolute clown"
GRAVE = "nobody likes you, kill yourself"


def edited(original: Message, text: str, *, after: timedelta) -> MessageEdited:
    newer = replace(original, text=text, origin=Origin.EDIT)
    return MessageEdited(newer, original.sent_at + after)


def counted(house: House) -> int:
    return sum(session.message_count for session in house.surroundings.open_sessions())


def raid(size: int) -> list[Event]:
    """Accounts made yesterday come in and all post one advert."""
    events: list[Event] = []
    for number in range(size):
        at = NOON + timedelta(seconds=2 * number)
        raider = author(f"r{number}", account_created_at=NOON - timedelta(days=1), joined_at=at)
        events.append(MemberJoined(f"join-{number}", INN, raider, at))
        advert = f"free coins and skins at https://coins.invalid/now claim {number}"
        events.append(message(advert, by=raider.id, at=at + timedelta(seconds=1), author=raider))
    return events
