"""The shipped command as a user meets it: a process of its own, at work in a folder of its own."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import time
from asyncio.subprocess import Process, create_subprocess_exec
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    asynccontextmanager,
    chdir,
    closing,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
)
from io import StringIO
from pathlib import Path
from typing import IO, Any, TypeVar
from unittest.mock import patch

import pytest

from bot.cli import main
from tests.running import PATIENCE

HAVEN = Path(sys.executable).with_name("haven")
ATTACK = "you worthless idiot, nobody likes you, go kill yourself"
# A secret that nothing of what comes out may hold.
CANARY = "canary-8c1f-token"
_LOOK_EVERY = 0.005

Finished = subprocess.CompletedProcess[str]
Answer = TypeVar("Answer")


def environment(**variables: str) -> Mapping[str, str]:
    """This process's, without what would configure Haven, and wide enough for long lines."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HAVEN_")}
    return {**ours, "COLUMNS": "300", **variables}


def haven(
    *words: str | Path,
    folder: Path,
    stdin: str | bytes = "",
    prepare: Callable[[], None] | None = None,
    **variables: str,
) -> Finished:
    """Run the command to its end; `prepare` is called in the new process."""
    typed = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [HAVEN, *words],
        cwd=folder,
        env=environment(**variables),
        input=typed,
        capture_output=True,
        timeout=4 * PATIENCE,
        check=False,
        preexec_fn=prepare,
    )
    return Finished(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def within(*words: str | Path, folder: Path, **variables: str) -> Finished:
    """The command in this process: for what is refused before it would matter, and fast."""
    out, err = StringIO(), StringIO()
    with (
        patch.object(sys, "argv", ["haven", *map(str, words)]),
        patch.dict(os.environ, environment(**variables), clear=True),
        chdir(folder),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return Finished(words, int(ended.value.code or 0), out.getvalue(), err.getvalue())


@contextmanager
def started(
    *words: str | Path, folder: Path, stdin: int | IO[str] = subprocess.PIPE, **variables: str
) -> Iterator["subprocess.Popen[str]"]:
    """The command at work, its words in pipes; what is left of it is killed."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [HAVEN, *words],
        cwd=folder,
        env=environment(**variables),
        stdin=stdin,
        stdout=pipe,
        stderr=pipe,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def side_by_side(*runs: Callable[[], Answer]) -> Sequence[Answer]:
    """What each gives, in their order; two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return [waiting.result() for waiting in [pool.submit(run) for run in runs]]


def one_line(finished: Finished) -> str:
    """What a refused command says on stderr, which must be one line and nothing else."""
    (line,) = finished.stderr.splitlines()
    return line


def rows(database: Path, query: str) -> Sequence[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def count(database: Path, table: str) -> int:
    """How many rows there are; none where there is no such table yet."""
    try:
        return int(rows(database, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608
    except sqlite3.OperationalError:
        return 0


def said(database: Path) -> int:
    """How many messages were journalled; that some were deleted are events of their own."""
    return len(rows(database, "SELECT id FROM events WHERE kind = 'message'"))


def wait_until(fulfilled: Callable[[], bool]) -> None:
    """Look again and again; another process tells of its progress by what it writes only."""
    end = time.monotonic() + PATIENCE
    while not fulfilled():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(_LOOK_EVERY)


def document(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


@asynccontextmanager
async def living(folder: Path, **variables: str) -> AsyncIterator[Process]:
    """`haven run` beside servers of this process; what is left of it is killed."""
    process = await create_subprocess_exec(
        HAVEN,
        "run",
        cwd=folder,
        env=environment(**variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until(fulfilled: Callable[[], bool]) -> None:
    """As `wait_until`, but servers of this process go on meanwhile."""
    async with asyncio.timeout(PATIENCE):
        while not fulfilled():  # noqa: ASYNC110 - what servers noted rings no bell
            await asyncio.sleep(_LOOK_EVERY)
