"""The folder of models: a candidate takes the champion's place as a whole, or not at all.

A folder that holds files cannot be replaced in one step, so it takes three renames. Whatever is
killed between two of them, `recover` ends or undoes: the one way or the other, both models are
there and one of them is the champion.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.refusals import RefusedUseError
from engine.screening.manifest import verify

CHAMPION = "screening"
CANDIDATE = f"{CHAMPION}.candidate"
# The champion that makes room, for as long as a promotion takes, and the one before this one.
RETIRED, PREVIOUS = f"{CHAMPION}.retired", f"{CHAMPION}.previous"


@contextmanager
def claimed(models: Path) -> Iterator[None]:
    """One promotion at a time; one that was killed before is ended or undone first.

    Raises:
        RefusedUseError: another promotion is at work, or the folder cannot be used.
    """
    try:
        with _locked(models):
            recover(models)
            yield
    except OSError as error:
        said = f"{error.filename or models}: {error.strerror}"
        raise RefusedUseError(f"{said}; mend that and run the command again") from error


@contextmanager
def _locked(models: Path) -> Iterator[None]:
    folder = os.open(models, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        raise RefusedUseError(f"{models}: another promotion is at work there; wait") from error
    try:
        yield
    finally:
        os.close(folder)


def recover(models: Path) -> None:
    """End a promotion if its candidate has become the champion already, else undo it."""
    if not (models / RETIRED).exists():
        return
    if (models / CHAMPION).exists():
        _keep_retired(models)
        return
    (models / RETIRED).rename(models / CHAMPION)


def stage(source: Path, models: Path) -> None:
    """Copy a model to where it can be measured, and be promoted by renaming.

    Raises:
        ModelError: a file is missing or not the one that the manifest was written for.
        RefusedUseError: `source` is a folder that promotions use themselves.
    """
    if source.resolve() in {(models / name).resolve() for name in (CHAMPION, CANDIDATE)}:
        raise RefusedUseError(f"{source}: promotions use this folder; name another one")
    verify(source)
    discard(models)
    shutil.copytree(source, models / CANDIDATE)
    verify(models / CANDIDATE)


def discard(models: Path) -> None:
    """Remove the staged candidate, whole or in parts."""
    if (models / CANDIDATE).exists():
        shutil.rmtree(models / CANDIDATE)


def promote(models: Path) -> None:
    """Make the staged candidate the champion; the champion so far becomes the previous one."""
    # Names are not to reach the disk before what they name: a power cut must find whole files.
    os.sync()
    if (models / CHAMPION).exists():
        (models / CHAMPION).rename(models / RETIRED)
    try:
        (models / CANDIDATE).rename(models / CHAMPION)
    finally:
        recover(models)


def _keep_retired(models: Path) -> None:
    if (models / PREVIOUS).exists():
        shutil.rmtree(models / PREVIOUS)
    (models / RETIRED).rename(models / PREVIOUS)
