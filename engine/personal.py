"""Personal data and keys in a text: found where they stand, or hidden by kind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import islice

from engine.letters import HIDDEN, UNSEEN
from engine.telephones import is_telephone


class Kind(StrEnum):
    EMAIL = "e-mail"
    PHONE = "phone"
    CARD = "card number"
    ADDRESS = "IP address"
    TOKEN = "access token"  # noqa: S105 - its name


@dataclass(frozen=True, slots=True)
class Finding:
    """From `start` to before `end`."""

    kind: Kind
    start: int
    end: int


# Without one of these there is nothing to be found, which is so of most of what people write.
_WORTH_A_LOOK = re.compile(
    r"[@＠﹫]|\bat\b|_at_|\barroba\b|(?:\d\W{0,3}){7}|\d\.\d+\.\d+\.|[0-9a-f]:[0-9a-f:]{2}"
    r"|[\w-]{16}|oauth:",
    re.IGNORECASE,
)

# ---------------------------------------------------------------- access tokens

_TOKEN = re.compile(
    r"(?<![\w-])(?:"
    r"[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,45}"  # Discord: the bot's id, a moment, a signature
    r"|mfa\.[\w-]{20,}"
    r"|oauth:[a-z0-9]{30}"  # Twitch's chat
    r"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}"
    r"|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|[rs]k_live_\w{16,}|AIza[\w-]{35}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"  # JWT: its first part begins with {"
    r")(?![\w-])"
    r"|(?<=\bbearer )[\w.~+/=-]{16,}(?!\w)"
    r"|(?<=/api/webhooks/)\d{15,20}/[\w-]{40,}",
    re.IGNORECASE,
)

# ---------------------------------------------------------------- e-mail

_BOX = r"[\w.+'-]{1,64}"
_AT = r"[@＠﹫]"
_ENDING = r"(?:[^\W\d_]{2,24})(?![\w@-])"
# Behind "//" an "@" ends a name for logging in, which is how links deceive: no mailbox.
_PLAIN_EMAIL = re.compile(
    rf"(?<![\w.+-])(?<!//){_BOX}\s?{_AT}\s?(?:[\w-]{{1,63}}(?:\s?[.。．]\s?)){{1,6}}{_ENDING}"
)
_NAMED_ENDING = (
    r"(?:com|net|org|io|gg|me|dev|app|info|example|test|invalid|co|de|fr|es|pt|br|uk|us)"
)
_OPEN, _CLOSE = r"\s?[(\[{<]\s?", r"\s?[)\]}>]\s?"
_SAID_AT = rf"(?:{_OPEN}(?:at|ät|{_AT}|arroba){_CLOSE})"
_SAID_DOT = rf"(?:{_OPEN}(?:dot|\.|punkt|point|punto){_CLOSE}|\s+dot\s+|_dot_|\s?\.\s?)"
_HOST = r"[\w-]{1,63}"
_BRACKETED_EMAIL = re.compile(
    rf"(?<![\w.+-]){_BOX}{_SAID_AT}(?:{_HOST}{_SAID_DOT}){{1,4}}{_NAMED_ENDING}",
    re.IGNORECASE,
)
_SPOKEN_DOT = rf"(?:{_OPEN}(?:dot|\.|punkt|point|punto){_CLOSE}|\s+(?:dot|punkt|punto)\s+)"
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+-])({_BOX}(?:\s+dot\s+[\w+-]{{1,64}})?)\s+(?:at|arroba|{_AT})\s+"
    rf"(?:{_HOST}{_SPOKEN_DOT}){{1,4}}{_NAMED_ENDING}",
    re.IGNORECASE,
)
# "alex AT example.com": in small letters it may be a sentence, "meet alex at example.com".
_SHOUTED_EMAIL = re.compile(rf"(?<![\w.+-]){_BOX}\sAT\s(?:{_HOST}\.){{1,4}}{_NAMED_ENDING}")
_UNDERLINED_EMAIL = re.compile(
    r"(?<![a-z0-9.+-])[a-z0-9.+-]{1,64}_at_(?:[a-z0-9-]{1,63}_dot_){1,4}" + _NAMED_ENDING,
    re.IGNORECASE,
)
# "Look at example dot com" names a place to look at, not a mailbox called look.
_NO_BOX = frozenset(
    (
        *("look", "looking", "looked", "stream", "streams", "streaming", "watch", "watching"),
        *("live", "is", "are", "was", "be", "been", "am", "me", "us", "him", "her", "them", "it"),
        *("this", "that", "here", "there", "out", "up", "down", "over", "more", "see", "start"),
        *("playing", "play", "available", "read", "posted", "post", "found", "find", "hosted"),
        *("bought", "buy", "shop", "page", "site", "everything", "stuff", "guide", "free", "again"),
        *("now", "today", "works", "working", "work", "hiring", "chilling", "staring", "stay"),
        *("meet", "meeting", "at", "on", "in", "of", "the", "and"),
    )
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_PLAIN_EMAIL, _BRACKETED_EMAIL, _SHOUTED_EMAIL, _UNDERLINED_EMAIL):
        yield from (found.span() for found in pattern.finditer(text))
    for found in _SPOKEN_EMAIL.finditer(text):
        if found[1].casefold() not in _NO_BOX:
            yield found.span()


# ---------------------------------------------------------------- cards

# By issuer, and never longer: 17 to 19 figures in a row are a snowflake, of which each tenth
# would pass the check sum.
_CARD = re.compile(
    r"(?<![\w.-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6(?:011|[245]\d\d)|35\d\d)"
    r"(?:[ -]?\d{4}){3}(?![\w-])"
    r"|(?<![\w.-])3[47]\d\d[ -]?\d{6}[ -]?\d{5}(?![\w-])"
    r"|(?<![\w.-])3(?:0[0-5]|[689]\d)\d[ -]?\d{6}[ -]?\d{4}(?![\w-])"
)


def _cards(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _CARD.finditer(text) if _adds_up(found[0]))


def _adds_up(number: str) -> bool:
    """Luhn's check sum (ISO/IEC 7812-1)."""
    figures = [int(figure) for figure in reversed(number) if figure.isdecimal()]
    doubled = (sum(divmod(2 * figure, 10)) for figure in figures[1::2])
    return (sum(figures[::2]) + sum(doubled)) % 10 == 0


# ---------------------------------------------------------------- addresses in the net

_IPV4 = re.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f:]{6,39}(?![\w:])", re.IGNORECASE)
_OF_A_VERSION = re.compile(
    r"(?:\bv|\b(?:version|ver|build|patch|update|release|firmware|driver|chrome)s?\.?:?\s)$",
    re.IGNORECASE,
)
_UNSHARED = tuple(
    ip_address(begin).packed[:size] for begin, size in (("10.0.0.0", 1), ("192.168.0.0", 2))
)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for found in (*_IPV4.finditer(text), *_IPV6.finditer(text)):
        start, end = found.span()
        if _is_somebodys(found[0]) and not _OF_A_VERSION.search(text[max(0, start - 12) : start]):
            yield start, end


def _is_somebodys(written: str) -> bool:
    """Whether it may lead to a person: not this machine, a home's inner net, or 8.8.8.8."""
    try:
        address: IPv4Address | IPv6Address = ip_address(written.rstrip(":"))
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return False
    if isinstance(address, IPv6Address):
        # "::" is also how programmers write where a name belongs: face::cafe.
        return not address.is_link_local and any(map(str.isdecimal, written))
    inner = any(address.packed.startswith(begin) for begin in _UNSHARED)
    # From 224 on, nobody has an address: masks and broadcasts.
    return not inner and max(address.packed) > 9 and address.packed[0] < 224


# ---------------------------------------------------------------- the whole


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _TOKEN.finditer(text))


_GAP = re.compile(r"\s+")
# "1) " counts, and is no part of a number.
_FIGURES = re.compile(r"(?!\d{1,2}\)\s)[+(]{0,2}\d[\d\s().\-/]{5,22}\d")


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _FIGURES.finditer(text):
        parts = (part for part in _parts(text, *found.span()) if is_telephone(text, *part))
        yield from islice(parts, 1)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole, then without its first word, its last, and both: "flat 4 (202) 555-0143"."""
    yield start, end
    gaps = [gap.span() for gap in _GAP.finditer(text, start, end)]
    if gaps:
        yield gaps[0][1], end
        yield start, gaps[-1][0]
    if len(gaps) > 1:
        yield gaps[0][1], gaps[-1][0]


# What is found first keeps its place: a card's figures are no telephone.
_FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Kind.TOKEN, _tokens),
    (Kind.EMAIL, _emails),
    (Kind.CARD, _cards),
    (Kind.ADDRESS, _addresses),
    (Kind.PHONE, _phones),
)


def find(text: str) -> tuple[Finding, ...]:
    """In the order in which they stand; none overlaps another."""
    if not _WORTH_A_LOOK.search(text):
        return ()
    kept: list[Finding] = []
    for kind, finder in _FINDERS:
        for start, end in finder(text):
            if all(end <= other.start or other.end <= start for other in kept):
                kept.append(Finding(kind, start, end))
    return tuple(sorted(kept, key=lambda finding: finding.start))


def hide(text: str) -> str:
    """The text with the kind of each finding in its place: "call me: [phone]". Where unseen
    characters split one, all of them are dropped.
    """
    return _replaced(text, lambda kind: f"[{kind}]")


def drop(text: str) -> str:
    """The same with nothing in its place."""
    return _replaced(text, lambda _: "")


def _replaced(text: str, told: Callable[[Kind], str]) -> str:
    if not text.isascii() and find(bare := UNSEEN.sub("", HIDDEN.sub("", text))):
        text = bare
    shown, at = [], 0
    for finding in find(text):
        shown += [text[at : finding.start], told(finding.kind)]
        at = finding.end
    return "".join((*shown, text[at:])) if shown else text
