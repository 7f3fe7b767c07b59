"""Any value of a frozen dataclass, drawn from its annotations."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

Anything = st.SearchStrategy[Any]

PLAIN: dict[Any, Anything] = {
    NoneType: st.none(),
    bool: st.booleans(),
    bytes: st.binary(max_size=32),
    datetime: st.datetimes(timezones=st.just(UTC)),
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(-(2**63), 2**63 - 1),
    str: st.text(max_size=20),
    # Half a century: beyond 285 years a double no longer tells microseconds apart.
    timedelta: st.timedeltas(timedelta(0), timedelta(days=18_250)),
    UUID: st.uuids(),
}


def _tuples(*items: object) -> Anything:
    if items[-1] is Ellipsis:
        return st.lists(anything(items[0]), max_size=3).map(tuple)
    return st.tuples(*map(anything, items))


MADE: dict[Any, Callable[..., Anything]] = {
    Literal: lambda *choices: st.sampled_from(choices),
    Union: lambda *kinds: st.one_of(*map(anything, kinds)),
    UnionType: lambda *kinds: st.one_of(*map(anything, kinds)),
    tuple: _tuples,
    frozenset: lambda item: st.frozensets(anything(item), max_size=3),
    Mapping: lambda key, value: st.dictionaries(anything(key), anything(value), max_size=3),
}


@cache
def anything(shape: object) -> Anything:
    """Any value that fits the annotation `shape`."""
    if shape in PLAIN:
        return PLAIN[shape]
    if is_dataclass(shape):
        fields = {name: anything(hint) for name, hint in get_type_hints(shape).items()}
        return st.builds(shape, **fields)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return st.sampled_from(shape)
    origin = get_origin(shape)
    return MADE[Mapping if origin is not None and origin not in MADE else origin](*get_args(shape))
