"""How long a fresh process takes: to import the engine, and until a Haven is ready."""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

from bot.settings import Settings

# Everything of the engine but the leaf modules, which bring FAISS, onnxruntime and VADER.
_IMPORTS = """
from time import perf_counter
started = perf_counter()
import engine.intake, engine.lanes, engine.pipeline, engine.restart, engine.review
print((perf_counter() - started) * 1000)
"""
_READY = """
import sys, asyncio
from datetime import timedelta
from pathlib import Path
from bot.app import Outside, open_house
from bot.settings import Settings
from engine.clock import SystemClock
from engine.pipeline import nobody_watches

async def ready():
    outside = Outside(
        folder=Path(sys.argv[1]), clock=SystemClock(), enforcers={}, watch=nobody_watches
    )
    async with open_house(Settings.model_validate_json(sys.stdin.read()), outside):
        print("ready", flush=True)

asyncio.run(ready())
"""


def import_ms() -> float:
    """The best of three, since the first one may read the disk."""
    command = [sys.executable, "-c", _IMPORTS]
    runs = [
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        for _ in range(3)
    ]
    return min(float(run.stdout) for run in runs)


def start_seconds(settings: Settings, folder: Path) -> float:
    """From the start of the process until the house is open, with a new state folder."""
    started = perf_counter()
    command = [sys.executable, "-c", _READY, str(folder)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin  # noqa: S101
        assert process.stdout  # noqa: S101
        process.stdin.write(settings.model_dump_json())
        process.stdin.close()
        answer = process.stdout.readline()
        seconds = perf_counter() - started
    if answer.strip() != "ready":
        raise RuntimeError(f"the house did not open (exit {process.returncode})")
    return seconds
