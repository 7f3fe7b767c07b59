"""Links as they were written: where they really go, and what they are made to look like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from engine.screening.suffixes import domain_of


@dataclass(frozen=True, slots=True)
class Link:
    """`shown` is the text that markdown puts in its place. `userinfo` stands before an "@" and is
    no part of where the link goes, whatever it looks like. `host` has no port and no "www".
    """

    host: str
    path: str = ""
    userinfo: str = ""
    shown: str = ""

    @property
    def is_figures(self) -> bool:
        return bool(_FIGURES.fullmatch(self.host))


_MOST = 10
_FIGURES = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_MARKDOWN = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,200})\]\(\s*<?((?:https?://|www\.)[^\s<>()]{3,500})>?\s*\)"
)
_WRITTEN = re.compile(r"(?:https?://|www\.)([^\s<>()\[\]{}|\\^`\"*]{3,500})", re.IGNORECASE)
# Without a scheme: only endings that no sentence has, or a path behind it.
_ENDINGS = (
    "com|net|org|gg|io|ru|xyz|tv|co|app|dev|site|shop|store|online|club|top|link|info|biz|cc|pro"
    "|gift|finance|bet|icu|vip"
)
_BARE = re.compile(
    r"(?<![\w.@+\-/])((?:[\w-]{1,63}\.){1,6}[a-z][a-z0-9-]{1,62})((?::\d{1,5})?(?:/[^\s<>()\[\]*]*)?)"
    r"(?![\w@-])",
    re.IGNORECASE,
)
_TELLING_END = re.compile(rf"\.(?:{_ENDINGS})$")
_NAMED = re.compile(r"[^.]*[^\W\d_].*\.")
_RESERVED = re.compile(r"\.(?:example|invalid|test)$")


def links_in(text: str) -> tuple[Link, ...]:
    """The first ten, each once."""
    if "." not in text:
        return ()
    return tuple(islice(dict.fromkeys(_links(text)), _MOST))


def _links(text: str) -> Iterator[Link]:
    for shown, target in _MARKDOWN.findall(text):
        yield _link(target.removeprefix("https://").removeprefix("http://"), shown=shown)
    text = _MARKDOWN.sub(" ", text)
    for target in _WRITTEN.findall(text):
        yield _link(target)
    for host, path in _BARE.findall(_WRITTEN.sub(" ", text)):
        if _is_address(host.lower(), path):
            yield _link(host + path)


def _link(target: str, *, shown: str = "") -> Link:
    authority, path = _parted(target)
    userinfo, _, host = authority.rpartition("@")
    host = host.partition(":")[0].strip(".,;!?'").lower().removeprefix("www.")
    return Link(host, path, userinfo, shown)


def _parted(target: str) -> tuple[str, str]:
    end = re.search(r"[/?#]", target)
    return (target[: end.start()], target[end.start() :]) if end else (target, "")


def _is_address(host: str, path: str) -> bool:
    """Whether a bare word with a stop in it is meant to be opened."""
    if not _NAMED.match(host):
        return False
    if _RESERVED.search(host):
        return True
    telling = _TELLING_END.search(host) or (len(path) > 1 and path.startswith("/"))
    return bool(telling) and domain_of(host) is not None
