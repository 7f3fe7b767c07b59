"""The kinds of values that settings have, and how they are written."""

import json
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
)
from pydantic_settings import NoDecode

from engine.policy.pattern import TextPattern
from engine.policy.pattern_tables import PATTERN_TABLES
from engine.policy.rule import Rule
from engine.policy.rule_tables import RULE_TABLES
from engine.policy.tables import Tables

# "llama3.1:8b", or "hf.co/somebody/their-model:Q4_K_M".
MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}")


def split(written: object) -> object:
    """An environment variable has no lists, so there commas part the names; JSON's are read too."""
    if not isinstance(written, str):
        return written
    if written.lstrip().startswith("["):
        return _json(written)
    return [name.strip() for name in written.split(",") if name.strip()]


def _json(written: str) -> object:
    """What is no JSON stays as it is, so that it is complained of as it was written."""
    try:
        return json.loads(written)
    except ValueError:
        return written


def _web_address(written: str) -> str:
    address = urlsplit(written)
    if written and (address.scheme not in {"http", "https"} or not address.hostname):
        raise ValueError('must look like "http://127.0.0.1:11434", or be empty')
    return written


def _redirect_address(written: str) -> str:
    """Twitch takes plain http for this machine only."""
    address = urlsplit(written)
    at_home = address.scheme == "http" and address.hostname == "localhost"
    if not (at_home or (address.scheme == "https" and address.hostname)):
        raise ValueError('must look like "http://localhost:17563/" or begin with "https://"')
    return written


def _socket_address(written: str) -> str:
    address = urlsplit(written)
    if written and (address.scheme not in {"ws", "wss"} or not address.hostname):
        raise ValueError('must begin with "ws://" or "wss://" and name a host, or be empty')
    return written


def _paired(written: object) -> object:
    """In an environment variable an equals sign parts a server from what it has, or a colon that
    of JSON.
    """
    if not isinstance(written, str):
        return written
    if written.lstrip().startswith("{"):
        return _json(written)
    pairs = [pair.partition("=") for pair in written.split(",") if pair.strip()]
    return {server.strip(): thing.strip() for server, _, thing in pairs}


def _shards(written: object) -> int | Literal["auto"]:
    if written == "auto":
        return "auto"
    if isinstance(written, bool) or not str(written).isdecimal() or int(str(written)) > 1_000:
        raise ValueError('must be 0, a number of connections up to 1000, or "auto"')
    return int(str(written))


def _models(written: object) -> tuple[str, ...]:
    """In the order in which they are asked."""
    names = split(written)
    wrong = 'must be a list of one to four models, such as ["llama3.1:8b"]'
    if not isinstance(names, list | tuple) or not 1 <= len(names) <= 4:
        raise ValueError(wrong)
    if not all(isinstance(name, str) and MODEL.fullmatch(name) for name in names):
        raise ValueError(wrong)
    return tuple(names)


def _in_one_line(tables: Tables[Any]) -> PlainValidator:
    """A complaint about the configuration has one line."""

    def read(written: object) -> tuple[Any, ...]:
        try:
            return tables.read(written)
        except ValueError as error:
            raise ValueError("; ".join(str(error).splitlines())) from error

    return PlainValidator(read)


Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Names = Annotated[frozenset[str], NoDecode, BeforeValidator(split)]
FolderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
MaybeFolderName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._-]*)?$")]
WebAddress = Annotated[str, AfterValidator(_web_address)]
RedirectAddress = Annotated[str, AfterValidator(_redirect_address)]
SocketAddress = Annotated[str, AfterValidator(_socket_address)]
PlatformId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
MaybePlatformId = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,20})?$")]
PlatformIds = Annotated[frozenset[PlatformId], NoDecode, BeforeValidator(split)]
ByServer = Annotated[dict[PlatformId, PlatformId], NoDecode, BeforeValidator(_paired)]
ModelNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_models)]
Shards = Annotated[int | Literal["auto"], PlainValidator(_shards)]
CommunityKey = Annotated[str, StringConstraints(pattern=r"^(discord|twitch|console):\S+$")]
OwnRules = Annotated[tuple[Rule, ...], NoDecode, _in_one_line(RULE_TABLES), PlainSerializer(list)]
OwnPatterns = Annotated[
    tuple[TextPattern, ...], NoDecode, _in_one_line(PATTERN_TABLES), PlainSerializer(list)
]
