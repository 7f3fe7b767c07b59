"""haven bench: growing load on a whole Haven, and what it can bear."""

import asyncio
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from bot.bench_chat import repeats
from bot.bench_deciding import deciding
from bot.bench_load import STAGES, Bench, Step, generator_ms
from bot.bench_personal import looking_for_personal_data
from bot.bench_screening import screening_alone
from bot.bench_start import import_ms, start_seconds
from bot.settings import Settings

RATES = (250.0, 500.0, 750.0, 1_000.0, 1_200.0, 1_500.0)
# The load at which latencies are told, if it is borne.
REFERENCE = 1_000.0
# Long enough to fill caches and to let the encoder's threads start.
WARM_UP = 2.0

stderr = Console(stderr=True)

Report = Mapping[str, Any]


async def measure(settings: Settings, *, seconds: float, as_json: bool) -> int:
    """Each load for `seconds`, everything switched on, in a state folder that is thrown away."""
    with TemporaryDirectory(prefix="haven-bench-") as folder:
        started = await asyncio.to_thread(start_seconds, settings, Path(folder) / "start")
        imported = await asyncio.to_thread(import_ms)
        alone = await asyncio.to_thread(screening_alone, settings, seconds=seconds)
        steps = await _steps(settings, Path(folder) / "bench", seconds)
    figures = {
        **alone,
        **await asyncio.to_thread(deciding),
        **await asyncio.to_thread(looking_for_personal_data),
        "start_seconds": started,
        "import_ms": imported,
        "generator_ms": await generator_ms(),
    }
    report = _report(steps, figures)
    if as_json:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(report, option=option))
        return 0
    _print(report, steps)
    return 0


async def _steps(settings: Settings, folder: Path, seconds: float) -> Sequence[Step]:
    async with Bench.opened(settings, folder) as bench:
        await bench.step(rate=RATES[0], seconds=min(seconds, WARM_UP))
        steps = []
        for rate in (*RATES, None):
            what = "as fast as it goes" if rate is None else f"{rate:,.0f} messages a second"
            with stderr.status(f"{what}, for {seconds:.0f} s"):
                steps.append(await bench.step(rate=rate, seconds=seconds))
        return steps


def reference(steps: Sequence[Step]) -> Step:
    """The step whose latencies count: 1,000 a second, or the most that is borne, or the least."""
    sustained = [step for step in steps if step.sustained]
    at_reference = [step for step in sustained if step.offered == REFERENCE]
    return (at_reference or sustained[-1:] or list(steps))[0]


def _report(steps: Sequence[Step], figures: Mapping[str, float]) -> Report:
    told = reference(steps)
    return {
        "messages_per_second": max(
            (step.achieved for step in steps if step.sustained), default=0.0
        ),
        "screening_p95_ms": told.stages["screening"]["p95"],
        "event_to_action_p95_ms": told.stages["event_to_action"]["p95"],
        "cpu_ms_per_message": told.cpu_ms_per_message,
        "rss_mb": steps[-1].rss_mb,
        "rss_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **figures,
        "repeats": repeats(),
        "load_average": os.getloadavg()[0],
        "sweep": [{**asdict(step), "sustained": step.sustained} for step in steps],
    }


def _print(report: Report, steps: Sequence[Step]) -> None:
    console = Console()
    console.print(_loads(steps), _latencies(steps), sep="\n")
    table = Table("figure", "value", title="In short", title_justify="left")
    for name, figure in report.items():
        if name != "sweep":
            table.add_row(name, f"{figure:,.2f}")
    console.print(table)
    console.print(
        "Made-up chat: the shipped lines recombined. "
        f"{report['repeats']:.0%} of it repeats, and is served from the cache.\n"
        "The load's generator runs in the same process; its CPU time (generator_ms a message) is "
        "part of cpu_ms_per_message. screening_alone: the stack by itself in a fresh process, on "
        "lines that are all different."
    )


def _loads(steps: Sequence[Step]) -> Table:
    table = Table(title="Load", title_justify="left")
    for column in ("offered/s", "judged/s", "borne", "shed", "CPU ms", "RSS MB"):
        table.add_column(column, justify="right")
    for step in steps:
        table.add_row(
            _offered(step),
            f"{step.achieved:,.0f}",
            "yes" if step.sustained else "no",
            f"{step.shed / step.messages:.0%}",
            f"{step.cpu_ms_per_message:.2f}",
            f"{step.rss_mb:.0f}",
        )
    return table


def _latencies(steps: Sequence[Step]) -> Table:
    title = "Latency: P50, P95 and P99 in milliseconds"
    table = Table(title=title, title_justify="left", show_lines=True)
    stages = (stage.replace("event_to_", "event to\n") for stage in STAGES)
    for column in ("offered/s", *stages):
        table.add_column(column, justify="right")
    for step in steps:
        times = ("\n".join(f"{ms:.1f}" for ms in step.stages[stage].values()) for stage in STAGES)
        table.add_row(_offered(step), *times)
    return table


def _offered(step: Step) -> str:
    return "max" if step.offered is None else f"{step.offered:,.0f}"
