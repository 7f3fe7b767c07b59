"""haven replay: files in, a progress bar, a summary, a document."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bot.closing import closing
from bot.document import write_document
from bot.refusals import RefusedUseError
from bot.replaying import Play, Played, played
from bot.replaying import Progress as Position
from bot.settings import Settings
from bot.summary import summarise
from connectors.formats import KNOWN_FORMS
from connectors.replay import Speed
from data.archive import Archive
from data.database import FILE, claimed
from data.faults import StateInUseError
from engine.pipeline import nobody_watches
from engine.quantities import counted
from engine.verdict import Mode

console = Console(stderr=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """As the command line says it; without a `state` the replay keeps house for itself."""

    files: Sequence[Path]
    speed: str
    json_out: Path | None
    mode: str
    state: Path | None
    resume: bool


async def replay_files(settings: Settings, request: ReplayRequest) -> int:
    # What goes wrong is told in the summary or as a refusal; a log has no place between the two.
    logging.getLogger().addHandler(logging.NullHandler())
    speed = _speed(request.speed)
    _refuse_lost_output(request.json_out, request.files)
    _tell_of_a_new_start(settings, request)
    with _state(settings, request) as folder, _progress() as report:
        play = Play(
            paths=request.files,
            folder=folder,
            watch=nobody_watches,
            mode=Mode(request.mode),
            speed=speed,
            resume=request.resume,
            progress=report,
        )
        started = perf_counter()
        async with played(settings, play) as done:
            if not _is_no_chat(done):
                await _tell(done, request.json_out, perf_counter() - started)
    if _is_no_chat(done):
        raise RefusedUseError(_no_chat(done, request.files))
    return 0


def _speed(written: str) -> Speed:
    try:
        return Speed.parse(written)
    except ValueError as error:
        raise RefusedUseError(str(error)) from error


def _refuse_lost_output(target: Path | None, files: Sequence[Path]) -> None:
    """Before the work, not after it."""
    if target is None:
        return
    if target.resolve() in {file.resolve() for file in files}:
        raise RefusedUseError(f"{target}: this is the chat itself; name another file for --json")
    taken = target.exists() and not target.is_file()
    if taken or not target.absolute().parent.is_dir():
        raise RefusedUseError(f"{target}: name a file in a folder that exists")


def _tell_of_a_new_start(settings: Settings, request: ReplayRequest) -> None:
    """No refusal: whoever always resumes, in a script, wants the first run as well."""
    folder = request.state or _own_folder(settings, request.files)
    if request.resume and not (folder / FILE).exists():
        _say("nothing to resume: no replay of these files was interrupted; it starts anew")


def _is_no_chat(done: Played) -> bool:
    """What looks like chat at first, and nothing of which can be read, is something else."""
    return bool(done.broken) and not done.records


def _no_chat(done: Played, files: Sequence[Path]) -> str:
    names, first = ", ".join(map(str, files)), done.first_broken[0]
    why = f"line {first.line}: {first.why}"
    return f"{names}: nothing in it can be read as chat ({why}); known forms are {KNOWN_FORMS}"


async def _tell(done: Played, json_out: Path | None, seconds: float) -> None:
    for broken in done.first_broken:
        _say(f"{broken.file} line {broken.line}: {broken.why}; skipped".lstrip())
    if done.broken:
        _say(f"{counted(done.broken, 'broken record')} skipped")
    if done.nameless:
        nameless = counted(done.nameless, "message")
        _say(f"{nameless} without an author; each counts as somebody else's")
    if set_aside := await done.house.archive.dead_letters():
        _say(f"{counted(len(set_aside), 'message')} could not be judged: {set_aside[0].reason}")
    console.print(closing(await summarise(done.house.archive), done.records, seconds))
    if json_out:
        await _write(done.house.archive, json_out)
        _say(f"{json_out}: written")


async def _write(archive: Archive, target: Path) -> None:
    try:
        await write_document(archive, target)
    except OSError as error:
        raise RefusedUseError(f"{target}: cannot be written: {error.strerror}") from error


def _say(line: str) -> None:
    """Names of files come as they are: brackets in them are no markup, and no line is broken."""
    console.print(line, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def _progress() -> Iterator[Callable[[Position], None]]:
    columns = (
        TextColumn("replaying"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[records]:,} records"),
        TimeElapsedColumn(),
    )
    # Where nobody watches, even an empty bar would leave a blank line.
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("replay", total=None, records=0)

        def report(position: Position) -> None:
            done, size = position.bytes_read, position.size
            bar.update(task, completed=done, total=size, records=position.records)

        yield report


@contextmanager
def _state(settings: Settings, request: ReplayRequest) -> Iterator[Path]:
    """The folder asked for; else one that belongs to these files and goes when they are done."""
    if request.state:
        if (request.state / FILE).exists() and not request.resume:
            raise RefusedUseError(
                f"{request.state}: holds a database already; go on with --resume, "
                "or name a new folder"
            )
        yield request.state
        return
    own = _own_folder(settings, request.files)
    with ExitStack() as stack:
        try:
            stack.enter_context(claimed(own / "turn"))
        except StateInUseError:
            # Another run of the same files is at work: this one keeps out of its way.
            yield Path(stack.enter_context(TemporaryDirectory(prefix="haven-replay-")))
            return
        if not request.resume:
            for leftover in own.glob(f"{FILE}*"):
                leftover.unlink()
        yield own
        rmtree(own)


def _own_folder(settings: Settings, files: Sequence[Path]) -> Path:
    """The same for the same files, so that an interrupted run is found again."""
    names = "\n".join(str(file.absolute()) for file in files)
    digest = sha256(names.encode(errors="surrogateescape")).hexdigest()[:12]
    return settings.state.folder / "replays" / digest
