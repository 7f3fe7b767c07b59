"""Where members' words may be sent, and how its keys are kept."""

import json
from pathlib import Path
from typing import get_args

import pytest

from bot.reasoning_settings import GuardName
from engine.reasoning.guards import GuardKind
from tests.bot.configuration import loaded, problems

GUARD = ['guard = "llama-guard3"', 'guard_model = "llama-guard3:8b"']
KEY = "sk-a-very-secret-key"
IN_CLEAR = (
    "bot.toml: reasoning.endpoints.url: members' words and the key would cross the internet in"
    ' clear: begin with "https://", or name a server of your own network'
)
ODD = 'bot.toml: reasoning.endpoints.url: must look like "http://127.0.0.1:8000/v1"'
UNKNOWN_NAME = ".env: HAVEN_REASONING__ENDPOINT_KEYS: one of its names is none of"
NOT_PAIRS = ".env: HAVEN_REASONING__ENDPOINT_KEYS: must look like"


def at(url: str, name: str = "gpu-box", more: str = "") -> str:
    return f'{{ name = "{name}", url = "{url}", models = ["m"]{more} }}'


def endpoints(*tables: str) -> str:
    return f"[reasoning]\nendpoints = [{', '.join(tables)}]"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.toml"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/v1",
        "http://localhost/v1",
        "http://[::1]:8000/v1",
        "http://192.168.1.20:8000/v1",
        "http://100.101.102.103/v1",
        "http://[fd00::1]/v1",
        "http://vllm:8000/v1",
        "http://gpu.lan/v1",
        "http://gpu.local./v1",
        "https://api.example.com/v1",
    ],
)
def test_a_server_of_ones_own_network_needs_no_tls_and_any_other_does(file: Path, url: str) -> None:
    (endpoint,) = loaded(file, endpoints(at(url))).reasoning.endpoints
    assert (endpoint.url, endpoint.before_ollama) == (url, False)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1",
        "http://8.8.8.8/v1",
        "http://[2606:4700::1111]/v1",
        "http://[::ffff:8.8.8.8]/v1",
        "http://134744072/v1",
        "http://0x08080808/v1",
        "http://localhost.example.com/v1",
        "http://224.0.0.1/v1",
    ],
)
def test_words_cross_the_internet_in_clear_for_nobody(file: Path, url: str) -> None:
    assert problems(file, endpoints(at(url))) == (IN_CLEAR,)


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://x/v1", "vllm:8000", "https://x/v1?key=1", "http://x:port/v1", "http://[::1/"),
        r"https://x/\u007F",
    ],
)
def test_an_address_that_is_none_is_refused_with_how_one_looks(file: Path, url: str) -> None:
    assert problems(file, endpoints(at(url))) == (ODD,)


def test_a_key_in_an_address_is_refused_and_not_repeated(file: Path) -> None:
    (line,) = problems(file, endpoints(at(f"https://me:{KEY}@api.example.com/v1")))
    assert line.endswith("secrets do not belong here, put the key into .env")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[reasoning]\nendpoints = 5", "reasoning.endpoints: must be a list of tables"),
        (endpoints('{ name = "a" }'), "reasoning.endpoints.url: must be filled in"),
        (endpoints(at("http://x", "GPU box")), "reasoning.endpoints.name: must be a short name"),
        (endpoints(at("http://x", more=", key = 1")), "reasoning.endpoints.key: unknown key"),
        (endpoints(at("http://x", more=", urls = 1")), 'urls: unknown key, did you mean "url"?'),
        (endpoints(at("http://x"), at("http://y")), '"gpu-box" must be the name of one server'),
        (endpoints(at("http://x", "ollama")), '"ollama" must be the name of one server only'),
        (f'[reasoning]\nendpoint_keys = "a={KEY}"', "secrets do not belong here, put it into .env"),
    ],
)
def test_faults_of_endpoints_are_named(file: Path, text: str, line: str) -> None:
    told = problems(file, text)
    assert any(line in each for each in told)
    assert KEY not in "".join(told)


def test_endpoints_and_their_keys_come_from_the_environment(file: Path) -> None:
    tables = [{"name": "cloud", "url": "https://api.example.com/v1", "models": ["m"]}]
    settings = loaded(
        file,
        "",
        HAVEN_REASONING__ENDPOINTS=json.dumps(tables),
        HAVEN_REASONING__ENDPOINT_KEYS=f" cloud = {KEY}== ,",
    )
    chosen = settings.reasoning
    assert chosen.key_of(chosen.endpoints[0]).get_secret_value() == f"{KEY}=="
    assert f"{KEY}==" in [secret.get_secret_value() for secret in settings.secrets()]
    assert KEY not in repr(settings)
    assert list(settings.lacks()) == []


def test_an_environment_without_json_is_told_so(file: Path) -> None:
    (line,) = problems(file, "", HAVEN_REASONING__ENDPOINTS="gpu-box")
    assert line.startswith("HAVEN_REASONING__ENDPOINTS: must be a JSON list of tables")


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        (KEY, NOT_PAIRS),
        (f"gpu-box={KEY} x", NOT_PAIRS),
        (f"gpu-box={KEY}é", NOT_PAIRS),
        (f"other={KEY}", UNKNOWN_NAME),
    ],
)
def test_a_key_that_is_written_wrongly_is_told_without_the_key(
    file: Path, keys: str, complaint: str
) -> None:
    text = endpoints(at("http://x/v1"))
    (line,) = loaded(file, text, HAVEN_REASONING__ENDPOINT_KEYS=keys).lacks()
    assert line.startswith(complaint)
    assert KEY not in line


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (['guard = "llama-guard"'], 'did you mean "llama-guard3"?'),
        (['guard = "llama-guard3"'], 'guard_model: name it as its server does, such as "llama-g'),
        (['guard_model = "a b"'], 'guard_model: must be the name of a model, such as "llama-guard'),
        (GUARD, "guard_at: fill in ollama_url, or name an endpoint"),
        ([*GUARD, 'guard_at = "gpu"'], 'guard_at: must be "ollama" or an endpoint\'s name'),
        (
            ['guard = "shieldgemma"', 'guard_model = "shieldgemma:9b"', 'guard_at = "gpu"'],
            "guard_at: shieldgemma is asked by way of Ollama only",
        ),
    ],
)
def test_faults_of_a_guard_are_named(file: Path, lines: list[str], complaint: str) -> None:
    (line,) = problems(file, "\n".join(["[reasoning]", *lines]))
    assert complaint in line


def test_a_guard_can_be_served_by_an_endpoint_or_by_ollama(file: Path) -> None:
    by_endpoint = [endpoints(at("http://x/v1")), *GUARD, 'guard_at = "gpu-box"']
    by_ollama = ["[reasoning]", *GUARD, 'ollama_url = "http://127.0.0.1:11434"']
    for lines in (by_endpoint, by_ollama):
        assert loaded(file, "\n".join(lines)).reasoning.guard == "llama-guard3"


def test_every_guard_that_the_engine_knows_can_be_chosen() -> None:
    assert set(get_args(GuardName)) == {"", *GuardKind}
