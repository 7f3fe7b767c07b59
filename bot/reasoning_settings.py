"""The configuration's section for language models."""

import json
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)
from pydantic_settings import NoDecode

from bot.section import Section
from bot.values import MODEL, ModelNames, WebAddress

OLLAMA = "ollama"
# Names that no public server can have: of this house, or of a container beside this one.
_HOME = (".localhost", ".local", ".lan", ".internal", ".home.arpa")


def _endpoint_address(written: str) -> str:
    try:
        address = urlsplit(written)
        is_usable = address.scheme in {"http", "https"} and bool(address.hostname)
        _ = address.port  # It is read only when it is asked for.
    except ValueError:
        is_usable = False
    if not (is_usable and written.isprintable()) or address.query or address.fragment:
        raise ValueError('must look like "http://127.0.0.1:8000/v1"')
    if address.username is not None or address.password is not None:
        raise ValueError("secrets do not belong here, put the key into .env")
    if address.scheme == "http" and not _is_near(address):
        raise ValueError(
            'members\' words and the key would cross the internet in clear: begin with "https://",'
            " or name a server of your own network"
        )
    return written


def _is_near(address: SplitResult) -> bool:
    """Whether it surely is this machine, or one of a private network."""
    host = (address.hostname or "").rstrip(".")
    try:
        found: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        # A name without dots is a neighbour's; one of digits is an address in disguise.
        return host.endswith(_HOME) or ("." not in host and ":" not in host and host[:1].isalpha())
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return not found.is_global and not found.is_multicast


def _tables(written: object) -> object:
    """An environment variable has no tables, so there it is JSON."""
    if not isinstance(written, str):
        return written
    try:
        return json.loads(written)
    except ValueError as error:
        raise ValueError("must be a JSON list of tables in an environment variable") from error


EndpointName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$")]


GuardName = Literal["", "llama-guard3", "shieldgemma", "granite3-guardian", "gpt-oss-safeguard"]


class Endpoint(Section):
    name: EndpointName
    url: Annotated[str, AfterValidator(_endpoint_address)]
    models: ModelNames
    before_ollama: bool = False


def _maybe_model(written: str) -> str:
    if written and not MODEL.fullmatch(written):
        raise ValueError('must be the name of a model, such as "llama-guard3:8b"')
    return written


class Reasoning(Section):
    ollama_url: WebAddress = ""
    models: ModelNames = ("llama3.1:8b", "qwen2.5:7b-instruct")
    endpoints: Annotated[tuple[Endpoint, ...], NoDecode, BeforeValidator(_tables)] = ()
    endpoint_keys: SecretStr = SecretStr("")
    guard: GuardName = ""
    guard_model: Annotated[str, AfterValidator(_maybe_model)] = ""
    guard_at: str = OLLAMA
    deadline_seconds: Annotated[float, Field(ge=0.5, le=30, allow_inf_nan=False)] = 5
    side_by_side: Annotated[int, Field(ge=1, le=16)] = 1

    @model_validator(mode="after")
    def _endpoints_are_told_apart(self) -> Self:
        names = [OLLAMA, *(endpoint.name for endpoint in self.endpoints)]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f'endpoints: "{name}" must be the name of one server only')
        return self

    @model_validator(mode="after")
    def _guard_can_be_asked(self) -> Self:
        if fault := self._guards_fault() if self.guard else "":
            raise ValueError(fault)
        return self

    def _guards_fault(self) -> str:
        if not self.guard_model:
            return f'guard_model: name it as its server does, such as "{self.guard}:8b"'
        if self.guard_at == OLLAMA:
            return "" if self.ollama_url else "guard_at: fill in ollama_url, or name an endpoint"
        if self.guard == "shieldgemma":
            # The template it is published with wants its policy beside the message.
            return "guard_at: shieldgemma is asked by way of Ollama only"
        known = {endpoint.name for endpoint in self.endpoints}
        return "" if self.guard_at in known else 'guard_at: must be "ollama" or an endpoint\'s name'

    def key_of(self, endpoint: Endpoint) -> SecretStr:
        return dict(_pairs(self.endpoint_keys)).get(endpoint.name, SecretStr(""))

    def secrets(self) -> tuple[SecretStr, ...]:
        """The keys one by one, too: each may turn up by itself."""
        return self.endpoint_keys, *(key for _, key in _pairs(self.endpoint_keys))

    def lacks(self) -> Iterator[str]:
        """A key that is written wrongly is not repeated."""
        if not self.endpoint_keys:
            return
        variable = ".env: HAVEN_REASONING__ENDPOINT_KEYS"
        pairs = list(_pairs(self.endpoint_keys))
        if not all(_is_key(key) for _, key in pairs):
            yield f'{variable}: must look like "name=key,other=key", with the endpoints\' names'
        elif not {name for name, _ in pairs} <= {endpoint.name for endpoint in self.endpoints}:
            yield f"{variable}: one of its names is none of reasoning.endpoints"


def _pairs(keys: SecretStr) -> Iterator[tuple[str, SecretStr]]:
    """Only the first equals sign parts: a key may end with some."""
    for pair in filter(None, map(str.strip, keys.get_secret_value().split(","))):
        name, _, key = pair.partition("=")
        yield name.strip(), SecretStr(key.strip())


def _is_key(key: SecretStr) -> bool:
    """What fits into a header of HTTP."""
    written = key.get_secret_value()
    return bool(written) and all("!" <= letter <= "~" for letter in written)
