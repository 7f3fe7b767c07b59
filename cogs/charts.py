"""How a conversation heated up, as a small picture; and who draws all pictures, one at a time."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from cogs.canvas import AMBER, FAINT, RED, Canvas, Size
from engine.quantities import counted
from engine.queries import Beat

if TYPE_CHECKING:
    from cogs.canvas import Axes

# Discord shows it 400 wide; twice as many points keep it sharp on dense screens.
SIZE = (800, 240)
# Fewer points than these are no course.
FEWEST = 3
_THEIRS, _OTHERS, _HEAT = RED, FAINT, AMBER


class Painter:
    """Draws one picture at a time: matplotlib is not safe in several threads at once.

    Meant to run in a thread: the first call loads matplotlib, in 0.6 s and 54 MB; later ones take
    60 ms each.
    """

    def __init__(self) -> None:
        self._lock = Lock()

    def draw(self, size: Size, drawing: Callable[[Canvas], None]) -> bytes:
        """A PNG of that size."""
        with self._lock:
            canvas = Canvas(size)
            drawing(canvas)
            return canvas.png()

    def paint(self, course: Sequence[Beat], *, author: str) -> bytes:
        """A PNG of SIZE: bars are what each message risked, the line is the heat of the talk."""
        return self.draw(SIZE, lambda canvas: _course(canvas, course, author))


def _course(canvas: Canvas, course: Sequence[Beat], author: str) -> None:
    axes = canvas.panel((0.075, 0.2, 0.9, 0.62))
    _plot(axes, course, author)
    _label(canvas, axes, course)


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


def _label(canvas: Canvas, axes: "Axes", course: Sequence[Beat]) -> None:
    minutes = round((course[-1].at - course[0].at).total_seconds() / 60)
    axes.set_ylim(0, 1.05)
    axes.set_yticks([0, 0.5, 1], labels=["0", "½", "1"])
    axes.set_xticks([])
    for x, colour, words in (
        (0.075, _HEAT, "— heat"),
        (0.225, _THEIRS, "■ who the case is about"),
        (0.555, _OTHERS, "■ others"),
    ):
        canvas.words(x, 0.87, words, colour=colour)
    spoken = (
        f"{counted(len(course), 'message')} in {counted(minutes, 'minute')}; the last is the case"
    )
    canvas.words(0.075, 0.055, spoken)
