"""Contrast templates, expanded: nearly the same words, opposite label.

A document (of `data/packs/lessons`, read by the caller) has `slots`, `unions` of slots, the
slots that name `people` and `functions`. A function holds `harmful` and `harmless` templates, in
which `[this|that]` is a free choice and `{slot}` or `{slot.form}` is filled, if need be with words
that hold slots themselves. The same slot keeps its filling within one line; a digit behind its
name (`{insult2}`) asks for another one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from random import Random
from typing import NotRequired, TypedDict, cast

from engine.verdict import Category

# A template that gives more lines than this teaches its own wording rather than what it means; a
# document may ask for fewer by `most_per_template`.
_MOST_PER_TEMPLATE = 40
# The same for one side of a function, unless it says `harmless_most` or `harmful_most`.
_MOST_PER_SIDE = 180
# Neither side may have more than this times the other's lines.
_WIDEST = 1.6


@dataclass(frozen=True, slots=True)
class Line:
    """`person`: the words are about a person or people, rather than a thing. `severity` is 0..1.

    `group` is the identity group that is spoken of, if any.
    """

    text: str
    harmful: bool
    category: Category
    person: bool
    severity: float
    function: str
    group: str | None


class ContrastError(ValueError):
    """A template asks for a slot or a form that there is not."""


Filling = str | Mapping[str, str]
Slots = Mapping[str, Sequence[Filling]]


class _Function(TypedDict):
    id: str
    category: str
    severity: float
    person: bool
    harmless_person: bool
    harmful: Sequence[str]
    harmless: Sequence[str]
    harmless_most: NotRequired[int]
    harmful_most: NotRequired[int]


class _Document(TypedDict):
    slots: Slots
    unions: Mapping[str, Sequence[str]]
    people: Sequence[str]
    functions: Sequence[_Function]
    most_per_template: NotRequired[int]


def lines(
    document: Mapping[str, object], *, seed: int, seen: set[str] | None = None
) -> Sequence[Line]:
    """All functions' lines, no text twice; the same document and seed give the same lines. Texts in
    `seen` are left out, and those that are given are added to it.

    Raises:
        ContrastError: a template cannot be filled.
    """
    contents = cast("_Document", document)
    slots = _with_unions(contents["slots"], contents["unions"])
    source = _Source(
        slots,
        frozenset(contents["people"]),
        seed,
        set() if seen is None else seen,
        contents.get("most_per_template", _MOST_PER_TEMPLATE),
    )
    drawn = [_lines_of(function, source) for function in contents["functions"]]
    return tuple(chain.from_iterable(drawn))


@dataclass(frozen=True, slots=True)
class _Source:
    """What all lines of a document are drawn from; `seen` grows with every line."""

    slots: Slots
    people: Set[str]
    seed: int
    seen: set[str]
    most_per_template: int


def _with_unions(slots: Slots, unions: Mapping[str, Sequence[str]]) -> Slots:
    joined = {name: _joined(slots[part] for part in parts) for name, parts in unions.items()}
    return {**slots, **joined}


def _joined(parts: Iterable[Sequence[Filling]]) -> Sequence[Filling]:
    return tuple(chain.from_iterable(parts))


def _lines_of(function: _Function, source: _Source) -> Sequence[Line]:
    def drawn(templates: Sequence[str], *, most: int) -> Sequence[_Wording]:
        expansions = (_expansions(template, source) for template in templates)
        return _in_turn(expansions, most=most)

    harmful = drawn(function["harmful"], most=function.get("harmful_most", _MOST_PER_SIDE))
    harmless = drawn(function["harmless"], most=function.get("harmless_most", _MOST_PER_SIDE))
    most = int(_WIDEST * min(len(harmful), len(harmless)))
    return [
        *(_harmful(function, wording) for wording in harmful[:most]),
        *(_harmless(function, wording, source.people) for wording in harmless[:most]),
    ]


def _harmful(function: _Function, wording: "_Wording") -> Line:
    return Line(
        text=wording.text,
        harmful=True,
        category=Category(function["category"]),
        person=function["person"],
        severity=function["severity"],
        function=function["id"],
        group=wording.group,
    )


def _harmless(function: _Function, wording: "_Wording", people: Set[str]) -> Line:
    return Line(
        text=wording.text,
        harmful=False,
        category=Category.NONE,
        person=function["harmless_person"] or not people.isdisjoint(wording.slots),
        severity=0.0,
        function=function["id"],
        group=wording.group,
    )


def _in_turn(expansions: Iterable[Iterator["_Wording"]], *, most: int) -> Sequence["_Wording"]:
    """One line of each template, then a second of each: what is cut off is repetition."""
    rounds = chain.from_iterable(zip_longest(*expansions))
    present = (wording for wording in rounds if wording is not None)
    return tuple(islice(present, most))


# ---------------------------------------------------------------- one template


@dataclass(frozen=True, slots=True)
class _Wording:
    """A filled template, with the names of the slots that were filled."""

    text: str
    group: str | None
    slots: Set[str]


# A quotation is a slot whose words hold slots.
_DEEPEST = 2
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"(?:\b([Aa]) )?\{([a-z_]+)(\d?)(?:\.([a-z]+))?\}")
# Vowels that sound like "you" or "won".
_VOWEL_SOUND = re.compile(r"(?!uni|use|usu|eu|one|ukr)[aeiou]", re.IGNORECASE)
_WORDS = re.compile(r"\w+")


def _expansions(template: str, source: _Source) -> Iterator[_Wording]:
    """Distinct lines; a source of chance of its own keeps new templates from changing the rest."""
    random = Random(f"{source.seed} {template}")  # noqa: S311 - a reproducible draw, no secret
    most = source.most_per_template
    tries = (_draw(template, source.slots, random) for _ in range(3 * most))
    return islice(_unseen(tries, source.seen), most)


def _unseen(tries: Iterator[_Wording], seen: set[str]) -> Iterator[_Wording]:
    for wording in tries:
        words = " ".join(_WORDS.findall(wording.text.casefold().replace("'", "")))
        if words not in seen:
            seen.add(words)
            yield wording


def _draw(template: str, slots: Slots, random: Random) -> _Wording:
    chosen: dict[str, Filling] = {}

    def filled(field: re.Match[str]) -> str:
        article, slot, number, form = field.groups()
        if slot + number not in chosen:
            taken = chosen.values()
            chosen[slot + number] = random.choice([f for f in slots[slot] if f not in taken])
        word = _form(chosen[slot + number], form)
        return f"{_with_n(article, word)} {word}" if article else word

    def settled(words: str) -> str:
        return _CHOICE.sub(lambda choice: random.choice(choice[1].split("|")), words)

    text = settled(template)
    try:
        for _ in range(_DEEPEST):
            text = settled(_SLOT.sub(filled, text))
    except (KeyError, IndexError) as error:
        raise ContrastError(f"no slot or form {error} for the template {template!r}") from error
    styled = _styled(" ".join(text.split()), random)
    filled_slots = frozenset(slot.rstrip("0123456789") for slot in chosen)
    return _Wording(text=styled, group=_group_among(chosen.values()), slots=filled_slots)


def _form(filling: Filling, form: str | None) -> str:
    return filling if isinstance(filling, str) else filling[form or "many"]


def _with_n(article: str, word: str) -> str:
    return f"{article}n" if _VOWEL_SOUND.match(word) else article


def _group_among(fillings: Iterable[Filling]) -> str | None:
    groups = (filling.get("group") for filling in fillings if not isinstance(filling, str))
    return next(filter(None, groups), None)


# ---------------------------------------------------------------- how it is typed

_SENTENCE_START = re.compile(r"(^\W*|[.!?]['\"]? +\W?)([a-z])")
_CLOSING = re.compile(r"[.!]+$")
_BREAKS = re.compile(r"[,;'’]")


def _styled(text: str, random: Random) -> str:
    """As written, as prose, as hurried chat or shouted; both labels get the same mixture."""
    kind = random.random()
    if kind < 0.45:
        return text
    if kind < 0.7:
        prose = _SENTENCE_START.sub(lambda start: start[1] + start[2].upper(), text)
        return prose if prose[-1] in ".!?\"'" else f"{prose}."
    if kind < 0.88:
        return _CLOSING.sub("", text.lower())
    if kind < 0.97:
        return _CLOSING.sub("", _BREAKS.sub("", text.lower()))
    return text.upper()
