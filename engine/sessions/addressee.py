"""Whom a message is aimed at: said outright, by name, or by how the conversation stands.

Measured by `python -m tests.raids.whom` on 6,489 lines of 26 technical chats, of which 2,554 begin
with an earlier speaker's name, which was hidden. Where earlier lines keep whom they were for, as
replies do, "you" is right in 59 % of its guesses (26 % before it looked at who talks with whom)
and finds 10 % of all; two people alone 13 times of 13; the topic was wrong both times. Where
nothing is known of earlier lines either, "you" is right in 29 %. Another name in a line that began
with one is that of a third person (3 of 35 right): of two names the first is whom it is for.
"""

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from engine.events import Message
from engine.sessions.context import Turn
from engine.sessions.conversation import Conversation
from engine.sessions.phrases import Tone, Words

# Certainties of the ways to know, from the surest down; each was set by reading the shipped chat.
EXPLICIT = 1.0
NAMED = 0.8
ANSWERED = 0.6
ALONE = 0.5
SPOKEN_OF = 0.35

_ANSWER_WITHIN = 120.0
_STRETCH_WITHIN = 600.0
_STRETCH = 6
_TOPIC_WITHIN = 90.0


@dataclass(frozen=True, slots=True)
class Addressee:
    """`certainty` is 0..1."""

    person: str
    certainty: float

    @property
    def explicit(self) -> bool:
        """The author named this person; nothing was guessed from the conversation."""
        return self.certainty >= NAMED


def addressee(
    message: Message, words: Words, tone: Tone, conversation: Conversation
) -> Addressee | None:
    """Never the author; None where the message speaks to nobody in particular."""
    author, at = message.author.id, message.sent_at.timestamp()
    if person := _pointed_at(message, conversation):
        return Addressee(person, EXPLICIT)
    if person := _named(words, author, conversation):
        return Addressee(person, NAMED)
    if "things" in tone:  # "you stupid build, just pass": talk to or about a thing
        return None
    turns = conversation.turns[: -_STRETCH - 1 : -1]
    if "second_person" in tone and (person := _answered(conversation.turns[::-1], author, at)):
        return Addressee(person, ANSWERED)
    if person := _other_party(turns, author, at):
        return Addressee(person, ALONE)
    if "third_person" in tone and (person := _topic(turns, author, at)):
        return Addressee(person, SPOKEN_OF)
    return None


def _pointed_at(message: Message, conversation: Conversation) -> str | None:
    author = message.author.id
    for target in message.targets:
        if target != author:
            return target
    if message.reply_to is None:
        return None
    answered = (turn.author for turn in conversation.turns if turn.message == message.reply_to)
    return next((person for person in answered if person != author), None)


def _named(words: Words, author: str, conversation: Conversation) -> str | None:
    """A recent speaker whose name is among the words; of several the one named first."""
    found: list[tuple[int, str]] = []
    for person in dict.fromkeys(turn.author for turn in reversed(conversation.turns)):
        voice = conversation.known(person)
        if voice and voice.name and voice.name in words and person != author:
            found.append((words.index(voice.name), person))
    return min(found)[1] if found else None


def _answered(turns: list[Turn], author: str, at: float) -> str | None:
    """Who has just spoken to the author, else whom the author spoke to lately, else the last other
    speaker, while what they said still stands there.
    """
    near = [turn for turn in turns if turn.author != author and at - turn.seconds <= _ANSWER_WITHIN]
    to_author = (turn.author for turn in near if turn.target == author)
    lately = (turn for turn in turns if at - turn.seconds <= _STRETCH_WITHIN)
    spoken_to = (turn.target for turn in lately if turn.author == author and turn.target)
    partner = next(to_author, next(spoken_to, None))
    return partner or (near[0].author if near else None)


def _other_party(turns: list[Turn], author: str, at: float) -> str | None:
    people = {turn.author for turn in turns} | {author}
    if len(people) != 2 or len(turns) < _STRETCH or at - turns[-1].seconds > _STRETCH_WITHIN:
        return None
    return next(person for person in people if person != author)


def _topic(turns: list[Turn], author: str, at: float) -> str | None:
    """The person at whom several others have just spoken; one alone makes no topic."""
    near = (turn for turn in turns if at - turn.seconds <= _TOPIC_WITHIN)
    speakers = {(turn.target, turn.author) for turn in near if turn.target}
    aimed = Counter(target for target, speaker in speakers if author not in {target, speaker})
    person, times = max(aimed.items(), key=itemgetter(1, 0), default=(None, 0))
    return person if times > 1 else None
