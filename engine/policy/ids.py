"""Kinds of values that name a community's roles and channels."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.policy.kinds import Schema, quoted

# What a select on a platform can add in a lifetime, and then some.
MOST_NAMES = 500
LONGEST_NAME = 100

# Discord's way to write a role or a channel.
_MENTION = re.compile(r"<(?:@&|#)(\d+)>")
_ID = re.compile(r"[0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Name:
    """The id of one channel, which may be typed as its mention; empty for none."""

    def read(self, written: object) -> str:
        if written == "" or (_is_name(written) and _ID.fullmatch(str(written))):
            return str(written)
        raise ValueError(f'must be an id in quotes, such as "123456789", not {quoted(written)}')

    def typed(self, words: str) -> object:
        return _unwrapped(words).replace(",", "").strip()

    def write(self, value: str) -> str:
        return json.dumps(value)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^({_ID.pattern})?$"}


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of roles or channels. Typed ones are parted by commas, and may be mentions."""

    def read(self, written: object) -> frozenset[str]:
        if not isinstance(written, list | frozenset) or not all(map(_is_name, written)):
            raise ValueError(f'must be a list, such as ["one", "two"], not {quoted(written)}')
        if len(written) > MOST_NAMES:
            raise ValueError(f"must be at most {MOST_NAMES} names, not {len(written)}")
        return frozenset(written)

    def typed(self, words: str) -> object:
        return [name for part in _unwrapped(words).split(",") if (name := part.strip())]

    def write(self, value: Iterable[str]) -> str:
        return json.dumps(sorted(value), ensure_ascii=False)

    def schema(self) -> Schema:
        name = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
        return {"type": "array", "maxItems": MOST_NAMES, "items": name}


def _is_name(written: object) -> bool:
    return isinstance(written, str) and 0 < len(written) <= LONGEST_NAME and written.isprintable()


def _unwrapped(words: str) -> str:
    return _MENTION.sub(r" \1,", words)
