"""Values as JSON text, moments as whole numbers, and both back without losing a bit."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

import orjson
from pydantic import TypeAdapter

Shaped = TypeVar("Shaped")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_stamp(moment: datetime) -> int:
    """Microseconds since 1970: sorts like the moment; TypeError for one without a zone."""
    return (moment - EPOCH) // MICROSECOND


def from_stamp(stamp: int) -> datetime:
    return EPOCH + timedelta(microseconds=stamp)


def to_stamp_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else to_stamp(moment)


def from_stamp_or_none(stamp: int | None) -> datetime | None:
    return None if stamp is None else from_stamp(stamp)


def to_json(value: object) -> str:
    return orjson.dumps(value, default=_plain).decode()


def to_canonical_json(value: object) -> str:
    """Keys come sorted, so that equal values give equal text."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS).decode()


def from_json(shape: type[Shaped], text: str) -> Shaped:
    """The value that `to_json` wrote; unknown keys of an older Haven are passed over."""
    value: Shaped = _adapter(cast("Hashable", shape)).validate_json(text)
    return value


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", shape))


def _plain(value: object) -> object:
    match value:
        case AbstractSet():
            return sorted(value)
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return dict(value)
        case _:
            raise TypeError(f"{type(value).__name__} cannot be stored")
