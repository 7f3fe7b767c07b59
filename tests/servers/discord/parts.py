"""What Discord's documents let a message or a form be made of; anything else is a complaint."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Payload = dict[str, Any]

V2 = 1 << 15
_ROW, _BUTTON, _TEXT_SELECT, _INPUT = 1, 2, 3, 4
_SELECTS = frozenset({_TEXT_SELECT, 5, 6, 7, 8})
_SECTION, _TEXT, _THUMBNAIL, _GALLERY, _FILE, _SEPARATOR, _CONTAINER, _LABEL = (
    *range(9, 15),
    17,
    18,
)
_ON_TOP = frozenset({_ROW, _SECTION, _TEXT, _GALLERY, _FILE, _SEPARATOR, _CONTAINER})
_LINK, _MOST_PARTS, _MOST_TEXT = 5, 40, 4_000


def all_parts(parts: Iterable[Payload]) -> Iterator[Payload]:
    """Of whatever depth, with accessories and what a label holds."""
    for part in parts:
        yield part
        inner = [*part.get("components", []), part.get("accessory"), part.get("component")]
        yield from all_parts(each for each in inner if each)


def complaints_about_parts(parts: list[Payload], *, v2: bool) -> Iterator[str]:
    found = list(all_parts(parts))
    tops = {part["type"] for part in parts}
    if v2 and (len(found) > _MOST_PARTS or not tops <= _ON_TOP):
        yield f"{len(found)} components, on top those of kinds {tops}"
    if not v2 and (len(parts) > 5 or not tops <= {_ROW}):
        yield f"{len(parts)} rows of kinds {tops}"
    if sum(len(part.get("content", "")) for part in found) > _MOST_TEXT:
        yield "more than 4000 characters of text"
    names = Counter(part["custom_id"] for part in found if "custom_id" in part)
    yield from (f"{name} stands there twice" for name, times in names.items() if times > 1)
    for part in found:
        yield from _KINDS.get(part["type"], _unknown)(part)


def complaints_about_form(form: Payload) -> Iterator[str]:
    """A modal: a title, and one to five labels or rows with an input each."""
    yield from _too_long(form, title=45, custom_id=100)
    if not 1 <= len(form["components"]) <= 5:
        yield "a form asks one to five things"
    if not {part["type"] for part in form["components"]} <= {_ROW, _LABEL, _TEXT}:
        yield "what stands on top of a form"
    for part in all_parts(form["components"]):
        yield from _KINDS.get(part["type"], _unknown)(part)


def _row(part: Payload) -> Iterator[str]:
    kinds = [inner["type"] for inner in part["components"]]
    buttons = kinds.count(_BUTTON)
    if not (buttons == len(kinds) and 1 <= buttons <= 5) and not (
        len(kinds) == 1 and kinds[0] in _SELECTS | {_INPUT}
    ):
        yield f"a row of {kinds}"


def _button(part: Payload) -> Iterator[str]:
    if (part["style"] == _LINK) != ("url" in part) or ("url" in part) == ("custom_id" in part):
        yield "a button is either a link or has an id"
    yield from _too_long(part, label=80, **({} if "url" in part else {"custom_id": 100}))


def _select(part: Payload) -> Iterator[str]:
    yield from _too_long(part, custom_id=100)
    yield from _too_long({"placeholder": "none", **part}, placeholder=150)
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not 0 <= least <= 25 or not max(1, least) <= most <= 25:
        yield f"a select of {least} to {most}"
    if len(part.get("default_values", [])) > most:
        yield "more is chosen than may be"
    if part["type"] == _TEXT_SELECT:
        yield from _choices(part["options"], most)


def _choices(options: list[Payload], most: int) -> Iterator[str]:
    values = {option["value"] for option in options}
    if not 1 <= len(options) <= 25 or len(values) < len(options) or len(options) < most:
        yield f"a select with {len(options)} options"
    if sum(option.get("default", False) for option in options) > most:
        yield "more is chosen than may be"
    for option in options:
        yield from _too_long({"description": "none", **option}, label=100, value=100)
        yield from _too_long({"description": option.get("description") or "none"}, description=100)


def _input(part: Payload) -> Iterator[str]:
    yield from _too_long(part, custom_id=100)
    if not 1 <= part.get("max_length", 4_000) <= 4_000:
        yield "an input of more than 4000 characters"


def _gallery(part: Payload) -> Iterator[str]:
    if not 1 <= len(part["items"]) <= 10:
        yield "a gallery shows one to ten things"
    for item in part["items"]:
        yield from _too_long({"description": item.get("description") or "none"}, description=1_024)


def _section(part: Payload) -> Iterator[str]:
    if not 1 <= len(part["components"]) <= 3 or "accessory" not in part:
        yield "a section is one to three texts beside something"


def _container(part: Payload) -> Iterator[str]:
    if not {inner["type"] for inner in part["components"]} <= _ON_TOP - {_CONTAINER}:
        yield "what stands in a container"


def _label(part: Payload) -> Iterator[str]:
    yield from _too_long(part, label=45)
    yield from _too_long({"description": part.get("description") or "none"}, description=100)


def _text(part: Payload) -> Iterator[str]:
    yield from _too_long(part, content=_MOST_TEXT)


def _anything(part: Payload) -> Iterator[str]:  # noqa: ARG001
    return iter(())


def _unknown(part: Payload) -> Iterator[str]:
    yield f"there is no component of kind {part['type']}"


def _too_long(part: Payload, **most: int) -> Iterator[str]:
    """What is there must not be empty either."""
    for name, longest in most.items():
        if not 1 <= len(part.get(name) or "") <= longest:
            yield f"{name} is not 1 to {longest} characters long"


_KINDS: dict[int, Callable[[Payload], Iterator[str]]] = {
    _ROW: _row,
    _BUTTON: _button,
    **dict.fromkeys(_SELECTS, _select),
    _INPUT: _input,
    _SECTION: _section,
    _TEXT: _text,
    _THUMBNAIL: _anything,
    _GALLERY: _gallery,
    _FILE: _anything,
    _SEPARATOR: _anything,
    _CONTAINER: _container,
    _LABEL: _label,
}
