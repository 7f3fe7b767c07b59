"""The house's way of drawing: a panel with its colours; the one module that knows matplotlib."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib import axes

    Axes = axes.Axes

# Pixels, and where a panel lies in a picture: left, bottom, width and height as parts of it.
Size = tuple[int, int]
Box = tuple[float, float, float, float]

_DPI = 200
# A ground of its own, so that it reads alike on Discord's dark and light ones.
GROUND, GRID, TEXT, FAINT = "#1e2126", "#3a3f47", "#d6dae0", "#8b93a1"
RED, AMBER, BLUE = "#ff6b5e", "#ffc04d", "#6ea8fe"


class Canvas:
    """One picture, drawn by one thread."""

    def __init__(self, size: Size) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        width, height = size
        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=GROUND)
        FigureCanvasAgg(self._figure)

    def panel(self, box: Box, *, grid: str = "y", font: float = 6) -> "Axes":
        """Axes without a frame; `grid` is the axis that has lines across, or nothing."""
        axes = self._figure.add_axes(box, facecolor=GROUND)
        axes.tick_params(colors=TEXT, labelsize=font, length=0, pad=2)
        for side in axes.spines.values():
            side.set_visible(False)
        if grid:
            axes.grid(axis="x" if grid == "x" else "y", color=GRID, linewidth=0.5)
        axes.set_axisbelow(True)
        return axes

    def words(self, x: float, y: float, text: str, *, colour: str = TEXT, font: float = 6) -> None:
        """Plain words: a dollar sign in them begins no formula."""
        self._figure.text(x, y, text, color=colour, fontsize=font, parse_math=False)

    def png(self) -> bytes:
        picture = BytesIO()
        self._figure.savefig(picture, format="png")
        return picture.getvalue()


def stacked(pictures: Sequence[bytes]) -> bytes:
    """One PNG of several of the same width, the first on top."""
    import matplotlib.image as files

    rows = [files.imread(BytesIO(picture), format="png") for picture in pictures]
    picture = BytesIO()
    files.imsave(picture, np.concatenate(rows), format="png", dpi=_DPI)
    return picture.getvalue()
