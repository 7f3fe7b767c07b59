"""A community's week in two pictures; people in them are numbers, and only the words name them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cogs.canvas import AMBER, BLUE, FAINT, GRID, GROUND, RED, TEXT, Canvas, Size
from cogs.charts import Painter
from cogs.report_wording import MOST_EXPOSED, length, rule_name
from engine.weekly import Grid, WeekReport

if TYPE_CHECKING:
    from cogs.canvas import Axes

# Discord shows a picture 550 wide; twice as many points keep it sharp on dense screens.
CASES_SIZE, PEOPLE_SIZE = (1100, 560), (1100, 680)
_HEADING, _LABEL = 7.5, 6.5
_MOST_RULES = 6
# More days than these are told by fewer of their dates.
_MOST_DATES = 7
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Waits between a second and a month, on a scale where each step is some times the last.
_WAITS = (1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800)


@dataclass(frozen=True, slots=True)
class Picture:
    """`alt` says in words what it shows, for those who do not see it."""

    name: str
    alt: str
    png: bytes


@dataclass(frozen=True, slots=True)
class _Plan:
    name: str
    alt: str
    size: Size
    drawing: Callable[[Canvas], None]


def pictures_of(report: WeekReport, painter: Painter) -> Sequence[Picture]:
    """Meant to run in a thread. None of a time of which there is nothing to show."""
    return [
        Picture(plan.name, plan.alt, painter.draw(plan.size, plan.drawing))
        for plan in _plans(report)
    ]


def _plans(report: WeekReport) -> Iterator[_Plan]:
    if report.cases:
        reversed_, ruled = report.overturned.part, report.overturned.whole
        alt = (
            f"Cases a day, {report.cases} in all; of {ruled} that were ruled upon,"
            f" {reversed_} were taken back"
        )
        yield _Plan("week-cases.png", alt, CASES_SIZE, lambda canvas: _cases(canvas, report))
    if report.messages or report.harmful:
        yield _Plan(
            "week-people.png",
            _people_in_words(report),
            PEOPLE_SIZE,
            lambda canvas: _people(canvas, report),
        )


def _people_in_words(report: WeekReport) -> str:
    most = max((each.before for each in report.exposed), default=0)
    half = report.relief.within(0.5)
    waited = "" if half is None else f", half of them {length(half)}"
    return (
        f"Harmful messages at the most exposed, {most} at most before help came; how long people"
        f" waited for it{waited}; and how much was written in each hour of the week"
    )


# ------------------------------------------------------------------------ cases and mistakes


def _cases(canvas: Canvas, report: WeekReport) -> None:
    canvas.words(0.045, 0.905, "Cases a day", font=_HEADING)
    _legend(canvas, 0.82, ((0.045, BLUE, "■ stand"), (0.15, AMBER, "■ wait for you")))
    _legend(canvas, 0.82, ((0.30, RED, "■ taken back"),))
    _day_bars(canvas.panel((0.055, 0.13, 0.41, 0.63), font=_LABEL), report)
    canvas.words(0.53, 0.905, "Taken back, by what they rest on", font=_HEADING)
    if not report.overturned.whole:
        canvas.words(0.53, 0.5, "No moderator has ruled on one yet.", colour=FAINT, font=_LABEL)
        return
    _legend(canvas, 0.82, ((0.53, RED, "● share"), (0.63, FAINT, "— very likely within")))
    _intervals(canvas.panel((0.70, 0.13, 0.155, 0.63), grid="x", font=_LABEL), report)


def _day_bars(axes: "Axes", report: WeekReport) -> None:
    places = range(len(report.days))
    taken = [day.reversed for day in report.days]
    waiting = [day.waiting for day in report.days]
    stand = [day.cases - day.reversed - day.waiting for day in report.days]
    bottom = [0] * len(taken)
    for heights, colour in ((stand, BLUE), (waiting, AMBER), (taken, RED)):
        axes.bar(places, heights, width=0.65, bottom=bottom, color=colour)
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    step = -(-len(taken) // _MOST_DATES)
    axes.set_xticks(places[::step], labels=[f"{day.day:%d.%m.}" for day in report.days[::step]])
    # The first date stays clear of the scale's nought.
    axes.tick_params(axis="x", pad=5)
    axes.set_xlim(-0.6, max(len(taken), 3) - 0.4)
    _whole_steps(axes, max(bottom, default=0))


def _intervals(axes: "Axes", report: WeekReport) -> None:
    shown = report.overturned_by["rule"][:_MOST_RULES]
    for place, each in enumerate(shown):
        low, high = each.share.interval
        axes.plot((low, high), (place, place), color=FAINT, linewidth=1.6)
        axes.plot(
            (each.share.rate or 0.0,), (place,), color=RED, marker="o", markersize=4, clip_on=False
        )
        told = f"{each.share.part:,} of {each.share.whole:,}"
        axes.text(1.12, place, told, color=TEXT, fontsize=_LABEL, va="center")
    axes.set_yticks(range(len(shown)), labels=[rule_name(each.name) for each in shown])
    axes.set_xticks([0, 0.5, 1], labels=["0", "½", "all"])
    # A point at nothing stays clear of its name.
    axes.tick_params(axis="y", pad=6)
    axes.set_xlim(0, 1)
    axes.set_ylim(max(len(shown), 3) - 0.5, -0.5)


# ------------------------------------------------------------------------ people and hours


def _people(canvas: Canvas, report: WeekReport) -> None:
    canvas.words(0.045, 0.925, "Harmful messages at the most exposed", font=_HEADING)
    if report.exposed:
        told = ((0.045, RED, "■ before help came"), (0.24, FAINT, "■ after"))
        _legend(canvas, 0.86, told)
        _exposure(canvas.panel((0.075, 0.60, 0.38, 0.225), grid="x", font=_LABEL), report)
    else:
        canvas.words(0.045, 0.72, "None was aimed at anybody.", colour=FAINT, font=_LABEL)
    canvas.words(0.53, 0.925, "How long people waited for help", font=_HEADING)
    if report.relief.waits:
        told = ((0.53, AMBER, "│ half of them"), (0.67, RED, "│ nine in ten"))
        _legend(canvas, 0.86, told)
        _waits(canvas.panel((0.535, 0.60, 0.43, 0.225), grid="x", font=_LABEL), report)
    else:
        none = "None came in that time." if report.relief.unrelieved else "Nobody needed any."
        canvas.words(0.53, 0.72, none, colour=FAINT, font=_LABEL)
    canvas.words(0.045, 0.475, "Busiest hours (UTC)", font=_HEADING)
    told = ((0.3, BLUE, "■ messages, the more the brighter"), (0.62, RED, "● cases"))
    _legend(canvas, 0.475, told)
    _hours(canvas.panel((0.075, 0.085, 0.89, 0.36), grid="", font=_LABEL), report)


def _exposure(axes: "Axes", report: WeekReport) -> None:
    shown = report.exposed[:MOST_EXPOSED]
    places = range(len(shown))
    earlier = [each.before for each in shown]
    axes.barh(places, earlier, height=0.62, color=RED)
    axes.barh(places, [each.after for each in shown], height=0.62, left=earlier, color=FAINT)
    axes.set_yticks(places, labels=[f"{place + 1}." for place in places])
    axes.set_ylim(max(len(shown), 3) - 0.5, -0.5)
    most = max(each.before + each.after for each in shown)
    axes.set_xlim(0, most * 1.05)
    axes.locator_params(axis="x", integer=True, nbins=5)


def _waits(axes: "Axes", report: WeekReport) -> None:
    seconds = [max(wait.total_seconds(), _WAITS[0]) for wait in report.relief.waits]
    # Side by side in rows, so that equal ones do not hide one another.
    rows = [place % 5 for place in range(len(seconds))]
    axes.scatter(seconds, rows, s=9, color=BLUE, alpha=0.7, linewidths=0, zorder=3)
    for share, colour in ((0.9, RED), (0.5, AMBER)):
        wait = report.relief.within(share) or timedelta()
        axes.axvline(max(wait.total_seconds(), _WAITS[0]), color=colour, linewidth=1.6)
    longest = max(seconds[-1] * 1.5, 120)
    ticks = [tick for tick in _WAITS if tick <= longest]
    axes.set_xscale("log")
    axes.set_xticks(ticks, labels=[length(timedelta(seconds=tick)) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(0.8, longest)
    axes.set_ylim(-1, 5)
    axes.set_yticks([])


def _hours(axes: "Axes", report: WeekReport) -> None:
    # All at once: a call for each square would take half a second.
    squares = list(_squares(report.hours))
    most = max(count for *_, count in squares) or 1
    days, hours = [day for day, *_ in squares], [hour + 0.04 for _, hour, _ in squares]
    shades = [_shade(count / most) for *_, count in squares]
    axes.barh(days, [0.92] * len(days), left=hours, height=0.88, color=shades)
    opened = [square for square in _squares(report.case_hours) if square[2]]
    busiest = max((count for *_, count in opened), default=1)
    axes.scatter(
        [hour + 0.5 for _, hour, _ in opened],
        [day for day, *_ in opened],
        s=[4 + 26 * count / busiest for *_, count in opened],
        color=RED,
        edgecolors=GROUND,
        linewidths=0.6,
    )
    axes.set_yticks(range(7), labels=_DAYS)
    axes.set_ylim(6.5, -0.5)
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 3), labels=[f"{hour}:00" for hour in range(0, 25, 3)])


def _squares(grid: Grid) -> Iterator[tuple[int, int, int]]:
    """Day, hour and count."""
    for day, counts in enumerate(grid):
        for hour, count in enumerate(counts):
            yield day, hour, count


# ------------------------------------------------------------------------ what they share


def _legend(canvas: Canvas, y: float, told: Sequence[tuple[float, str, str]]) -> None:
    for x, colour, words in told:
        canvas.words(x, y, words, colour=colour, font=_LABEL)


def _whole_steps(axes: "Axes", most: int) -> None:
    """Nobody has half a case; a week without any has a scale all the same."""
    axes.set_ylim(0, max(most, 3) * 1.05)
    axes.locator_params(axis="y", integer=True, nbins=5)


def _shade(share: float) -> str:
    """Between the grid's grey and blue; by the root, so that quiet hours still differ."""
    shades = (
        round(int(GRID[at : at + 2], 16) * 0.72 * (1 - share**0.5))
        + round(int(BLUE[at : at + 2], 16) * share**0.5)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{min(shade, 255):02x}" for shade in shades)
