"""A text as people meant it: the normaliser that undoes spelling tricks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from engine.guard import LONGEST
from engine.language import UNTOLD, Language
from engine.letters import (
    HIDDEN,
    TURNED,
    UNSEEN,
    ZALGO,
    composed,
    in_latin,
    without_lunates,
    without_styles,
)


class Trick(StrEnum):
    """A way of spelling that hides words from software but not from people."""

    ZERO_WIDTH = "zero_width"
    BIDI = "bidi"
    STYLISED = "stylised"
    COMBINING = "combining"
    CONFUSABLE = "confusable"
    SPACING = "spacing"
    LEETSPEAK = "leetspeak"
    REPEATS = "repeats"


@dataclass(frozen=True, slots=True)
class Normalised:
    """`screened` is what detectors and the encoder read; `words` are its tokens, without
    apostrophes. `undone` names the tricks, and `domains` the hosts that links were cut to.
    """

    original: str
    screened: str
    words: tuple[str, ...]
    undone: frozenset[Trick] = frozenset()
    domains: tuple[str, ...] = ()
    mentions: int = 0
    language: Language = UNTOLD


Normalise = Callable[[str], Normalised]
Step = Callable[[str], str]
Steps = tuple[tuple[Trick | None, Step], ...]

# ---------------------------------------------------------------- links, mentions, markup

_LINK = re.compile(r"<?(?:https?://|www\.)(?:[^\s/@]*@)?([\w.-]*\w)[^\s<>]*>?")
# Only endings that no sentence has ("nice.me"): a full stop without a space is common in chat.
_ENDINGS = "com|net|org|gg|io|ru|xyz|tv|co|app|dev|link|site|shop|online|club|top|example|invalid"
_BARE_HOST = re.compile(
    r"(?<![\w.@-])(?:[\w.+-]{1,64}@)?((?:[a-z0-9-]{1,63}\.){0,8}[a-z0-9-]{2,63}\."
    rf"(?:{_ENDINGS}))(?![\w-]|\.\w)(?:/[^\s<>]*)?"
)
_AT_FOR_A = r"(?:ss(?:es|holes?|hats?|wipes?)?|rse(?:s|holes?)?|nal|nus|55\w*)\b"
_MENTION = re.compile(rf"<@[!&]?\d+>|(?<![\w@.])@(?!{_AT_FOR_A})\w{{3,32}}")
_DISCORD_MARK = re.compile(r"<a?:(\w{2,32}):\d+>|<[#/][^>\s]{1,64}>|<t:\d+(?::\w)?>")
_QUOTE_MARK = re.compile(r"^(?:[^\S\n]*>)+", re.MULTILINE)
_FORMATTING = re.compile(r"[`\\]+|~~+|\|\|+|(?<![^\W_])_+|_+(?![^\W_])")
_STARS = re.compile(r"(?<!\*)\*+")
_BOLD = re.compile(r"(?<!\*)\*\*([^\W\d_]+)\*\*(?!\*)")


def _without_links(text: str) -> str:
    return _BARE_HOST.sub(r" \1 ", _LINK.sub(r" \1 ", text))


def _without_mentions(text: str) -> str:
    return _MENTION.sub("@", text)


def _without_markup(text: str) -> str:
    text = _DISCORD_MARK.sub(lambda mark: f" {mark[1] or ''} ", text)
    return _FORMATTING.sub("", _QUOTE_MARK.sub("", text)).replace("_", " ")


def without_stars(text: str) -> str:
    return text.replace("*", "")


def _but_masks(text: str) -> str:
    """Without stars that are formatting; those between letters hide some ("st*pid")."""

    def kept(stars: re.Match[str]) -> str:
        start, end = stars.span()
        hides = text[max(0, start - 1) : start].isalpha() and text[end : end + 1].isalpha()
        return stars[0] if hides else ""

    text = _BOLD.sub(r"\1", text)
    return _STARS.sub(kept, text)


# ---------------------------------------------------------------- spelling

_SPACED = re.compile(
    r"(?<![^\W_])[^\W_]([ .\-/+=:~|*_]{1,3})(?:[^\W_]|[@$!])(?:\1(?:[^\W_]|[@$!]))+(?![^\W_])"
)
# "u r a", "y r u", "i c u": words of one letter, as people type them on a phone.
_SHORTHAND = re.compile(r"[aiurycbnkm]{3,4}")
_ADDRESS = re.compile(r"ura?(?=.{3})")


def _rejoined(run: re.Match[str]) -> str:
    word = run[0].replace(run[1], "")
    if _SHORTHAND.fullmatch(word) or sum(map(str.isalpha, word)) < 2:
        return run[0]
    address = _ADDRESS.match(word)
    return f"{address[0]} {word[address.end() :]}" if address else word


def _without_gaps(text: str) -> str:
    return _SPACED.sub(_rejoined, text)


_CODED = re.compile(r"(?<![\w@$!])(?=[a-z]*[0-9@$!])[a-z0-9@$!]*[a-z][a-z0-9@$!]*")
_INSIDE = re.compile(r"[a-z](?!10)[013457@$]{1,2}[a-z]|[aeiou]11$|^[a-z]{0,3}[^aeiouy]![a-z]{1,3}$")
_NO_CODE = re.compile(r"s\d+e\d+|[2689]")
# A figure at a word's edge is mostly a figure (4ever, 3days, ps5), except in these words.
_EDGES = re.compile(
    r"[4@](?:ss\w*|55\w*|\$\$\w*|rse\w*|r[e3]|n|nd|ll|m|nal|nus)|a(?:55|\$\$)|ki\$\$|nigg[4@]s?"
    r"|[5$](?:h[1i!]t\w*|lut\w*|tup[1i!]d|uck\w*)|[1!]d[1!i][0o]t\w*|[1!]oser\w*|whor3|h03s?"
)
_ELL = re.compile(r"(?<=1)1|1(?=1|y)|(?<=[aeiou])1(?=[aeiou034]|$)|^1(?=[aeou034])")
_COVERT_G = re.compile(r"(?<=i)(?:99|66)(?=[a-z])")
_FIGURES = str.maketrans("013457@$!", "oieastasi")


def _is_coded(word: str) -> bool:
    figures = len(word) - sum(map(str.isalpha, word))
    return 2 * figures <= len(word) and bool(_INSIDE.search(word)) and not _NO_CODE.search(word)


def _decoded(run: re.Match[str]) -> str:
    word = run[0].rstrip("!")
    plain = _COVERT_G.sub("gg", word)
    if plain == word and not _EDGES.fullmatch(word) and not _is_coded(word):
        return run[0]
    return _ELL.sub("l", plain).translate(_FIGURES) + "!" * (len(run[0]) - len(word))


def _without_leetspeak(text: str) -> str:
    return _CODED.sub(_decoded, text)


_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_SHOUTED = re.compile(r"([!?.,])\1{3,}")


def _without_repeats(text: str) -> str:
    return _DRAWN_OUT.sub(r"\1\1", text)


def _tidied(text: str) -> str:
    return " ".join(_SHOUTED.sub(r"\1\1\1", text).split())


# ---------------------------------------------------------------- the whole

_LETTER_STEPS: Steps = (
    (Trick.BIDI, partial(TURNED.sub, "")),
    (Trick.ZERO_WIDTH, partial(HIDDEN.sub, "")),
    (None, partial(UNSEEN.sub, "")),
    (Trick.STYLISED, without_styles),
    (Trick.COMBINING, partial(ZALGO.sub, "")),
    (Trick.CONFUSABLE, without_lunates),
    (None, composed),
    (Trick.CONFUSABLE, in_latin),
)
_SPELLING_STEPS: Steps = (
    (None, _without_links),
    (None, _without_mentions),
    (Trick.SPACING, _without_gaps),
    (None, without_stars),
    (None, _without_markup),
    (Trick.LEETSPEAK, _without_leetspeak),
    (Trick.REPEATS, _without_repeats),
    (None, _tidied),
)
_BUT_MASKS: Steps = tuple(
    (trick, _but_masks if step is without_stars else step) for trick, step in _SPELLING_STEPS
)
# Lower-case ASCII without any of this is what the steps would make of it.
_TRICKY = re.compile(
    r"[<>@*_~|`\\$\x00-\x08\x0e-\x1f\x7f]|[a-z][0-9]|[0-9][a-z]|[a-z][!][a-z]|([a-z])\1\1"
    r"|[!?.,]{4}|//|www|[a-z0-9-]\.[a-z]"
    r"|(?<![a-z0-9])[a-z0-9][ ./+=:-]{1,3}[a-z0-9][ ./+=:-]{1,3}[a-z0-9](?![a-z0-9])"
)
_TOKEN = re.compile(r"[^\W_]+")
# What French cuts short before a vowel is a word by itself: "t'es", "l'idiot".
_ELIDED = re.compile(r"(?<![^\W_])([cdjlmnst]|qu)'(?=[aeiouyh])")


def normalise(text: str) -> Normalised:
    """The text without tricks; normalising `screened` again changes nothing."""
    return _normalised(text, _SPELLING_STEPS)


def normalise_but_masks(text: str) -> Normalised:
    """The same with the stars that hide letters, for whoever can tell which ("st*pid")."""
    return _normalised(text, _BUT_MASKS)


def _normalised(text: str, steps: Steps) -> Normalised:
    text = text[:LONGEST]
    lowered = text.casefold()
    if _is_plain(lowered):
        screened = " ".join(lowered.split())
        return Normalised(text, screened, words_of(screened))
    undone: set[Trick] = set()
    visible = _visible(text, undone)
    screened = _taken(steps, visible, undone)
    # Each round shortens the text or leaves fewer foreign signs, so there is a last one.
    while (again := _once_more(screened, steps, undone)) != screened:
        screened = again
    unlinked = _without_links(visible)
    return Normalised(
        original=text,
        screened=screened,
        words=words_of(screened),
        undone=frozenset(undone),
        domains=_hosts(visible),
        mentions=len(_MENTION.findall(unlinked)),
    )


def unnormalised(text: str) -> Normalised:
    """The text as it is written, for measuring what `normalise` is worth."""
    screened = " ".join(text[:LONGEST].casefold().split())
    return Normalised(text, screened, words_of(screened))


def _is_plain(lowered: str) -> bool:
    return lowered.isascii() and not _TRICKY.search(lowered)


def _once_more(screened: str, steps: Steps, undone: set[Trick]) -> str:
    if _is_plain(screened):
        return screened
    return _taken(steps, _visible(screened, undone), undone)


def _visible(text: str, undone: set[Trick]) -> str:
    if text.isascii():
        return UNSEEN.sub("", text).casefold()
    return _taken(_LETTER_STEPS, text, undone)


def _taken(steps: Steps, text: str, undone: set[Trick]) -> str:
    for trick, step in steps:
        changed = step(text)
        if trick and changed != text:
            undone.add(trick)
        text = changed
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = _LINK.findall(text) + _BARE_HOST.findall(_LINK.sub(" ", text))
    return tuple(dict.fromkeys(hosts))


def words_of(screened: str) -> tuple[str, ...]:
    """The tokens of a screened text, without apostrophes."""
    if "'" in screened:
        screened = _ELIDED.sub(r"\1 ", screened).replace("'", "")
    return tuple(_TOKEN.findall(screened))
