"""What brands.toml and schemes.toml must look like, and the engine's values they become."""

from collections.abc import Mapping

from pydantic import Field, model_validator

from data.packs.entries import Entry
from engine.packs import Brand, Scheme, Schemes, WebNames
from engine.verdict import Category

# What a scheme may need beside concepts; see engine.screening.spam and link_signs.
FACTS = frozenset(
    {"link", "stranger", "invite", "short", "everyone", "sum", "percent", "phone", "address"}
    | {"handle"}
)


class BrandEntry(Entry):
    names: tuple[str, ...] = Field(min_length=1)
    domains: tuple[str, ...] = Field(min_length=1)
    everyday: bool = False
    everywhere: bool = False


class BaitEntry(Entry):
    strong: frozenset[str]
    filler: frozenset[str]


class HonestEntry(Entry):
    labels: frozenset[str]
    domains: frozenset[str]


class DomainsEntry(Entry):
    domains: frozenset[str]


class BrandsFile(Entry):
    baits: BaitEntry
    honest: HonestEntry
    shorteners: DomainsEntry
    trackers: DomainsEntry
    publishers: DomainsEntry
    brands: tuple[BrandEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_nothing_twice(self) -> "BrandsFile":
        names = [name for brand in self.brands for name in brand.names]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"named by two brands: {', '.join(sorted(twice))}")
        return self

    def web_names(self) -> WebNames:
        return WebNames(
            brands=tuple(Brand(**dict(brand)) for brand in self.brands),
            baits=self.baits.strong,
            fillers=self.baits.filler,
            neighbours=self.honest.labels,
            honest=self.honest.domains,
            shorteners=self.shorteners.domains,
            trackers=self.trackers.domains,
            publishers=self.publishers.domains,
        )


class SchemeEntry(Entry):
    id: str
    category: Category
    score: float = Field(ge=0, le=1)
    needs: tuple[str, ...] = Field(min_length=1)
    explanation: str = Field(min_length=1)


class WordsEntry(Entry):
    words: frozenset[str]


class SchemesFile(Entry):
    retelling: WordsEntry
    concepts: Mapping[str, frozenset[str]]
    schemes: tuple[SchemeEntry, ...]

    @model_validator(mode="after")
    def _needs_what_there_is(self) -> "SchemesFile":
        known = self.concepts.keys() | FACTS
        for scheme in self.schemes:
            if unknown := sorted(set(scheme.needs) - known):
                raise ValueError(f"{scheme.id}: needs what nobody names: {', '.join(unknown)}")
        return self

    def playbook(self) -> Schemes:
        return Schemes(
            schemes=tuple(Scheme(**dict(scheme)) for scheme in self.schemes),
            concepts=self.concepts,
            retelling=self.retelling.words,
        )
