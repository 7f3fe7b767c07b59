"""All peers on the same messages and the same sets, one after another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, assert_never

from bot.bench_chat import Chat
from bot.peers.catalogue import Candidate
from bot.peers.fresh import Failure, measure
from bot.peers.protocol import Job, Measurement
from bot.peers.quality import Quality, quality
from bot.peers.sets import Sets, texts_of

# The quickest is through in a second; the others use up their time before the texts.
MANY, SINGLE = 20_000, 520


@dataclass(frozen=True, slots=True)
class Measured:
    measurement: Measurement
    quality: Quality


@dataclass(frozen=True, slots=True)
class Absent:
    """What would have to be installed."""

    distributions: tuple[str, ...]


Finding = Measured | Absent | Failure
Findings = Mapping[str, Finding]


def compare(
    candidates: Sequence[Candidate],
    sets: Sets,
    *,
    configuration: str,
    seconds: float,
    began: Callable[[str], None],
) -> Findings:
    """By name, in the candidates' order; `began` hears the name of each that is measured."""
    texts = chat(MANY + SINGLE)
    job = Job(
        configuration=configuration,
        many=texts[:MANY],
        single=texts[MANY:],
        judged=texts_of(sets),
        seconds=seconds,
    )
    findings = {}
    for candidate in candidates:
        began(candidate.name)
        findings[candidate.name] = _finding(candidate, job, sets)
    return findings


def chat(count: int) -> Sequence[str]:
    """So many different lines of made-up chat."""
    different: dict[str, None] = {}
    lines = Chat().lines()
    while len(different) < count:
        different[next(lines).text] = None
    return list(different)


def as_json(findings: Findings) -> Mapping[str, Any]:
    return {name: _told(finding) for name, finding in findings.items()}


def _finding(candidate: Candidate, job: Job, sets: Sets) -> Finding:
    if missing := candidate.missing():
        return Absent(missing)
    measurement = measure(candidate.entry, job)
    if isinstance(measurement, Failure):
        return measurement
    scored = dict(zip(job.judged, measurement.scores, strict=True))
    return Measured(measurement, quality(sets, scored, flag_at=measurement.flag_at))


def _told(finding: Finding) -> Mapping[str, Any]:
    match finding:
        case Absent(distributions):
            return {"not_installed": distributions}
        case Failure(reason):
            return {"failed": reason}
        case Measured(measurement, worth):
            figures = asdict(measurement)
            del figures["scores"]
            return {**figures, **asdict(worth)}
        case _:
            assert_never(finding)
