"""What rules of a community may ask about: one table, and its values for a matter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.events import Author, Message
from engine.policy.matter import Footing, Matter
from engine.text import normalise
from engine.verdict import Category

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    about: str
    example: str


VARIABLES = (
    Variable("category", "The kind of harm that was found.", "category == 'insult'"),
    Variable("harm", "How harmful it is, 0 to 1.", "harm >= 0.6"),
    Variable("risk", "What the screening alone made of it, 0 to 1.", "risk > 0.8"),
    Variable(
        "language", "Its language as two letters; 'unknown' where unclear.", "language == 'es'"
    ),
    Variable("aimed", "Whether it is aimed at somebody else.", "aimed && harm > 0.4"),
    Variable("message.text", "The words as written.", "message.text.contains('discord.gg')"),
    Variable("message.length", "How many characters it has.", "message.length > 1000"),
    Variable("message.words", "Its words, lower-case and cleaned.", "'giveaway' in message.words"),
    Variable("message.links", "How many links it has.", "message.links >= 2"),
    Variable("message.origin", "post, edit, forward, poll...", "message.origin == 'edit'"),
    Variable("message.channel", "The id of its channel.", "message.channel == '123456'"),
    Variable("message.thread", "The id of its thread; '' in none.", "message.thread != ''"),
    Variable(
        "author.account_days",
        "Age of the account; missing where the platform does not say.",
        "has(author.account_days) && author.account_days < 7",
    ),
    Variable(
        "author.member_days",
        "Time in the community; missing where the platform does not say.",
        "has(author.member_days) && author.member_days < 1",
    ),
    Variable("author.roles", "The ids of their roles.", "'123456' in author.roles"),
    Variable("author.strikes", "Their strikes, as they have decayed.", "author.strikes >= 1.5"),
    Variable("session.escalation", "How heated the talk is, 0 to 1.", "session.escalation > 0.7"),
    Variable("session.messages", "How many messages it has so far.", "session.messages > 50"),
    Variable("session.people", "How many people take part.", "session.people > 10"),
    Variable(
        "signals",
        "Each detector's strongest score, 0 to 1; silent ones are missing.",
        "has(signals.lexicon) && signals.lexicon > 0.7",
    ),
    Variable(
        "patterns",
        "The names of your [[patterns]] that match it.",
        "'phone numbers' in patterns",
    ),
    Variable("hour", "The hour of the day, 0 to 23 (UTC).", "hour >= 22 || hour < 6"),
    Variable("weekday", "The day of the week (UTC).", "weekday in ['saturday', 'sunday']"),
)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def facts_of(matter: Matter, footing: Footing) -> Facts:
    around, message = matter.circumstances, matter.message
    return {
        "category": matter.assessment.category.value,
        "harm": float(matter.assessment.harm_score),
        "risk": float(around.risk),
        "language": around.language,
        "aimed": matter.is_aimed,
        "message": _message(message),
        "author": {**_author(message.author, message.sent_at), "strikes": float(footing.strikes)},
        "session": {
            "escalation": float(around.escalation),
            "messages": around.messages,
            "people": around.people,
        },
        "signals": {source: float(score) for source, score in around.signals.items()},
        "patterns": [pattern.name for pattern in matter.matched],
        "hour": message.sent_at.hour,
        "weekday": _DAYS[message.sent_at.weekday()],
    }


def samples() -> Iterator[Facts]:
    """Facts of every shape: each category, nothing and everything there, in any combination that
    tells a value which may be missing from one that is low.
    """
    for category in Category:
        for full in (_QUIET, _LOUD, {**_LOUD, "author": _STRANGER, "signals": {}}):
            yield {**full, "category": category.value}


def _message(message: Message) -> Facts:
    read = normalise(message.text)
    return {
        "text": message.text,
        "length": len(message.text),
        "words": list(read.words),
        "links": len(read.domains),
        "origin": message.origin.value,
        "channel": message.place.channel,
        "thread": message.place.thread or "",
    }


def _author(author: Author, now: datetime) -> dict[str, Any]:
    since = {"account_days": author.account_created_at, "member_days": author.joined_at}
    ages = {name: max(0, (now - start).days) for name, start in since.items() if start}
    return {**ages, "roles": sorted(author.roles)}


_STRANGER = {"roles": ["1"], "strikes": 5.0}
_QUIET: Facts = {
    "harm": 0.0,
    "risk": 0.0,
    "language": "unknown",
    "aimed": False,
    "message": {
        "text": "",
        "length": 0,
        "words": [],
        "links": 0,
        "origin": "post",
        "channel": "1",
        "thread": "",
    },
    "author": {"roles": [], "strikes": 0.0},
    "session": {"escalation": 0.0, "messages": 1, "people": 1},
    "signals": {},
    "patterns": [],
    "hour": 0,
    "weekday": "monday",
}
_LOUD: Facts = {
    "harm": 1.0,
    "risk": 1.0,
    "language": "en",
    "aimed": True,
    "message": {
        "text": "two words https://example.com",
        "length": 29,
        "words": ["two", "words"],
        "links": 1,
        "origin": "edit",
        "channel": "2",
        "thread": "3",
    },
    "author": {**_STRANGER, "account_days": 400, "member_days": 40},
    "session": {"escalation": 1.0, "messages": 200, "people": 20},
    "signals": {"lexicon": 0.9},
    "patterns": ["phone numbers"],
    "hour": 23,
    "weekday": "sunday",
}
