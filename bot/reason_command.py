"""`haven reason --compare`: two reasoners over kept packets, and where they differ."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import orjson
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.log import escape
from bot.reasoning import models_of
from bot.reasoning_settings import Reasoning
from bot.refusals import RefusedUseError
from bot.settings import Settings
from data.archive import Archive
from data.state import open_archive
from engine.cases import Case
from engine.clock import Clock, SystemClock
from engine.packets import KeptPacket
from engine.quantities import counted
from engine.reasoning.calibration import Calibration, model_key
from engine.reasoning.comparison import (
    Compared,
    Opinion,
    Totals,
    advised_again,
    compared,
    deterministic,
    totals,
)
from engine.reasoning.health import new_fence
from engine.reasoning.model import LanguageModel, ModelError, named_at, self_test, within
from engine.reasoning.prompt import prompt_for

DETERMINISTIC = "deterministic"
# Nobody waits in a chat for these answers.
_PATIENCE = 60.0

Kept = tuple[Case, KeptPacket]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRequest:
    folder: Path
    names: tuple[str, str]
    since: timedelta
    limit: int
    as_json: bool = False


class Judge(Protocol):
    async def judge(self, packet: KeptPacket) -> Opinion | None: ...


class Remembered:
    """The rules: what they found then is read."""

    async def judge(self, packet: KeptPacket) -> Opinion | None:
        return deterministic(packet)


@dataclass(frozen=True, slots=True)
class Asked:
    """A model, calibrated by all rulings there are; None where it gives no answer."""

    model: LanguageModel
    digest: str
    calibration: Calibration

    async def judge(self, packet: KeptPacket) -> Opinion | None:
        if packet.briefing is None:
            return None
        prompt = prompt_for(packet.briefing, fence=new_fence())
        try:
            answer = await within(_PATIENCE, self.model, prompt)
        except ModelError:
            return None
        curve = self.calibration.of(model_key(self.model.name, self.digest))
        return advised_again(packet, packet.briefing, answer, curve=curve)


async def compare_reasoners(
    settings: Settings, request: ReasonRequest, *, clock: Clock | None = None
) -> int:
    """1 where a model cannot be asked. Raises RefusedUseError: there is no such reasoner."""
    _check(settings, request.names)
    since = (clock or SystemClock()).now() - request.since
    key = settings.state.key.get_secret_value()
    async with open_archive(request.folder, key=key) as archive:
        kept = await archive.packets.since(since, limit=request.limit)
        usable = [each for each in kept if each[1].briefing or _needs_no_words(request.names)]
        try:
            async with _judges(settings, request.names, archive) as judges:
                rows = await _compared(judges, usable)
        except ModelError as fault:
            Console(stderr=True).print(escape(str(fault)), markup=False, highlight=False)
            return 1
    _print(request, rows, left_out=len(kept) - len(usable))
    return 0


def _needs_no_words(names: Sequence[str]) -> bool:
    return set(names) == {DETERMINISTIC}


def _check(settings: Settings, names: tuple[str, str]) -> None:
    known = [DETERMINISTIC, *_models_named(settings.reasoning)]
    if unknown := [name for name in names if name not in known]:
        raise RefusedUseError(
            f"--compare {escape(unknown[0])}: there is no such reasoner; there are:"
            f" {', '.join(known)} (models need reasoning.ollama_url, or [[reasoning.endpoints]],"
            " in bot.toml)"
        )
    if names[0] == names[1]:
        raise RefusedUseError("--compare: name two different reasoners")


def _models_named(chosen: Reasoning) -> Iterator[str]:
    """Those of endpoints are called by their server too, which may serve the same model."""
    yield from chosen.models if chosen.ollama_url else ()
    for endpoint in chosen.endpoints:
        yield from (named_at(model, endpoint.name) for model in endpoint.models)


@asynccontextmanager
async def _judges(
    settings: Settings, names: Sequence[str], archive: Archive
) -> AsyncIterator[list[Judge]]:
    """Raises ModelError where a model is not there, or cannot answer as it must."""
    calibration = Calibration()
    calibration.learn(await archive.packets.tried())
    async with AsyncExitStack() as stack:
        models = {model.name: model for model in await models_of(settings.reasoning, stack)}
        judges: list[Judge] = []
        for name in names:
            if name == DETERMINISTIC:
                judges.append(Remembered())
                continue
            judges.append(Asked(models[name], await _tested(models[name]), calibration))
        yield judges


async def _tested(model: LanguageModel) -> str:
    """Its digest, once it has kept to the schema. Raises ModelError."""
    try:
        async with asyncio.timeout(_PATIENCE):
            digest = await model.digest()
            await self_test(model, new_fence())
    except TimeoutError as error:
        raise ModelError(f"{model.name}: no answer within {_PATIENCE:.0f} s") from error
    return digest


async def _compared(judges: Sequence[Judge], kept: Sequence[Kept]) -> list[Compared]:
    stderr = Console(stderr=True)
    first, second = judges
    rows = []
    for case, packet in track(
        kept, "Reasoning", console=stderr, transient=True, disable=not stderr.is_terminal
    ):
        rows.append(compared(case, await first.judge(packet), await second.judge(packet)))
    return rows


def _print(request: ReasonRequest, rows: Sequence[Compared], *, left_out: int) -> None:
    summed = totals(rows)
    if request.as_json:
        told = document(request.names, rows, summed, left_out=left_out)
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())  # noqa: T201
        return
    console = Console()
    if differing := [row for row in rows if row.differs]:
        console.print(_table(request.names, differing))
    for line in _told(request.names, summed, len(rows), left_out):
        console.print(line, markup=False, highlight=False)


def document(
    names: tuple[str, str], rows: Sequence[Compared], summed: Totals, *, left_out: int
) -> Mapping[str, Any]:
    """For programs: every case, not only those on which the two differ."""
    return {
        "reasoners": names,
        "cases": [
            {
                "community": str(row.case.community),
                "case": row.case.number,
                "first": row.first,
                "second": row.second,
                "ruling": row.case.ruling,
                "ruled_harmful": row.harmful,
            }
            for row in rows
        ],
        "totals": asdict(summed),
        "words_gone": left_out,
    }


def _table(names: tuple[str, str], rows: Sequence[Compared]) -> Table:
    table = Table("case", *map(escape, names), "moderators", box=box.SIMPLE_HEAD)
    for row in rows:
        where = f"{row.case.community} #{row.case.number}"
        table.add_row(escape(where), _cell(row.first), _cell(row.second), row.case.ruling or "-")
    return table


def _cell(opinion: Opinion | None) -> str:
    if opinion is None:
        return "no answer"
    return f"{opinion.harm:.0%} {opinion.category}: {opinion.recommended}"


def _told(names: tuple[str, str], summed: Totals, asked: int, left_out: int) -> Sequence[str]:
    one, other = map(escape, names)
    lines = [
        f"{counted(asked, 'case')}; both answered on {summed.both} and would do the same in"
        f" {summed.agreed} of these. {other} finds {summed.mean_difference:+.1%} harm on average"
        f" against {one}.",
        f"Of {summed.ruled} ruled upon, {one} was on the moderators' side in {summed.first},"
        f" {other} in {summed.second}.",
    ]
    if left_out:
        lines.append(f"Left out: {counted(left_out, 'case')} whose words cannot be read any more.")
    return lines
