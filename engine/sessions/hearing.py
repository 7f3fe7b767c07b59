"""How a session takes a message in: who spoke, to whom, in what tone."""

import re
from collections.abc import Collection
from sys import intern

from engine.sessions.context import Turn
from engine.sessions.conversation import Conversation
from engine.sessions.features import BARB
from engine.sessions.phrases import PhraseBook
from engine.sessions.utterance import Utterance

# Shorter names are mostly words or noise.
_SHORTEST_NAME = 3
_LONGEST_TURN = 280
_JUST_NOW = 300.0
_NO_LETTERS = re.compile(r"[\W_]+")


def hear(
    conversation: Conversation, utterance: Utterance, book: PhraseBook, *, refused: Collection[str]
) -> None:
    """Count the message. `refused` are those whom it asks to stop."""
    interval = max(0.0, utterance.at - conversation.last)
    reply = utterance.message.reply_to is not None or bool(utterance.message.targets)
    conversation.rhythm.beat(interval, utterance.risk, reply=reply)
    conversation.last, conversation.ended_at = utterance.at, utterance.moment
    _speak(conversation, utterance, book)
    if utterance.target:
        _treat(conversation, utterance, utterance.target)
    for person in refused:
        conversation.bond(person, utterance.author).stopped = True
        conversation.refusers |= {utterance.author}


def turn_of(utterance: Utterance) -> Turn:
    message = utterance.message
    return Turn(
        message=message.id,
        author=utterance.author,
        name=intern(message.author.name),
        target=utterance.target,
        text=message.text[:_LONGEST_TURN],
        risk=utterance.risk,
        at=utterance.moment,
        malice=utterance.malice,
    )


def refused_by(conversation: Conversation, utterance: Utterance) -> tuple[str, ...]:
    """Whom a plea to stop is meant for: the one it is said to, and all who press its author.

    "Leave me alone" names nobody: where no one presses either, it answers the only person who has
    just spoken to its author.
    """
    if not utterance.asks_to_stop:
        return ()
    meant = [utterance.target] if utterance.target else []
    if not utterance.explicit and (speaker := _speaking_to(conversation, utterance)):
        meant = [speaker]
    return tuple(dict.fromkeys([*meant, *conversation.pressing(utterance.author)]))


def _speaking_to(conversation: Conversation, utterance: Utterance) -> str | None:
    """The one person who lately spoke to the author; None where several did."""
    near = (turn for turn in conversation.turns if utterance.at - turn.seconds < _JUST_NOW)
    people = {turn.author for turn in near if turn.target == utterance.author}
    return people.pop() if len(people) == 1 else None


def _speak(conversation: Conversation, utterance: Utterance, book: PhraseBook) -> None:
    voice = conversation.voice(utterance.author)
    if voice.messages == 0:
        conversation.people = (*conversation.people, utterance.author)
        voice.name = _usable_name(utterance.message.author.name, book)
    voice.messages += 1
    voice.laughs += "laughter" in utterance.tone
    voice.farewells += "farewell_life" in utterance.tone


def _treat(conversation: Conversation, utterance: Utterance, target: str) -> None:
    bond = conversation.bond(utterance.author, target)
    bond.messages += 1
    bond.laughs += "laughter" in utterance.tone
    bond.warmth += utterance.is_kind
    if utterance.malice >= BARB:
        bond.barbs += 1
        bond.malice += utterance.malice


def _usable_name(name: str, book: PhraseBook) -> str:
    spoken = _NO_LETTERS.sub("", name.casefold())
    if len(spoken) < _SHORTEST_NAME or book.knows(spoken):
        return ""
    # Interned, as the name is in turns.
    return intern(spoken)
