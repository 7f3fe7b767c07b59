"""How a conversation heated up, as a small picture; the one module that knows matplotlib."""

from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from engine.queries import Beat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Discord shows it 400 wide; twice as many points keep it sharp on dense screens.
SIZE = (800, 240)
# Fewer points than these are no course.
FEWEST = 3
_DPI = 200
# A panel of its own, so that it reads alike on Discord's dark and light grounds.
_GROUND, _GRID, _TEXT = "#1e2126", "#3a3f47", "#d6dae0"
_THEIRS, _OTHERS, _HEAT = "#ff6b5e", "#8b93a1", "#ffc04d"


class Painter:
    """Draws one picture at a time: matplotlib is not safe in several threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()

    def paint(self, course: Sequence[Beat], *, author: str) -> bytes:
        """A PNG of SIZE: bars are what each message risked, the line is the heat of the talk.

        Meant to run in a thread: the first call loads matplotlib, in 0.6 s and 54 MB; later ones
        take 60 ms each.
        """
        with self._lock:
            return _painted(course, author)


def _painted(course: Sequence[Beat], author: str) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = SIZE
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=_GROUND)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.075, 0.2, 0.9, 0.62), facecolor=_GROUND)
    _plot(axes, course, author)
    _label(figure, axes, course)
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


def _plot(axes: "Axes", course: Sequence[Beat], author: str) -> None:
    places = range(len(course))
    colours = [_THEIRS if beat.author == author else _OTHERS for beat in course]
    # A message that risked nothing is still a message.
    risks = [max(beat.risk, 0.02) for beat in course]
    axes.bar(places, risks, width=0.7, color=colours)
    heat = [beat.escalation for beat in course]
    axes.plot(places, heat, color=_HEAT, linewidth=1.4, solid_capstyle="round")
    axes.plot(places[-1:], heat[-1:], color=_HEAT, marker="o", markersize=3)
    # The judged message stays clear of the frame, a short talk does not become a wall of bars.
    axes.set_xlim(-0.7, max(len(course), 12) - 0.3)


def _label(figure: "Figure", axes: "Axes", course: Sequence[Beat]) -> None:
    minutes = round((course[-1].at - course[0].at).total_seconds() / 60)
    axes.set_ylim(0, 1.05)
    axes.set_yticks([0, 0.5, 1], labels=["0", "½", "1"])
    axes.set_xticks([])
    axes.tick_params(colors=_TEXT, labelsize=6, length=0, pad=2)
    axes.grid(axis="y", color=_GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    for x, colour, words in (
        (0.075, _HEAT, "— heat"),
        (0.225, _THEIRS, "■ who the case is about"),
        (0.555, _OTHERS, "■ others"),
    ):
        figure.text(x, 0.87, words, color=colour, fontsize=6)
    spoken = f"{len(course)} messages in {minutes} min; the last is the case"
    figure.text(0.075, 0.055, spoken, color=_TEXT, fontsize=6)
