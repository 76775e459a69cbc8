"""Pictures of figures: quiet line charts as SVG, in which each line is named where it ends.

The ground is light and opaque, so that a picture can be read in a dark page too. The same points give the same bytes,
so that drawing again changes a file only where a figure has changed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

Series = Mapping[str, Sequence[tuple[float, float]]]
"""Lines by their names, each its points."""

GROUND: Final = "#fbfaf6"
INK: Final = "#33383d"
FAINT: Final = "#d9d6cd"
# The first is ours wherever there is somebody to compare with.
COLOURS: Final = (
    "#1f5a92",
    "#b4552d",
    "#5b7f3b",
    "#7a5aa0",
    "#8a6d1f",
    "#2d8585",
    "#a03e63",
    "#5c6670",
    "#4b70c8",
    "#97432e",
)
INCHES: Final = (7.4, 4.2)
LINE: Final = 12.0
"""Points from one name to the next, where lines end close together."""

_STYLE: Final[dict[Any, Any]] = {
    # Letters stay letters: a picture can be searched, and a test can read it.
    "svg.fonttype": "none",
    "svg.hashsalt": "adref",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
}


def lines(
    path: Path,
    title: str,
    series: Series,
    x: str,
    y: str,
    log_x: bool = False,
    log_y: bool = False,
) -> None:
    """
    Draws the lines into a new file, in place of one of the same name; `x` and `y` say what the axes measure.

    On a logarithmic axis only points above zero can stand: others are left out. Raises ValueError where no point is
    left to draw.
    """
    shown = {name: _points(points, log_x, log_y) for name, points in series.items()}
    shown = {name: points for name, points in shown.items() if points}
    if not shown:
        raise ValueError(f"There is nothing to draw in “{title}”.")
    with mpl.rc_context(_STYLE):
        drawing = Drawing(figsize=INCHES, facecolor=GROUND, layout="constrained")
        axes = drawing.add_subplot(facecolor=GROUND)
        for (name, points), colour in zip(shown.items(), _colours(len(shown)), strict=True):
            axes.plot(
                *zip(*points, strict=True),
                color=colour,
                linewidth=1.6,
                marker="o",
                markersize=3.5,
                label=name,
            )
        _scale(axes, shown, log_x, log_y)
        axes.set_title(title, loc="left", fontsize=11, fontweight="bold", pad=12)
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        drawing.draw_without_rendering()
        _name(axes, shown)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without the day, which would make another file of the same picture.
        drawing.savefig(path, bbox_inches="tight", pad_inches=0.18, metadata={"Date": None})


def _points(points: Sequence[tuple[float, float]], log_x: bool, log_y: bool) -> list[tuple[float, float]]:
    return sorted((x, y) for x, y in points if (x > 0 or not log_x) and (y > 0 or not log_y))


def _colours(count: int) -> list[str]:
    return [COLOURS[index % len(COLOURS)] for index in range(count)]


def _scale(axes: Axes, shown: Series, log_x: bool, log_y: bool) -> None:
    """Marks the sizes that were measured, and no others, on the axis along which things grow."""
    if log_x:
        axes.set_xscale("log")
    if log_y:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(FixedLocator(sorted({x for points in shown.values() for x, _ in points})))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.03)
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def number(value: float) -> str:
    """A number at an axis: `1,000,000`, `0.25`."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"


def _name(axes: Axes, shown: Series) -> None:
    """Writes each name to the right of where its line ends, one above the other where they would meet."""
    # A unit of the canvas is a pixel; a name is placed in points, of which an inch has 72.
    points_a_pixel = 72 / axes.figure.dpi
    ends = {name: points[-1] for name, points in shown.items()}
    heights = {name: float(axes.transData.transform(end)[1]) * points_a_pixel for name, end in ends.items()}
    colours = dict(zip(shown, _colours(len(shown)), strict=True))
    for name, height in _apart(heights).items():
        axes.annotate(
            name,
            ends[name],
            xytext=(8, height - heights[name]),
            textcoords="offset points",
            va="center",
            color=colours[name],
            annotation_clip=False,
        )


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """Heights at least LINE apart, in the order in which they were; those that would meet stand about their middle."""
    bundles: list[list[str]] = []
    for name in sorted(heights, key=lambda one: heights[one]):
        bundles.append([name])
        while len(bundles) > 1 and _foot(heights, bundles[-1]) < _foot(heights, bundles[-2]) + LINE * len(
            bundles[-2]
        ):
            upper = bundles.pop()
            bundles[-1] += upper
    return {
        name: _foot(heights, bundle) + LINE * index for bundle in bundles for index, name in enumerate(bundle)
    }


def _foot(heights: Mapping[str, float], bundle: Sequence[str]) -> float:
    """Where the lowest of some names stands, if their middle is that of their lines' ends."""
    middle = sum(heights[name] for name in bundle) / len(bundle)
    return middle - LINE * (len(bundle) - 1) / 2
