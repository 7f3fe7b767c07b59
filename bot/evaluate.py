"""haven eval: labelled texts through the screening, and how well it told them apart."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.evaluation import Evaluation
from bot.evaluation_tables import tables
from bot.labelled import Labelled, LabelledFile
from bot.scoring import predictions
from bot.screening import Screening, open_screening
from bot.settings import Settings
from connectors.formats import FormatError

BLOCK = 256

stderr = Console(stderr=True, highlight=False)


async def evaluate_file(
    settings: Settings, file: Path, *, threshold: float | None, as_json: bool
) -> int:
    """Measure the screening on `file`; a text is flagged from `threshold` on, by default from the
    model's own operating point.

    Raises:
        FormatError: the file cannot be read, or nothing in it has a label.
    """
    labelled = LabelledFile(file)
    async with open_screening(settings) as screening:
        evaluation = await evaluated(screening, labelled)
    if not len(evaluation):
        raise FormatError(f"{file}: no line with a text and a label of 0 or 1")
    name_broken(labelled)
    flagged_from = evaluation.flag_at if threshold is None else threshold
    report = evaluation.report(flagged_from, skipped=labelled.skipped, broken=labelled.broken)
    if as_json:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(report, option=option))
        return 0
    for table in tables(report):
        Console().print(table)
    return 0


async def evaluated(screening: Screening, labelled: LabelledFile) -> Evaluation:
    evaluation = Evaluation(flag_at=screening.screener.flag_at)
    blocks = labelled.blocks(BLOCK)
    started = perf_counter()
    with _progress(labelled) as progress:
        # Reading a file may wait for the disk, so a thread does it.
        while block := await asyncio.to_thread(next, blocks, ()):
            await _add(evaluation, screening, block)
            progress(len(evaluation))
    evaluation.seconds = perf_counter() - started
    return evaluation


async def _add(evaluation: Evaluation, screening: Screening, block: Sequence[Labelled]) -> None:
    disguised = [text.clear for text in block if text.is_obfuscated]
    undisguised = iter(await predictions(screening, disguised))
    said = await predictions(screening, [text.text for text in block])
    for text, prediction in zip(block, said, strict=True):
        evaluation.add(text, prediction, next(undisguised) if text.is_obfuscated else None)


def name_broken(labelled: LabelledFile) -> None:
    for broken in labelled.first_broken:
        stderr.print(
            f"{broken.file} line {broken.line}: {broken.why}; skipped", markup=False, soft_wrap=True
        )
    if labelled.broken > len(labelled.first_broken):
        stderr.print(f"… and {labelled.broken - len(labelled.first_broken)} more broken lines")


@contextmanager
def _progress(labelled: LabelledFile) -> Iterator[Callable[[int], None]]:
    columns = (
        TextColumn("screening"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[texts]:,} texts"),
        TimeRemainingColumn(),
    )
    source = labelled.source
    shown = stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=not shown) as bar:
        task = bar.add_task("eval", total=source.size, texts=0)
        yield lambda texts: bar.update(task, completed=source.bytes_read, texts=texts)
