"""The challenger policy of a running bot: read at the start, its figures kept for the doctor."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import orjson

from bot.refusals import RefusedUseError
from bot.settings import Settings
from engine.casebook import Hear
from engine.cases import Case
from engine.policy.book import MODE, PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.document import Choices, DocumentError, applied, parse
from engine.policy.rival import Difference, Rival, RivalTally

log = logging.getLogger(__name__)

FILE = "rival.json"
_COUNTS = ("agreed", "more", "less", "otherwise", "failed", "reversed", "confirmed")


@dataclass(frozen=True, slots=True)
class Contest:
    """A challenger document by its version, and what came of comparing it so far."""

    version: str
    tally: RivalTally
    choices: Choices = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """None where there is nothing that can be understood; it blocks on the disk."""
        try:
            kept = orjson.loads((folder / FILE).read_bytes())
            return cls(str(kept["version"]), _tally(kept["tally"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def keep(self, folder: Path) -> None:
        """Write it down, whole or not at all; it blocks on the disk."""
        log.info("challenger policy compared", extra=dict(self.figures()))
        written = folder / f"{FILE}.new"
        try:
            written.write_bytes(orjson.dumps(self._plain()))
            written.replace(folder / FILE)
        except OSError as error:
            log.warning("figures of the challenger policy not kept: %s", error.strerror)

    def _plain(self) -> Mapping[str, Any]:
        counts = {name: getattr(self.tally, name) for name in _COUNTS}
        last = [asdict(each) for each in self.tally.last]
        return {"version": self.version, "tally": {**counts, "last": last}}

    def figures(self) -> Iterator[tuple[str, int]]:
        tally = self.tally
        yield "compared", tally.compared
        yield "agreed", tally.agreed
        yield "would_act_more", tally.more
        yield "would_act_less", tally.less
        yield "otherwise", tally.otherwise
        yield "against_reversals", tally.reversed
        yield "against_confirmations", tally.confirmed
        yield "failed", tally.failed

    def __str__(self) -> str:
        told = ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in self.figures())
        return f"{self.version}: {told}"


def _tally(kept: Mapping[str, Any]) -> RivalTally:
    tally = RivalTally()
    for name in _COUNTS:
        setattr(tally, name, int(kept[name]))
    tally.last.extend(Difference(**each) for each in kept["last"])
    return tally


@asynccontextmanager
async def contending(
    settings: Settings, folder: Path, *, live: bool
) -> AsyncIterator[Contest | None]:
    """None without a challenger, and in a replay. Going on where the same document left off.

    Raises:
        RefusedUseError: the document cannot be a policy, or not be read.
    """
    if not settings.shadow.policy or not live:
        yield None
        return
    contest = await asyncio.to_thread(contest_of, settings.shadow.policy)
    kept = await asyncio.to_thread(Contest.read, folder)
    if kept and kept.version == contest.version:
        contest = replace(contest, tally=kept.tally)
    try:
        yield contest
    finally:
        await asyncio.to_thread(contest.keep, folder)


def rival_of(contest: Contest | None, policies: PolicyBook) -> Rival | None:
    """Its keys stand in place of all that a community chose, but for the mode."""
    if contest is None:
        return None
    choices = {name: value for name, value in contest.choices.items() if name != MODE}
    return Rival(lambda community: policies.with_choices(community, choices), contest.tally)


def heard_by(hear: Hear, rival: Rival | None) -> Hear:
    if rival is None:
        return hear

    def both(case: Case) -> None:
        rival.heard(case)
        hear(case)

    return both


def contest_of(name: str) -> Contest:
    """It blocks on the disk. Raises RefusedUseError."""
    choices = _read(name)
    return Contest(applied(choices, CommunityPolicy()).version, RivalTally(), choices)


def _read(name: str) -> Choices:
    try:
        return parse(Path(name).read_text(encoding="utf-8"), CommunityPolicy())
    except (OSError, UnicodeDecodeError) as error:
        said = f"shadow.policy: {name}: cannot be read as text ({type(error).__name__})"
        raise RefusedUseError(said) from error
    except DocumentError as error:
        lines = (f"shadow.policy: {name}: {problem}" for problem in error.problems)
        raise RefusedUseError("\n".join(lines)) from error
