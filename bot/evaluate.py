"""haven eval: labelled texts through the screening, and how well it told them apart."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.evaluation import Evaluation, tables
from bot.labelled import LabelledFile
from bot.scoring import risks
from bot.screening import Screening, open_screening
from bot.settings import Settings
from connectors.formats import FormatError

BLOCK = 256

stderr = Console(stderr=True, highlight=False)


async def evaluate_file(settings: Settings, file: Path, *, threshold: float, as_json: bool) -> int:
    """Measure the screening on `file`; a text is flagged from `threshold` on.

    Raises:
        FormatError: the file cannot be read, or nothing in it has a label.
    """
    labelled = LabelledFile(file)
    async with open_screening(settings) as screening:
        evaluation = await _evaluated(screening, labelled)
    if not len(evaluation):
        raise FormatError(f"{file}: no line with a text and a label of 0 or 1")
    _name_broken(labelled)
    report = evaluation.report(threshold, skipped=labelled.skipped, broken=labelled.broken)
    if as_json:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(report, option=option))
        return 0
    for table in tables(report):
        Console().print(table)
    return 0


async def _evaluated(screening: Screening, labelled: LabelledFile) -> Evaluation:
    evaluation = Evaluation()
    blocks = labelled.blocks(BLOCK)
    started = perf_counter()
    with _progress(labelled) as progress:
        # Reading a file may wait for the disk, so a thread does it.
        while block := await asyncio.to_thread(next, blocks, ()):
            scores = await risks(screening, [labelled.text for labelled in block])
            for text, risk in zip(block, scores, strict=True):
                evaluation.add(text, risk)
            progress(len(evaluation))
    evaluation.seconds = perf_counter() - started
    return evaluation


def _name_broken(labelled: LabelledFile) -> None:
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
