"""What an entry of each pack file must look like, and the engine's value it becomes."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.packs import HelpPage, LexiconGroup, Pattern
from engine.verdict import Category, Polarity


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PatternEntry(Entry):
    id: str
    category: Category
    polarity: Polarity
    severity: float = Field(ge=0, le=1)
    explanation: str = Field(min_length=1)
    guideline: str = Field(min_length=1)
    texts: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_of_one_mind(self) -> "PatternEntry":
        harmless = self.polarity is Polarity.FINE
        if harmless != (self.category is Category.NONE):
            raise ValueError('polarity "fine" goes with category "none", and only with it')
        if harmless and self.severity:
            raise ValueError("severity of a fine group is 0.0")
        return self

    def patterns(self) -> Iterable[Pattern]:
        for number, text in enumerate(self.texts, start=1):
            yield Pattern(
                id=f"{self.id}-{number:02d}",
                text=text,
                category=self.category,
                polarity=self.polarity,
                severity=self.severity,
                explanation=self.explanation,
                guideline=self.guideline,
            )


class LexiconEntry(Entry):
    id: str
    category: Category
    severity: float = Field(ge=0, le=1)
    directed: bool
    explanation: str = Field(min_length=1)
    terms: tuple[str, ...] = Field(min_length=1)
    homonym: bool = False

    def group(self) -> LexiconGroup:
        return LexiconGroup(**dict(self))


class PhraseEntry(Entry):
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def terms(self) -> frozenset[str]:
        return frozenset(self.words + self.phrases)


class HelpLineEntry(Entry):
    country: str
    name: str
    contact: str


class HelpPageEntry(Entry):
    message: str = Field(min_length=1)
    lines: tuple[HelpLineEntry, ...] = Field(min_length=1)

    def page(self, language: str) -> HelpPage:
        lines = tuple(f"{line.country}: {line.name}, {line.contact}" for line in self.lines)
        return HelpPage(language, self.message, lines)
