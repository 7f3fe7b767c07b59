"""Samples and a small lexicon for the tests of the detectors."""

from datetime import UTC, datetime

from engine.events import Author, Community, Message, Origin, Place, Platform
from engine.packs import LexiconGroup, Packs
from engine.screening.signals import Sample
from engine.screening.vocabulary import Vocabulary
from engine.text import normalise
from engine.verdict import Category

HERE = Community(Platform.DISCORD, "lanterns")
THERE = Community(Platform.TWITCH, "mossy")


def message(
    text: str,
    *,
    targets: tuple[str, ...] = (),
    community: Community = HERE,
    is_moderator: bool = False,
) -> Message:
    return Message(
        id="1",
        place=Place(community, "general"),
        author=Author(id="rook", name="rook", is_moderator=is_moderator),
        text=text,
        sent_at=datetime(2026, 3, 1, tzinfo=UTC),
        targets=targets,
        origin=Origin.POST,
    )


def sample(
    text: str,
    *,
    targets: tuple[str, ...] = (),
    is_moderator: bool = False,
    repeats: int = 0,
) -> Sample:
    words = message(text, targets=targets, is_moderator=is_moderator)
    return Sample(words, normalise(text), repeats)


def group(
    id: str,  # noqa: A002  (a group's own word)
    category: Category,
    severity: float,
    *terms: str,
    directed: bool = False,
) -> LexiconGroup:
    return LexiconGroup(id, category, severity, directed, f"Words of {id}.", terms)


LEXICON = (
    group("harmless", Category.NONE, 0.0, "clown fish"),
    group("swearing", Category.INSULT, 0.1, "fuck", "fucking", "shit"),
    group(
        "insult", Category.INSULT, 0.5, "idiot", "trash", "garbage", "stupid", "clown", "dipshit*"
    ),
    group("worth", Category.HARASSMENT, 0.65, "nobody likes you", directed=True),
    group("death", Category.HARASSMENT, 0.95, "kill yourself", "just die", directed=True),
    group("threat", Category.THREAT, 0.9, "i will find you", directed=True),
    group("slur", Category.HATE, 0.9, "subhuman"),
    group("doxxing", Category.DOXXING, 0.8, "leak her address"),
    group("scam", Category.SCAM, 0.85, "claim your nitro"),
    group("spam", Category.SPAM, 0.5, "join my server"),
)

PHRASES = {
    "second_person": frozenset({"you", "u", "ur", "your", "youre", "yourself"}),
    "third_person": frozenset({"he", "she", "hes", "her", "him", "that guy"}),
    "first_person": frozenset({"i", "im", "me", "my", "i am"}),
    "things": frozenset({"game", "build", "patch", "lag", "code"}),
    "negation": frozenset({"not", "no", "nobody", "never", "dont", "isnt", "cant"}),
    "reporting": frozenset({"called me", "is not ok", "dont say", "you cant say", "someone said"}),
}

PACKS = Packs(patterns=(), lexicon=LEXICON, phrases=PHRASES, help_pages=())
VOCABULARY = Vocabulary(LEXICON)
