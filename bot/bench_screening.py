"""The screening stack alone, in a fresh process: how fast, how large, how soon ready."""

from collections.abc import Mapping
from dataclasses import replace

from bot.peers.catalogue import CASCADE, HAVEN, Candidate
from bot.peers.comparison import MANY, SINGLE, chat
from bot.peers.fresh import Failure, measure
from bot.peers.protocol import Job, Measurement
from bot.settings import Settings


def screening_alone(settings: Settings, *, seconds: float) -> Mapping[str, float]:
    """On lines that are all different, so that the cache answers for none of them."""
    texts = chat(MANY + SINGLE)
    job = Job(
        configuration=settings.model_dump_json(),
        many=texts[:MANY],
        single=texts[MANY:],
        seconds=seconds,
    )
    alone = _measured(HAVEN, job)
    cascade = _measured(CASCADE, replace(job, single=()))
    return {
        "screening_alone_messages_per_second": alone.messages_per_second or 0.0,
        "screening_alone_cascade_messages_per_second": cascade.messages_per_second or 0.0,
        "screening_alone_cpu_ms_per_message": alone.cpu_ms_per_message or 0.0,
        "screening_alone_cascade_cpu_ms_per_message": cascade.cpu_ms_per_message or 0.0,
        "screening_alone_single_p95_ms": alone.single_p95_ms or 0.0,
        "screening_alone_load_seconds": alone.load_seconds,
        "screening_alone_rss_mb": alone.rss_mb,
    }


def _measured(candidate: Candidate, job: Job) -> Measurement:
    match measure(candidate.entry, job):
        case Failure(reason):
            raise RuntimeError(f"{candidate.name} could not be measured: {reason}")
        case measurement:
            return measurement
