"""A wave of like messages from many accounts: what it is made of, and how hostile it looks."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha1
from operator import attrgetter
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from engine.events import Author
from engine.sessions.phrases import Words
from engine.sessions.utterance import DAY, UNNAMED_BELOW, Utterance, account_age
from engine.sessions.window import Window
from engine.verdict import Category

SPAN = 600.0
# A wave is cut here, so that all a live one rests on lies within the two hours that are fed again
# after a restart.
LONGEST = 90 * 60.0
FEWEST = 5
# So many of their smallest word hashes make two texts alike.
SHARED = 3
# So many make harmless words an echo of rough ones.
_ECHO = 4
ROUGH = 0.35
_MOST_POSTS = 32
SKETCH = 5
MARK = 4
_HASHES = [Struct(f">{count}I") for count in range(SKETCH + 1)]
_MARKS = [Struct(f"{MARK}s" * count) for count in range(SKETCH + 1)]
_YOUNG = 7 * DAY
_OLD = 30 * DAY
_JUST_JOINED = 3600.0
_SETTLED = 7 * DAY

# From here on a message is an advert to the screening.
_ADVERT = 0.3

# What makes a wave hostile. Newness alone is a party, content alone one joke too many.
_NEWNESS, _CONTENT, _JOINS, _CROWD = 0.4, 0.3, 0.15, 0.25
# Who came in just now with an old account may have come for a game's release.
_JUST_CAME, _STRANGERS, _CALLS = 0.7, 0.8, 0.7
_CROWD_FULL = 8
_MOSTLY = 0.5
# A cheerful wave has next to no links or rough words, and hardly shouts at single people.
_CHEER_LINKS, _CHEER_ROUGH, _CHEER_AIMED, _CHEER_WORDS = 0.2, 0.2, 0.5, 0.5
# Harmless words are a flood only where new accounts, made for it, say little else.
_MADE_FOR_IT, _LITTLE_ELSE = 0.6, 0.5


class Post(NamedTuple):
    """One message as evidence. `stranger`: the author had not spoken in this session before;
    `dated`: the platform tells since when they have been there; `unsure`: it may be said for
    somebody who is under attack.

    A tuple, since one is made for nearly every message.
    """

    message: str
    author: str
    sketch: bytes
    newcomer: bool
    young: bool
    stranger: bool
    dated: bool
    regular: bool
    link: bool
    advert: bool
    aimed: bool
    rough: bool
    hype: bool
    unsure: bool = False

    @property
    def is_harmless(self) -> bool:
        return not (self.link or self.advert or self.rough)

    @property
    def is_suspect(self) -> bool:
        """Where nobody's age is told, as on Twitch, a stranger with harmless words is a viewer."""
        return self.stranger and not self.regular and (self.dated or not self.is_harmless)

    @property
    def is_attack(self) -> bool:
        return self.rough and (self.newcomer or self.is_suspect)

    @property
    def may_defend(self) -> bool:
        """Too unsure to name its author as one of a wave. Where nobody's age is told, that it is
        a stranger's rough word is all that there is to go by.
        """
        known_by_age = self.dated or not self.is_attack
        return self.unsure and not self.newcomer and known_by_age

    @property
    def is_notable(self) -> bool:
        """Everyday talk of known people starts no wave and need not be kept."""
        return self.newcomer or self.stranger or not self.is_harmless

    @property
    def marks(self) -> tuple[bytes, ...]:
        return _MARKS[len(self.sketch) // MARK].unpack(self.sketch)


def sketch(words: Words) -> bytes:
    """The smallest word hashes: texts that share most words share most of these (MinHash)."""
    marks = sorted(set(map(crc32, map(str.encode, words))))
    if len(marks) < SHARED:
        return b""
    # Packed, since every community keeps dozens of these.
    return _HASHES[min(len(marks), SKETCH)].pack(*marks[:SKETCH])


def alike(marks: tuple[bytes, ...], other: Post, *, shared: int = SHARED) -> bool:
    """Asked of every kept post for every message, so it stops at the first mark too few."""
    spare = len(marks) - shared
    for mark in marks:
        if mark not in other.sketch:
            spare -= 1
            if spare < 0:
                return False
    return spare >= 0


def is_rough(utterance: Utterance) -> bool:
    named = utterance.category is not Category.NONE
    return utterance.malice >= (ROUGH if named else UNNAMED_BELOW)


def post_of(
    utterance: Utterance,
    *,
    joined_at: float | None,
    stranger: bool,
    amid_waves: bool,
    unsure: bool = False,
) -> Post | None:
    """None for everyday talk of known people with no wave about: nothing could come of it."""
    author = utterance.message.author
    newcomer = _is_new(author, utterance.at, joined_at)
    link, rough = utterance.has_link, is_rough(utterance)
    advert = utterance.commerce >= _ADVERT
    if not (amid_waves or newcomer or stranger or link or advert or rough):
        return None
    return Post(
        message=utterance.message.id,
        author=author.id,
        sketch=sketch(utterance.words),
        newcomer=newcomer,
        young=_is_young(author, utterance.at),
        stranger=stranger,
        dated=author.account_created_at is not None or joined_at is not None,
        regular=not newcomer and _is_settled(author, utterance.at),
        link=link,
        advert=advert,
        aimed=utterance.mentions_people,
        rough=rough,
        hype="hype" in utterance.tone,
        unsure=unsure,
    )


@dataclass(frozen=True, slots=True)
class Makeup:
    """What shares of a wave's posts are what; all 0..1."""

    newness: float
    young: float
    links: float
    adverts: float
    rough: float
    aimed: float
    hype: float

    @property
    def is_cheerful(self) -> bool:
        """Nothing in the words is meant to hurt or to sell."""
        return self.links <= _CHEER_LINKS and self.is_plain

    @property
    def is_plain(self) -> bool:
        """Cheerful, or about a page that many people have come to see."""
        return (
            self.adverts <= _CHEER_LINKS
            and self.rough <= _CHEER_ROUGH
            and self.aimed <= _CHEER_AIMED
        )

    @property
    def sells(self) -> bool:
        return max(self.links, self.adverts) > _CHEER_LINKS

    @property
    def is_hyped(self) -> bool:
        return self.hype >= _CHEER_WORDS

    def is_harmless(self, *, focus: float) -> bool:
        """`focus` is the share of those new here that the wave is made of: where new accounts, or
        a link, are all that there is, the words are no excuse.
        """
        made_for_it = self.young >= _MADE_FOR_IT or self.links > _CHEER_LINKS
        return self.is_plain and not (made_for_it and focus >= _LITTLE_ELSE)

    def hostility(self, *, accounts: int, joins: float) -> float:
        """0..1; `joins` is how far joining exceeds the community's usual rate, 0..1."""
        content = max(self.adverts, self.links, self.rough, _CALLS * self.aimed)
        crowd = min(1.0, max(0, accounts - FEWEST + 1) / _CROWD_FULL)
        parts = _NEWNESS * self.newness + _CONTENT * content + _JOINS * joins + _CROWD * crowd
        return min(1.0, parts)

    def category(self, *, joins: float) -> Category:
        return Category.RAID if max(self.newness, joins) >= _MOSTLY else Category.SPAM


@dataclass(slots=True)
class Wave:
    """A campaign under way; its first message names it, and it keeps that name while it grows.

    `marks` counts the word hashes of its posts: what it keeps repeating. A `mob` is one of rough
    strangers, each of whom found words of their own.
    """

    id: str
    began: float
    posts: Window[Post] = field(default_factory=lambda: Window(span=SPAN, limit=_MOST_POSTS))
    marks: Counter[bytes] = field(default_factory=Counter)
    accounts: dict[str, None] = field(default_factory=dict)
    mob: bool = False

    def is_over(self, at: float) -> bool:
        return at - self.posts.latest >= SPAN or at - self.began >= LONGEST

    def echoes(self, post: Post) -> bool:
        """Whether harmless words are a hostile post's; "you are all" they share by chance."""
        hostile = (other for other in self.posts if not other.is_harmless)
        return any(alike(post.marks, other, shared=_ECHO) for other in hostile)

    def takes(self, post: Post) -> bool:
        """The same words again, or, where rough strangers are the wave, another of them."""
        counts = self.marks
        repeated = [mark for mark in post.marks if mark in counts and counts[mark] > 1]
        if len(repeated) >= SHARED:
            return True
        return self.mob and post.is_attack

    def add(self, at: float, post: Post) -> Makeup:
        self.posts.add(at, post)
        self.marks.update(post.marks)
        makeup = self.makeup()
        if not (post.may_defend or (post.regular and makeup.newness >= _MOSTLY)):
            self.accounts[post.author] = None
        return makeup

    def makeup(self) -> Makeup:
        posts = list(self.posts)

        def share(trait: str) -> float:
            holding: int = sum(map(attrgetter(trait), posts))
            return holding / (len(posts) or 1)

        young = share("young")
        newness = (young, _JUST_CAME * share("newcomer"), _STRANGERS * share("is_suspect"))
        return Makeup(
            newness=max(newness),
            young=young,
            links=share("link"),
            adverts=share("advert"),
            rough=share("rough"),
            aimed=share("aimed"),
            hype=share("hype"),
        )


def wave_id(community: str, message: str) -> str:
    return sha1(f"{community}\n{message}".encode(), usedforsecurity=False).hexdigest()[:12]


def _is_new(author: Author, at: float, joined_at: float | None) -> bool:
    just_joined = joined_at is not None and at - joined_at < _JUST_JOINED
    return just_joined or _is_young(author, at)


def _is_young(author: Author, at: float) -> bool:
    age = account_age(author, at)
    return age is not None and age < _YOUNG


def _is_settled(author: Author, at: float) -> bool:
    """Known to have been here for a while; where the platform is silent, not known."""
    age = account_age(author, at)
    joined = author.joined_at
    here_long = joined is not None and at - joined.timestamp() >= _SETTLED
    return here_long or (joined is None and age is not None and age >= _OLD)
