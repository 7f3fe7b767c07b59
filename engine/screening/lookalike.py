"""Domains that imitate well-known names: by foreign letters, a wrong one, a bait beside them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.confusables import ACCENTED, COUSINS, SHAPES
from engine.packs import Brand, WebNames
from engine.screening.links import Link, links_in
from engine.screening.suffixes import Domain, domain_of

_REMEMBERED_LINKS = 2048
_NEAR_FROM = 6  # letters; shorter names are one letter away from half the dictionary
_MOST_ADDED = 3  # words at each end of a label; what is longer is looked at no further
_LONGEST_LABEL = 63  # letters, as DNS has it
_UNMISTAKABLE = 10  # letters; "steamcommunity" under any suffix means the one


@dataclass(frozen=True, slots=True)
class Resemblance:
    """`score` is the chance that the link is meant to deceive, `evidence` says by what."""

    score: float
    evidence: str


class Lookalikes:
    """What links pretend to be. The true domains of `names` resemble nothing."""

    def __init__(self, names: WebNames) -> None:
        self._names = names
        self._true = {domain: brand for brand in names.brands for domain in brand.domains}
        self._honest = self._true.keys() | names.honest | names.publishers
        self._brands = {name: brand for brand in names.brands for name in brand.names}
        self._skeletons = {skeleton(name): name for name in self._brands}
        self._added = names.baits | names.fillers
        self._longest = max(map(len, self._added), default=0)
        self.resemblance = lru_cache(_REMEMBERED_LINKS)(self._resemblance)

    def _resemblance(self, link: Link) -> Resemblance | None:
        """The worst that speaks against the link; None for an honest one."""
        found = [*self._disguises(link), *self._imitations(link)]
        return max(found, key=lambda resemblance: resemblance.score, default=None)

    def _is_honest(self, domain: Domain) -> bool:
        if domain.registered in self._honest:
            return True
        brand = self._brands.get(domain.label)
        return brand is not None and brand.everywhere and _is_of_a_country(domain.suffix)

    def _disguises(self, link: Link) -> Iterator[Resemblance]:
        """Ways to write a link so that it seems to go somewhere else."""
        pretended = link.userinfo.partition(":")[0].lower()
        if _registered(pretended) in self._true or self._is_name(pretended):
            yield Resemblance(0.9, f'The link seems to go to "{pretended}", but goes elsewhere.')
        for shown in links_in(link.shown):
            if _registered(shown.host) != _registered(link.host):
                score = 0.85 if _registered(shown.host) in self._true else 0.4
                yield Resemblance(score, f'The link says "{shown.host}" and goes elsewhere.')

    def _imitations(self, link: Link) -> Iterator[Resemblance]:
        domain = domain_of(link.host)
        if domain is None or self._is_honest(domain):
            return
        yield from self._true_name_below(link.host, domain)
        label = readable(domain.label)
        if len(label) > _LONGEST_LABEL:
            return
        yield from self._imitates(label, domain)
        if self._is_bait(label):
            for part in readable(domain.below).replace(".", "-").split("-"):
                if name := self._skeletons.get(skeleton(part)):
                    yield Resemblance(0.8, f'A bait under the name "{name}", which is not its own.')

    def _true_name_below(self, host: str, domain: Domain) -> Iterator[Resemblance]:
        """As "steampowered.com" in "store.steampowered.com-sale.top"."""
        if not domain.below:
            return
        for true in self._true:
            if f".{true}." in f".{host}" or f".{true}-" in f".{host}":
                yield Resemblance(0.9, f'"{true}" stands in the link, but it goes elsewhere.')

    def _imitates(self, label: str, domain: Domain) -> Iterator[Resemblance]:
        parts = label.split("-")
        for core, baited in self._cores(label).items():
            yield from self._as_written(core, domain, baited=baited)
        if len(parts) > 1:
            for part in parts:
                yield from self._among_others(part)

    def _cores(self, label: str) -> Mapping[str, bool]:
        """What may be the name in a label, and whether a bait was taken off its ends for it."""
        cores: dict[str, bool] = {}
        for short, baited in self._shortened(label, baited=False, ending=True):
            for core, also in self._shortened(short, baited=baited, ending=False):
                cores.setdefault(core.replace("-", ""), also)
        return cores

    def _shortened(self, label: str, *, baited: bool, ending: bool) -> Iterator[tuple[str, bool]]:
        """The label, and what is left each time that a word is taken off one of its ends."""
        yield label, baited
        for _ in range(_MOST_ADDED):
            word = self._added_at(label, ending=ending)
            if not word or word == label:
                return
            label = label.removesuffix(word) if ending else label.removeprefix(word)
            label = label.strip("-")
            baited = baited or word in self._names.baits
            yield label, baited

    def _added_at(self, label: str, *, ending: bool) -> str:
        """The longest known word, or the figures, at one end of a label."""
        figures = (_LAST_FIGURES if ending else _FIRST_FIGURES).search(label)
        if figures:
            return figures[0]
        for length in range(min(self._longest, len(label)), 0, -1):
            word = label[-length:] if ending else label[:length]
            if word in self._added:
                return word
        return ""

    def _as_written(self, core: str, domain: Domain, *, baited: bool) -> Iterator[Resemblance]:
        name = self._skeletons.get(skeleton(core))
        if name is None:
            yield from self._misspelt(core)
            return
        if core != name and (not core.isascii() or len(name) >= _NEAR_FROM):
            what = "look-alike letters" if core.isascii() else "letters of another alphabet"
            yield Resemblance(0.9, f'The domain writes "{name}" with {what}.')
        elif baited:
            score = 0.55 if self._brands[name].everyday else 0.75
            yield Resemblance(score, f'The domain adds a bait to the name "{name}".')
        elif not self._brands[name].everyday and domain.suffix != "com":
            score = 0.75 if len(name) >= _UNMISTAKABLE else 0.45
            yield Resemblance(score, f'".{domain.suffix}" is not where "{name}" is at home.')

    def _misspelt(self, core: str) -> Iterator[Resemblance]:
        """Spelled otherwise by one letter, and no word or house of that name."""
        if len(core) < _NEAR_FROM or core[0].isdigit() or core in self._names.neighbours:
            return
        bones = skeleton(core)
        for other, name in self._skeletons.items():
            far = self._brands[name].everyday or len(name) < _NEAR_FROM
            if not far and one_edit_apart(bones, other):
                yield Resemblance(0.8, f'The domain is one letter away from "{name}".')

    def _among_others(self, part: str) -> Iterator[Resemblance]:
        name = self._skeletons.get(skeleton(part))
        if name is None or self._brands[name].everyday:
            return
        if part == name:
            yield Resemblance(0.4, f'The domain bears the name "{name}", which is not its own.')
        elif len(name) >= _NEAR_FROM:
            yield Resemblance(0.85, f'The domain writes "{name}" with look-alike letters.')

    def _is_name(self, word: str) -> bool:
        brand: Brand | None = self._brands.get(word)
        return brand is not None and not brand.everyday

    def _is_bait(self, label: str) -> bool:
        parts = [part for part in label.split("-") if part]
        told = self._names.baits | self._names.fillers
        return all(part in told for part in parts) and any(p in self._names.baits for p in parts)


_IDEOGRAPHIC_STOPS = str.maketrans("。．｡", "...")
_COUNTRY = re.compile(r"(?:com?\.)?[a-z]{2}")
_SOLD_TO_ANYBODY = frozenset(
    {"cc", "cf", "co", "ga", "gg", "gq", "io", "is", "ly", "me", "ml", "pw", "su", "tk", "to", "tv"}
)
_FIRST_FIGURES, _LAST_FIGURES = re.compile(r"^\d+"), re.compile(r"\d+$")
_FOLDED = str.maketrans(COUSINS | SHAPES | ACCENTED)
# Figures and letters that are drawn alike fall into one: 0 and o, 1 and i and l and j.
_DRAWN_ALIKE = str.maketrans("01ij3456789", "ollleasbtbg")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def _is_of_a_country(suffix: str) -> bool:
    return bool(_COUNTRY.fullmatch(suffix)) and suffix not in _SOLD_TO_ANYBODY


def _registered(host: str) -> str:
    domain = domain_of(host)
    return domain.registered if domain else host


def readable(host: str) -> str:
    """Punycode as the letters that a browser would show."""
    host = host.translate(_IDEOGRAPHIC_STOPS)
    return ".".join(map(_decoded, host.split("."))) if "xn--" in host else host


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@lru_cache(8192)
def skeleton(label: str) -> str:
    """The same for labels that the eye takes for one another ("paypa1", "pаypal", "paypal")."""
    folded = unicodedata.normalize("NFKC", label).casefold().translate(_FOLDED)
    apart = unicodedata.normalize("NFKD", folded)
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    for pair, single in _PAIRS:
        letters = letters.replace(pair, single)
    return letters.translate(_DRAWN_ALIKE)


def one_edit_apart(one: str, other: str) -> bool:
    """Whether a letter was left out, added, changed or swapped with its neighbour."""
    short, long = sorted((one, other), key=len)
    if one == other or len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(long) > len(short):
        return short[start:] == long[start + 1 :]
    swapped = long[start : start + 2] == short[start : start + 2][::-1]
    return short[start + 1 :] == long[start + 1 :] or (
        swapped and short[start + 2 :] == long[start + 2 :]
    )
