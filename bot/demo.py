"""haven demo: the shipped chat through the real engine, to watch."""

import asyncio
from contextlib import AsyncExitStack, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.live import Live

from bot.closing import closing
from bot.replaying import Play, Played, played
from bot.screens import LiveView
from bot.settings import Settings
from bot.summary import summarise
from cogs.cards import card
from data.packs import scene_paths
from engine.cases import Case
from engine.events import Event
from engine.pipeline import Watch
from engine.verdict import Verdict

# About a thousand records in a dozen seconds.
_REST = 0.008


async def show(settings: Settings, *, paced: bool) -> int:
    console = Console()
    view = LiveView()
    live = Live(view, console=console, screen=True, refresh_per_second=12) if paced else None
    with TemporaryDirectory(prefix="haven-demo-") as folder:
        play = Play(
            paths=[Path(str(path)) for _, path in sorted(scene_paths().items())],
            folder=Path(folder),
            watch=view.watch if paced else _print_cases(console),
            rest=_rest if paced else None,
        )
        started = perf_counter()
        async with AsyncExitStack() as stack:
            with live or nullcontext():
                done = await stack.enter_async_context(played(settings, play))
            await _close(console, done, perf_counter() - started)
    return 0


async def _rest() -> None:
    await asyncio.sleep(_REST)


def _print_cases(console: Console) -> Watch:
    """Where nobody watches (a pipe, a CI log), each case is printed as it opens."""

    def watch(_event: Event, _verdict: Verdict | None, case: Case | None) -> None:
        if case and len(case.accounts) == 1:
            console.print(card(case), highlight=False, markup=False)

    return watch


async def _close(console: Console, done: Played, seconds: float) -> None:
    console.print(closing(await summarise(done.house.archive), done.records, seconds))
    console.print(
        "\nNext: `haven replay FILE` plays your own chat, `haven screen TEXT` one message."
    )
