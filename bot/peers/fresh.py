"""A fresh process for each peer, so that neither times nor memory of two of them mix."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from signal import Signals

from bot.peers.protocol import Job, Measurement

# The slowest of them takes a minute or two for all sets; a busy machine may take ten times that.
_PATIENCE = 1800.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a peer gave no figures, in its own last words."""

    reason: str


def measure(entry: str, job: Job) -> Measurement | Failure:
    """The whole job, after a first process has brought the files into the system's cache.

    The load time is the better one of the two.
    """
    first = _run(entry, Job(configuration=job.configuration))
    if isinstance(first, Failure):
        return first
    second = _run(entry, job)
    if isinstance(second, Failure):
        return second
    return replace(second, load_seconds=min(first.load_seconds, second.load_seconds))


def _run(entry: str, job: Job) -> Measurement | Failure:
    command = [sys.executable, "-m", "bot.peers.process", entry]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and an entry of our own list
            command,
            input=json.dumps(asdict(job)),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Failure(f"no answer within {_PATIENCE / 60:.0f} minutes")
    if done.returncode:
        return Failure(_last_words(done))
    return Measurement(**json.loads(done.stdout))


def _last_words(done: "subprocess.CompletedProcess[str]") -> str:
    if done.returncode < 0:
        return f"killed by {Signals(-done.returncode).name}"
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit {done.returncode}"
