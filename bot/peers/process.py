"""One peer in a fresh process: a job as JSON on stdin, its measurement as JSON on stdout."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from statistics import quantiles
from time import perf_counter, process_time
from typing import IO

import psutil

from bot.peers.protocol import Job, Measurement, Peer

BLOCK = 256
CORES = 2
# Untimed: threads start, lazy parts load.
_WARM_UP = 20


def main(entry: str) -> None:
    answer = _own_stdout()
    _stay_on_few_cores()
    job = Job(**json.load(sys.stdin))
    measurement = measured(lambda: opened(entry), job)
    with answer:
        json.dump(asdict(measurement), answer)


def opened(entry: str) -> Peer:
    """The peer that "module:Class" names."""
    module, _, name = entry.partition(":")
    peer: Peer = getattr(import_module(module), name)()
    return peer


def measured(make: Callable[[], Peer], job: Job) -> Measurement:
    started = perf_counter()
    peer = make()
    peer.load(job.configuration)
    load_seconds = perf_counter() - started
    single_p95_ms = _single_p95_ms(peer, job.single)
    pace = _pace(peer, job.many, job.seconds)
    return Measurement(
        version=peer.version,
        flag_at=peer.flag_at,
        load_seconds=load_seconds,
        single_p95_ms=single_p95_ms,
        messages_per_second=pace.messages / pace.seconds if pace else None,
        cpu_ms_per_message=pace.cpu_seconds / pace.messages * 1000.0 if pace else None,
        # Before what is judged, which differs in length from what is said in chat.
        rss_mb=float(psutil.Process().memory_info().rss) / 2**20,
        scores=[score for block in _blocks(job.judged) for score in _scored(peer, block)],
    )


def _single_p95_ms(peer: Peer, texts: Sequence[str]) -> float | None:
    times = [_seconds(peer, [text]) for text in texts][_WARM_UP:]
    return quantiles(times, n=20)[-1] * 1000.0 if len(times) > 1 else None


@dataclass(frozen=True, slots=True)
class _Pace:
    """Of so many messages; processor time is hardly longer where others want the machine too."""

    messages: int
    seconds: float
    cpu_seconds: float


def _pace(peer: Peer, texts: Sequence[str], seconds: float) -> _Pace | None:
    """Whole blocks until the time is up or all is said, the first one untimed."""
    scored, spent, busy = 0, 0.0, 0.0
    for number, block in enumerate(_blocks(texts)):
        started = process_time()
        took = _seconds(peer, block)
        if number:
            scored += len(block)
            spent += took
            busy += process_time() - started
        if spent >= seconds:
            break
    return _Pace(scored, spent, busy) if scored else None


def _seconds(peer: Peer, texts: Sequence[str]) -> float:
    started = perf_counter()
    peer.score(texts)
    return perf_counter() - started


def _scored(peer: Peer, texts: Sequence[str]) -> Iterator[float]:
    """As plain floats, whatever numbers the peer counts in."""
    return map(float, peer.score(texts))


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK))


def _own_stdout() -> IO[str]:
    """The real one; what libraries print goes to stderr instead."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answer


def _stay_on_few_cores() -> None:
    """On the first two of those there are, where the system lets a process choose."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


if __name__ == "__main__":
    main(sys.argv[1])
