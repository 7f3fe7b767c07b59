"""What links say by themselves: whom they imitate, where they hide, what they bring."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from engine.letters import without_invisible
from engine.packs import WebNames
from engine.screening.links import Link, links_in
from engine.screening.lookalike import Lookalikes
from engine.screening.suffixes import domain_of
from engine.text import Normalised, Trick
from engine.verdict import Category


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to believe in spam or fraud; `score` is how good a reason, 0..1."""

    category: Category
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A message's links, the facts that schemes ask for, and what speaks against the links."""

    links: Sequence[Link] = ()
    facts: frozenset[str] = frozenset()
    signs: tuple[Sign, ...] = ()


_INVITE = re.compile(
    r"(?:discord\.gg|dsc\.gg|discord\.me|discord\.io|t\.me|chat\.whatsapp\.com|guilded\.gg/i)/\S"
    r"|discord(?:app)?\.com/invite/|discord\s?[.,(]\s?g\s?g",
    re.IGNORECASE,
)
# "viewers .com", "viewers (dot) com", "discord,gg": written so that no software sees a link.
_HIDDEN = re.compile(
    r"(?<![\w.@])[\w-]{4,63}(?:\s*[(\[{](?:dot|punkt|\.)[)\]}]\s*|\s+dot\s+|\s+\.(?=\w)|,(?=gg/))"
    r"(?:com|net|org|gg|ru|xyz|io|tv|cc|shop|store|top|site|online|club|pro|link|info)(?!\w)"
    r"|(?<![\w.@])[\w-]{4,63}\s\.\s(?:com|net|org|gg|ru|xyz|io|tv|cc)(?!\w)",
    re.IGNORECASE,
)
_EXECUTABLE = re.compile(r"\.(?:exe|msi|apk|jar|ps1|scr|bat|cmd|vbs|lnk|hta|pif)$", re.IGNORECASE)
# No honest program goes by these; or it pretends to be a picture or a document.
_TRICKY = re.compile(
    r"\.(?:scr|vbs|lnk|hta|pif)$|\.(?:pdf|docx?|xlsx?|jpe?g|png|gif|mp[34]|txt|zip|rar)\.\w{2,4}$",
    re.IGNORECASE,
)
# Most chat has neither a full stop nor a comma before a letter, and is looked at no further.
_MAY_POINT = re.compile(r"[.,][^\s.,]|\s\.\s|\bdot\b|[(\[{]\.", re.IGNORECASE)
_AROUND_STOPS = re.compile(r"\s*([./])\s*")
_MANY, _SEVERAL = 4, 3


class LinkSigns:
    """Looks only at texts that may point somewhere; asks the suffix list only about links."""

    def __init__(self, web: WebNames) -> None:
        self._web = web
        self._lookalikes = Lookalikes(web)
        self._known = web.honest | {domain for brand in web.brands for domain in brand.domains}

    def look(self, normalised: Normalised) -> Linked:
        if not _MAY_POINT.search(normalised.original):
            return Linked()
        visible = without_invisible(normalised.original)
        text = f"{visible} {_rejoined(normalised)}"
        links = links_in(visible) or links_in(text)
        hidden = tuple(_hidden(normalised.original, visible, links))
        signs = (*self._signs(text, links), *hidden)
        return Linked(links, frozenset(self._facts(text, links, hidden=bool(hidden))), signs)

    def _facts(self, text: str, links: Sequence[Link], *, hidden: bool) -> Iterator[str]:
        if links or hidden:
            yield "link"
        if hidden or any(map(self._is_strange, links)):
            yield "stranger"
        if _INVITE.search(text):
            yield "invite"
        if any(_registered(link) in self._web.shorteners for link in links):
            yield "short"

    def _signs(self, text: str, links: Sequence[Link]) -> Iterator[Sign]:
        if _INVITE.search(text):
            yield Sign(Category.SPAM, 0.3, "Invites to another place.")
        for link in links:
            if found := self._lookalikes.resemblance(link):
                yield Sign(Category.SCAM, found.score, found.evidence)
            yield from self._destination(link)
        if len(links) >= _SEVERAL:
            score = 0.4 if len(links) >= _MANY else 0.2
            yield Sign(Category.SPAM, score, f"{len(links)} links at once.")

    def _destination(self, link: Link) -> Iterator[Sign]:
        registered = _registered(link)
        if registered in self._web.trackers:
            yield Sign(Category.SCAM, 0.65, "The link notes the address of whoever opens it.")
        if registered in self._web.shorteners:
            yield Sign(Category.SPAM, 0.25, "A shortened link hides where it goes.")
        path = re.split(r"[?#]", link.path, maxsplit=1)[0]
        if _EXECUTABLE.search(path):
            yield self._program(path, registered)
        if link.is_figures and not _is_at_home(link.host):
            yield Sign(Category.SCAM, 0.35, "The link goes to a bare address in figures.")

    def _program(self, path: str, registered: str) -> Sign:
        if _TRICKY.search(path):
            return Sign(Category.SCAM, 0.7, "The link brings a program that hides what it is.")
        if registered in self._web.publishers:
            return Sign(Category.SCAM, 0.1, "The link brings a program.")
        return Sign(Category.SCAM, 0.4, "The link brings a program from an unknown site.")

    def _is_strange(self, link: Link) -> bool:
        registered = _registered(link)
        if registered in self._known or registered in self._web.publishers:
            return False
        return not (link.host == "localhost" or (link.is_figures and _is_at_home(link.host)))


def _hidden(written: str, visible: str, links: Sequence[Link]) -> Iterator[Sign]:
    """What was done so that software sees no link, or another one."""
    if _HIDDEN.search(visible) or (links and not links_in(visible)):
        yield Sign(Category.SPAM, 0.35, "A link is written so that filters miss it.")
    if links_in(written) != links_in(visible):
        yield Sign(Category.SCAM, 0.5, "Invisible signs stand inside a link.")


def _registered(link: Link) -> str:
    domain = domain_of(link.host)
    return domain.registered if domain else link.host


def _is_at_home(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def _rejoined(normalised: Normalised) -> str:
    """The text with its spaced letters put together, in which links may show."""
    if Trick.SPACING not in normalised.undone:
        return ""
    return _AROUND_STOPS.sub(r"\1", normalised.screened)
