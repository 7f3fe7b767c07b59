"""What is wrong with a configuration, in lines that name the key and the fix."""

import json
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import SecretStr
from pydantic_core import ErrorDetails

from bot.reasoning_settings import Endpoint
from bot.section import Section
from bot.settings import PREFIX, Policy, Settings

Table = dict[str, Any]
Location = tuple[int | str, ...]

MUST_BE = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": 'text in quotes, such as "words"',
    "tuple_type": "a list of tables in braces, as bot.toml shows it",
    "frozen_set_type": 'a list, such as ["one", "two"]',
    "path_type": "the name of a folder, in quotes",
    "greater_than": "above {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than": "below {lt:g}",
    "less_than_equal": "at most {le:g}",
}


def sections() -> Iterator[tuple[str, type[Section]]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield name, field.annotation


def variable(section: str, key: str) -> str:
    return f"{PREFIX}{section}__{key}".upper()


def variables() -> frozenset[str]:
    return frozenset(
        variable(name, key) for name, model in sections() for key in model.model_fields
    )


def secret_keys() -> Iterator[tuple[str, str]]:
    for name, model in sections():
        for key, field in model.model_fields.items():
            if field.annotation is SecretStr:
                yield name, key


def unknown_variable(written: str) -> str:
    """The prefix is left out of the comparison, since it would make all of them alike."""
    section, _, key = written.removeprefix(PREFIX).partition("__")
    if model := dict(sections()).get(section.lower()):
        return f"{written}: unknown variable{_near_keys(section, key, model.model_fields)}"
    known = {name.removeprefix(PREFIX): name for name in sorted(variables())}
    nearest = get_close_matches(written.removeprefix(PREFIX), known, n=1)
    guess = _guess(known[nearest[0]]) if nearest else "; bot.toml shows all the keys there are"
    return f"{written}: unknown variable{guess}"


def _near_keys(section: str, written: str, keys: Iterable[str]) -> str:
    """Where nothing is alike all are named, since a section has few."""
    known = {key.upper(): variable(section, key) for key in keys}
    nearest = get_close_matches(written.upper(), known, n=1)
    return _guess(known[nearest[0]]) if nearest else f"; known are {', '.join(known.values())}"


def say(error: ErrorDetails) -> str:
    """One validation error in words, without the value where it may be a secret."""
    kind, reasons = error["type"], error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            return _unknown(error["loc"])
        case "literal_error" | "enum":
            return _not_one_of(str(reasons["expected"]), error["input"])
        case "value_error":
            return str(reasons["error"])
        case "missing":
            return "must be filled in"
        case "string_pattern_mismatch":
            return _odd_name(error)
        case "model_type" | "dict_type":
            return f"must be a section: write [{dotted(error['loc'])}] on a line of its own"
        case _ if kind in MUST_BE and not _is_secret(error["loc"]):
            return f"must be {MUST_BE[kind].format(**reasons)}, not {quoted(error['input'])}"
        case _:
            return f"must be {MUST_BE[kind]}" if kind in MUST_BE else error["msg"].lower()


def dotted(location: Location) -> str:
    """The key as it would be written in the file; positions in a list are left out."""
    names = [str(part) for part in location if isinstance(part, str) and part != "[key]"]
    return ".".join(name if name.replace("_", "").isalnum() else f'"{name}"' for name in names)


def quoted(written: object) -> str:
    """As TOML would have it, on one line and not too long."""
    if isinstance(written, str | bool):
        return json.dumps(written if isinstance(written, bool) else written[:60])
    return str(written)[:60]


def _unknown(location: Location) -> str:
    *above, last = map(str, location)
    known = _keys_at(above)
    nearest = get_close_matches(last, known, n=1)
    guess = _guess(nearest[0]) if nearest else f"; known are {', '.join(known)}"
    return f"unknown {'key' if above else 'section'}{guess}"


def _keys_at(above: Sequence[str]) -> Sequence[str]:
    if not above:
        return list(Settings.model_fields)
    model = Policy if above[0] == "communities" else dict(sections())[above[0]]
    if "endpoints" in above:
        model = Endpoint
    return list(model.model_fields)


def _not_one_of(expected: str, written: object) -> str:
    names = expected.replace("'", "").replace(" or ", ", ").split(", ")
    nearest = get_close_matches(str(written), names, n=1)
    guess = _guess(nearest[0] if nearest else "")
    return f"must be one of {', '.join(names)}, not {quoted(written)}{guess}"


def _guess(name: str) -> str:
    return f', did you mean "{name}"?' if name else ""


def _odd_name(error: ErrorDetails) -> str:
    if error["loc"][0] == "communities" and "[key]" in error["loc"]:
        return 'must look like "discord:123456789" or "twitch:123456789"'
    written = quoted(error["input"])
    if error["loc"][0] == "reasoning":
        return f'must be a short name such as "gpu-box", in small letters, not {written}'
    if error["loc"][0] in {"discord", "twitch", "policy", "communities"}:
        return f'must be an id in quotes, such as "123456789012345678", not {written}'
    return f"must be the name of a folder in data/models, not {written}"


def _is_secret(location: Location) -> bool:
    return location in set(secret_keys())
