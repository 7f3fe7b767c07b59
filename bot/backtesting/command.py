"""haven backtest: what another policy or risk model would have done, without doing it."""

import logging
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.backtesting.choices import Chosen, chosen_in
from bot.backtesting.document import document
from bot.backtesting.rescreening import rescreened, with_model
from bot.backtesting.trial import EVER, Report, Trial, tried
from bot.backtesting.wording import show
from bot.chosen_community import chosen_community
from bot.log import escape
from bot.reading import reader_for
from bot.refusals import RefusedUseError
from bot.replaying import Play, played
from bot.settings import Settings
from data.archive import Archive
from data.packs import load_packs
from data.state import open_archive
from engine.clock import Clock, SystemClock
from engine.events import Community
from engine.pipeline import nobody_watches
from engine.policy.backtest import Backtest
from engine.policy.book import MODE
from engine.policy.document import Choices, DocumentError, parse
from engine.verdict import Mode

stderr = Console(stderr=True)

_SPAN = re.compile(r"([1-9][0-9]{0,3})([mhdw])")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_EMPTY = "There is nothing to look back on yet: Haven has read no message."


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRequest:
    """As the command line says it. Without a `file` it looks into the state folder."""

    folder: Path
    file: Path | None = None
    policy: Path | None = None
    model: str | None = None
    since: str = "7d"
    community: str | None = None
    as_json: bool = False
    with_words: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    archive: Archive
    chosen: Chosen
    since: datetime
    until: datetime


async def backtest(
    settings: Settings, request: BacktestRequest, *, clock: Clock | None = None
) -> int:
    """Raises RefusedUseError for whatever there is nothing to compare in."""
    if request.policy is None and request.model is None:
        raise RefusedUseError("name what to compare with: --policy FILE, --model FOLDER, or both")
    length = span(request.since)
    text = _text(request.policy) if request.policy else None
    anew = with_model(settings, request.model) if request.model else None
    clock = clock or SystemClock()
    async with _source(settings, request, clock, length) as source:
        community = await chosen_community(source.archive, request.community, empty=_EMPTY)
        choices = _choices(source.chosen, community, text, request)
        trial = _trial(settings, source, community, choices, with_words=request.with_words)
        count = await trial.events()
        if not count:
            raise RefusedUseError(f"{community}: nothing was judged there in that time")
        with _progress(count) as report:
            if anew:
                found = await rescreened(anew, trial, choices, report)
            else:
                found = await tried(trial, report)
    _tell(request, trial, found)
    return 0


def span(written: str) -> timedelta:
    """Raises RefusedUseError for what is no length of time."""
    match = _SPAN.fullmatch(written)
    if match is None:
        raise RefusedUseError(
            f"--since {escape(written)}: write a number and m, h, d or w, as in 90m, 12h, 7d or 4w"
        )
    return int(match[1]) * _UNITS[match[2]]


@asynccontextmanager
async def _source(
    settings: Settings, request: BacktestRequest, clock: Clock, length: timedelta
) -> AsyncIterator[_Source]:
    if request.file is None:
        async with open_archive(request.folder) as archive:
            now = clock.now()
            chosen = await chosen_in(archive, settings, clock)
            yield _Source(archive, chosen, now - length, now)
        return
    async with _replayed(settings, request.file) as archive:
        yield _Source(archive, await chosen_in(archive, settings, clock), EVER, clock.now())


@asynccontextmanager
async def _replayed(settings: Settings, file: Path) -> AsyncIterator[Archive]:
    """A file's chat, judged under the present policy as `haven replay` does."""
    logging.getLogger().addHandler(logging.NullHandler())
    with TemporaryDirectory(prefix="haven-backtest-") as folder:
        play = Play(paths=[file], folder=Path(folder), watch=nobody_watches)
        async with played(settings, play) as done:
            yield done.house.archive


def _choices(
    chosen: Chosen, community: Community, text: str | None, request: BacktestRequest
) -> Choices:
    """A file is played in `enforce`, whatever the document says, so that both are."""
    if text is None:
        choices = chosen.policies.chosen(community)
    else:
        try:
            choices = parse(text, chosen.policies.with_choices(community, {}))
        except DocumentError as error:
            lines = (f"{request.policy}: {problem}" for problem in error.problems)
            raise RefusedUseError("\n".join(lines)) from error
    return choices if request.file is None else {**choices, MODE: Mode.ENFORCE}


def _trial(
    settings: Settings,
    source: _Source,
    community: Community,
    choices: Choices,
    *,
    with_words: bool,
) -> Trial:
    return Trial(
        archive=source.archive,
        chosen=source.chosen,
        community=community,
        policy=source.chosen.policies.with_choices(community, choices),
        since=source.since,
        until=source.until,
        normalise=reader_for(load_packs(), off=settings.screening.switched_off),
        with_words=with_words,
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedUseError(f"{file}: cannot be read as text ({type(error).__name__})") from error


@contextmanager
def _progress(total: int) -> Iterator[Report]:
    columns = (
        TextColumn("deciding anew"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    # Where nobody watches, even an empty bar would leave a blank line.
    quiet = not stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=quiet) as bar:
        task = bar.add_task("backtest", total=total)
        yield _advancing(bar.update, task)


def _advancing(update: Callable[..., None], task: int) -> Report:
    return lambda done: update(task, completed=done)


def _tell(request: BacktestRequest, trial: Trial, found: Backtest) -> None:
    if not request.as_json:
        show(Console(), found)
        return
    about: Mapping[str, str] = {
        "community": str(trial.community),
        "policy": trial.policy.version,
        "model": request.model or "",
    }
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    sys.stdout.write(orjson.dumps(document(found, about), option=option).decode())
