"""What a check-up says: one check for each thing that can be wrong, with its remedy."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.settings import Settings


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    state: Health
    said: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    settings: Settings
    quick: bool
    now: datetime

    @property
    def folder(self) -> Path:
        return self.settings.state.folder


Probe = Callable[[Patient], Awaitable[Check]]
