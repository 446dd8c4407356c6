"""Pictures for the card: training curves, a table's attribute surfaces, and lines of ten levels as piano rolls.

Owns how they look. Draws with matplotlib, without a screen. Refuses to compute what it draws from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from installation.measure.attributes import OWN, attributes_of
from installation.score import PADS, TICKS, tick_position

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

mpl.use("Agg")
MIDDLE = 4
"""The level (0..9) that the other pads stand at."""


def draw_curves(marks: list[dict[str, float]], path: Path) -> None:
    """Losses and held-out reconstruction over the steps of one or more trainings in a row."""
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    losses, shares = figure.subplots(1, 2)
    steps = np.array([mark["step"] for mark in marks])
    for name in ("reconstruction", "regularisation"):
        losses.semilogy(steps, [mark[name] for mark in marks], label=name)
    for name in ("symbol", "onset", "exact"):
        shares.semilogy(steps, [1 - mark[name] + 1e-5 for mark in marks], label=f"{name} lost")
    for axes, title in ((losses, "losses"), (shares, "of bars never seen")):
        axes.set(title=title, xlabel="step")
        axes.legend(frameon=False)
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=90)


def draw_surfaces(grid: NDArray[np.uint8], path: Path) -> None:
    """Each pad's own attribute (rows) over its level and each other pad's, averaged over the rest.

    grid (10, 10, 10, 10, 24).
    """
    found = attributes_of(grid.reshape(-1, TICKS))
    figure = Figure(figsize=(9, 9), layout="constrained")
    places = figure.subplots(4, 4)
    for row, pad in enumerate(PADS):
        values = getattr(found, OWN[pad]).reshape(10, 10, 10, 10)
        for column, other in enumerate(PADS):
            axes = places[row, column]
            if row == column:
                rest = tuple(axis for axis in range(4) if axis != row)
                axes.plot(range(1, 11), values.mean(rest), "o-")
                axes.set_title(f"{pad}: {OWN[pad]}", fontsize=9)
                continue
            rest = tuple(axis for axis in range(4) if axis not in {row, column})
            surface = values.mean(rest)
            axes.imshow(surface if row < column else surface.T, origin="lower", aspect="auto", cmap="viridis")
            axes.set(xticks=[], yticks=[])
            axes.set_xlabel(f"{other} level", fontsize=8)
            axes.set_ylabel(f"{pad} level", fontsize=8)
    figure.savefig(path, dpi=80)


def draw_lines(grid: NDArray[np.uint8], path: Path) -> None:
    """A line of ten levels of each pad as piano rolls, the other pads in the middle: what a hand would hear."""
    figure = Figure(figsize=(15, 6), layout="constrained")
    places = figure.subplots(4, 10, sharey=True)
    for row, pad in enumerate(PADS):
        for level in range(10):
            where = [MIDDLE] * 4
            where[row] = level
            _roll(places[row, level], grid[tuple(where)])
        places[row, 0].set_ylabel(pad)
    for level in range(10):
        places[0, level].set_title(str(level + 1), fontsize=9)
    figure.savefig(path, dpi=80)


def _roll(axes: Any, row: NDArray[np.uint8]) -> None:
    axes.set(xlim=(0, 4), xticks=range(5), xticklabels=[], yticklabels=[])
    axes.grid(alpha=0.3)
    starts = [tick for tick in range(TICKS) if row[tick] < 128]
    for tick in starts:
        end = next((after for after in range(tick + 1, TICKS) if row[after] != 128), TICKS)
        left, right = float(tick_position(tick)), float(tick_position(end))
        axes.broken_barh([(left, right - left - 0.03)], (int(row[tick]) - 0.45, 0.9), facecolors="#0072B2")


def draw_trade_off(points: list[dict[str, float]], path: Path) -> None:
    """Naturalness against onsets kept, a point before each mend of a search: `mend`, `kept`, `bits`."""
    figure = Figure(figsize=(5, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.plot([point["kept"] for point in points], [point["bits"] for point in points], "o-")
    for point in points[::4]:
        place = (point["kept"], point["bits"])
        axes.annotate(f"{point['mend']:g}", place, textcoords="offset points", xytext=(-4, 7))
    axes.set(xlabel="onsets kept by a step (mean of the pads)", ylabel="bits an onset, foreign judge")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=90)
