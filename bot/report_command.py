"""`haven report`: how a community fared, from the state folder, also while Haven runs."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from bot.chosen_community import chosen_community
from bot.contenders import kept_contenders
from bot.log import escape
from bot.refusals import RefusedUseError
from cogs.canvas import stacked
from cogs.charts import Painter
from cogs.report_charts import pictures_of
from cogs.report_wording import headline, paragraphs
from data.state import open_archive
from engine.clock import Clock, SystemClock
from engine.reasoning.reliability import Reliability
from engine.shares import Share
from engine.weekly import DAY, Former, Relief, WeekReport
from engine.weeks import Weeks

_EMPTY = "There is nothing to report on yet: Haven has read no message."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """`community` is as people write it; None where there is one only. `last_day` None is today."""

    folder: Path
    community: str | None = None
    days: int = 7
    last_day: date | None = None
    as_json: bool = False
    png: Path | None = None


async def report_week(request: ReportRequest, *, clock: Clock | None = None) -> int:
    """Raises RefusedUseError: no such community, or no place for the picture."""
    _check(request.png)
    async with open_archive(request.folder) as archive:
        community = await chosen_community(archive, request.community, empty=_EMPTY)
        weeks = Weeks(
            archive=archive,
            harms=archive.harms,
            clock=clock or SystemClock(),
            packets=archive.packets,
        )
        until = _end_of(request.last_day)
        report = await weeks.report(community, days=request.days, until=until)
    compared = await asyncio.to_thread(kept_contenders, request.folder)
    if request.as_json:
        told = {**document(report), "compared_in_the_shadow": compared}
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())  # noqa: T201
    else:
        Console().print(_shown(report, compared))
    if request.png:
        await asyncio.to_thread(_draw, report, request.png)
    return 0


def document(report: WeekReport) -> Mapping[str, Any]:
    """For programs: rates lie in 0..1 and lengths of time are seconds."""
    return {
        "community": str(report.community),
        "since": report.span.since,
        "until": report.span.until,
        "messages": report.messages,
        "harmful": report.harmful,
        "cases": report.cases,
        "ordered_by_moderators": report.ordered,
        "waiting": report.waiting,
        "categories": report.categories,
        "statuses": report.statuses,
        "days": report.days,
        "overturned": _share(report.overturned),
        "overturned_by": {
            kind: {each.name: _share(each.share) for each in found}
            for kind, found in report.overturned_by.items()
        },
        "exposed": report.exposed,
        "relief": _relief(report.relief),
        "messages_by_weekday_and_hour": report.hours,
        "cases_by_weekday_and_hour": report.case_hours,
        "before": _former(report.former),
        "reasoners": [_reasoner(each) for each in report.reasoners],
    }


def _reasoner(each: Reliability) -> Mapping[str, Any]:
    """Errors are expected calibration errors, 0..1; the second one is of held-out rulings."""
    low, high = each.right.interval
    return {
        "reasoner": each.reasoner,
        "cases": each.cases,
        "ruled": each.ruled,
        "called_harmful": each.right.whole,
        "right": each.right.part,
        "precision": each.right.rate,
        "low": low,
        "high": high,
        "calibration_error": each.error,
        "calibration_error_calibrated": each.calibrated,
    }


def _former(former: Former) -> Mapping[str, Any]:
    return {
        "messages": former.messages,
        "harmful": former.harmful,
        "cases": former.cases,
        "overturned": _share(former.overturned),
        "relief": _relief(former.relief),
    }


def _share(share: Share) -> Mapping[str, Any]:
    low, high = share.interval
    return {
        "reversed": share.part,
        "ruled": share.whole,
        "rate": share.rate,
        "low": low,
        "high": high,
    }


def _relief(relief: Relief) -> Mapping[str, Any]:
    half, most = relief.within(0.5), relief.within(0.9)
    return {
        "helped": len(relief.waits),
        "not_helped": relief.unrelieved,
        "median": None if half is None else half.total_seconds(),
        "ninetieth_percentile": None if most is None else most.total_seconds(),
    }


def _shown(report: WeekReport, compared: Sequence[str]) -> RenderableType:
    """Ids come as they are: brackets in them are no markup, and none commands the terminal."""
    title = Text(f"{escape(str(report.community))}, {headline(report)}", style="bold")
    table = Table.grid("", "", padding=(0, 2, 1, 0))
    table.title, table.title_justify = title, "left"
    for each in paragraphs(report, person=escape):
        table.add_row(Text(each.title, style="bold cyan"), Text(each.text))
    for line in compared:
        table.add_row(Text("In the shadow", style="bold cyan"), Text(escape(line)))
    return table


def _draw(report: WeekReport, file: Path) -> None:
    pictures = pictures_of(report, Painter())
    if not pictures:
        Console(stderr=True).print("There is nothing to draw.", highlight=False)
        return
    try:
        file.write_bytes(stacked([each.png for each in pictures]))
    except OSError as error:
        raise RefusedUseError(f"{file}: cannot be written, {error.strerror}") from error


def _check(png: Path | None) -> None:
    if png is None:
        return
    if png.suffix.lower() != ".png":
        raise RefusedUseError(f"{png}: it becomes a PNG; name it so that it ends in .png")
    if not png.absolute().parent.is_dir():
        raise RefusedUseError(f"{png}: its folder does not exist")


def _end_of(day: date | None) -> datetime | None:
    """Its last moment."""
    if day is None:
        return None
    return datetime.combine(day, time(), UTC) + DAY - timedelta.resolution
