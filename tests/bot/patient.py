"""A patient of the doctor's: its settings, its folder, and what is found."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.doctor import HEARTBEAT, Check, checkup, heartbeat
from bot.settings import Settings
from data.database import FILE
from data.state import open_state

# Files of this test are written now, so the patients' present lies a little later.
NOW = datetime.now(UTC) + timedelta(minutes=1)


def settings(folder: Path, **sections: dict[str, object]) -> Settings:
    return Settings.model_validate({"state": {"folder": folder}, **sections})


async def found(name: str, patient: Settings, *, quick: bool = True, now: datetime = NOW) -> Check:
    (check,) = [
        check for check in await checkup(patient, quick=quick, now=now) if check.name == name
    ]
    return check


def contents(folder: Path) -> set[Path]:
    return set(folder.iterdir())


def last_beat(folder: Path, *, ago: timedelta) -> None:
    heartbeat(folder)
    then = (NOW - ago).timestamp()
    os.utime(folder / HEARTBEAT, (then, then))


async def new_database(folder: Path) -> Path:
    async with open_state(folder):
        return folder / FILE
