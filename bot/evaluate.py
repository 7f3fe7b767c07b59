"""haven eval: labelled texts through the screening, and how well it told them apart."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.evaluation import Evaluation, tables
from bot.labelled import Labelled, LabelledFile
from bot.screening import Screening, open_screening
from bot.settings import Settings
from connectors.formats import FormatError
from engine.events import Author, Community, Message, Place, Platform
from engine.intake import TEXT_LIMIT
from engine.memory.actors import Actors
from engine.text import sanitise

BLOCK = 256
_PLACE = Place(Community(Platform.CONSOLE, "eval"), "main")
# Somebody nobody knows, as in any set of texts without their authors.
_STRANGER = Author(id="stranger", name="stranger")
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

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
            for text, risk in zip(block, await _risks(screening, block), strict=True):
                evaluation.add(text, risk)
            progress(len(evaluation))
    evaluation.seconds = perf_counter() - started
    return evaluation


async def _risks(screening: Screening, block: Sequence[Labelled]) -> Sequence[float]:
    """Each text by itself, as the first words of somebody unknown."""
    messages = [_message(labelled) for labelled in block]
    behaviour = Actors().behaviour(messages[0]).risk
    await screening.screener.prepare(messages)
    predictions = [
        await screening.screener.screen(message, behaviour=behaviour) for message in messages
    ]
    return [prediction.risk_score for prediction in predictions]


def _message(labelled: Labelled) -> Message:
    return Message(
        id="evaluated",
        place=_PLACE,
        author=_STRANGER,
        text=sanitise(labelled.text, limit=TEXT_LIMIT),
        sent_at=_MOMENT,
    )


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
