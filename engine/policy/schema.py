"""The document as a JSON Schema, made of the very tables that read it, so that editors know it."""

import tomllib

from engine.policy.community import CommunityPolicy
from engine.policy.document import PRESET, READ, Key, written
from engine.policy.kinds import Schema

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = (
    "What Haven does in one community, as `/policy export` gives it. Besides what stands here,"
    " light_at must not be above escalate_at, and `haven policy check` tries rules and patterns."
)


def schema() -> Schema:
    """Nothing that the parser takes is refused by it."""
    return {
        "$schema": _DRAFT,
        "title": "A community's policy",
        "description": _ABOUT,
        "type": "object",
        "properties": {name: _of(name, key) for name, key in READ.items()},
        "additionalProperties": False,
    }


def _of(name: str, key: Key) -> Schema:
    told = {"description": key.about, **key.kind.schema()}
    if name == PRESET:
        return told
    usual = tomllib.loads(f"usual = {written(CommunityPolicy(), name)}")["usual"]
    return {**told, "default": usual}
