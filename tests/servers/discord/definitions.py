"""What Discord takes as an application's commands."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

Payload = dict[str, Any]

CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = range(1, 9)
ATTACHMENT = 11
_NAME = re.compile(r"[-_'\w]{1,32}")
_MOST_OF_A_KIND = {CHAT: 100, USER_MENU: 5, MESSAGE_MENU: 5}
_LONGEST_IN_ALL = 8_000


def complaints_about_commands(told: list[Payload]) -> list[str]:
    found = [complaint for command in told for complaint in _about(command)]
    kinds = Counter(command.get("type", CHAT) for command in told)
    found += [f"too many of kind {kind}" for kind, n in kinds.items() if n > _MOST_OF_A_KIND[kind]]
    names = Counter((command.get("type", CHAT), command["name"]) for command in told)
    return found + [f"{name} is there twice" for name, times in names.items() if times > 1]


def _about(command: Payload) -> Iterator[str]:
    if command.get("type", CHAT) == CHAT:
        yield from _named(command, 1)
        yield from _options(command)
        if _length(command) > _LONGEST_IN_ALL:
            yield f"{command['name']} is longer than {_LONGEST_IN_ALL} characters"
        return
    if not 1 <= len(command["name"]) <= 32 or command.get("description"):
        yield f"{command['name']}: a menu has a name of at most 32 characters, and no description"


def _named(part: Payload, least: int) -> Iterator[str]:
    name = part["name"]
    if not _NAME.fullmatch(name) or name != name.lower():
        yield f"{name} is no name"
    if not least <= len(part.get("description") or "") <= 100:
        yield f"{name}: description of 1 to 100 characters"


def _options(part: Payload) -> Iterator[str]:
    options = part.get("options", [])
    needed = [option.get("required", False) for option in options]
    if len(options) > 25 or needed != sorted(needed, reverse=True):
        yield f"{part['name']}: at most 25 options, what is required comes first"
    if len({option["name"] for option in options}) < len(options):
        yield f"{part['name']}: two options of one name"
    for option in options:
        yield from _named(option, 1)
        yield from _choices(option)
        yield from _options(option)


def _choices(option: Payload) -> Iterator[str]:
    choices = option.get("choices", [])
    if len(choices) > 25:
        yield f"{option['name']}: at most 25 choices"
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or len(str(choice["value"])) > 100:
            yield f"{option['name']}: a choice of 1 to 100 characters"


def _length(part: Payload) -> int:
    own = len(part["name"]) + len(part.get("description") or "")
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in part.get("choices", []))
    return own + choices + sum(map(_length, part.get("options", [])))
