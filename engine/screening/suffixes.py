"""The registered domain of a host ("oak.co.uk" of "gift.oak.co.uk"), without a network."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract

_REMEMBERED_HOSTS = 4096


@dataclass(frozen=True, slots=True)
class Domain:
    """`label` is what its owner chose, `suffix` what was sold to them, `below` what they put
    before it: "gift", "example" and "co.uk" of "gift.example.co.uk" are below, label and suffix.
    """

    below: str
    label: str
    suffix: str

    @property
    def registered(self) -> str:
        return f"{self.label}.{self.suffix}"


@lru_cache(_REMEMBERED_HOSTS)
def domain_of(host: str) -> Domain | None:
    """None for addresses in figures, for bare suffixes and for names under no public suffix.

    Whoever rents a name from a host ("gift.web.app") owns it, so private suffixes count.
    """
    split = _suffixes().extract_str(host)
    if not split.suffix or not split.domain:
        return None
    return Domain(split.subdomain, split.domain, split.suffix)


@lru_cache(1)
def _suffixes() -> "TLDExtract":
    """Loaded with the first link (0.1 s and 22 MB), from the list that the library brings."""
    from tldextract import TLDExtract

    return TLDExtract(
        cache_dir=None,
        suffix_list_urls=(),
        fallback_to_snapshot=True,
        include_psl_private_domains=True,
    )
