"""The charts of the report of visits: arrays to SVG text, drawn by matplotlib.

Owns how they look. Refuses to count. matplotlib is loaded only here, when a report is made; playing needs none.
"""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from installation.score import PADS
from installation.visits import statistics
from installation.visits.report import PAD_NAMES
from installation.visuals.palette import PAD_COLOURS, lighter

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from installation.visits.report import Figures

INK, QUIET, LINE, BLUE, PALE = "#1d2733", "#5b6875", "#dde3e9", "#2f6f9f", "#b9d3e6"
HEAT = LinearSegmentedColormap.from_list("heat", ["#f4f6f7", "#b9d3e6", "#4f92c0", "#1f4e79", "#0d2238"])
WIDTH_IN = 8.6
_STYLE: Any = {
    "svg.fonttype": "none",  # words stay words: they can be read aloud, searched and copied
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": LINE,
    "axes.titlesize": 9,
    "axes.titlecolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def charts(figures: Figures, told: Callable[[], None] = lambda: None) -> dict[str, str]:
    """The SVG of every chart, by name; `told` is called after each of CHARTS, for a progress bar."""
    found = {}
    for name, (draw, height_in, title) in _drawn().items():
        with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
            figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
            draw(figure, figures)
            found[name] = _svg(figure, title)
        told()
    return found


CHARTS = 10
"""How many charts there are."""


def _drawn() -> dict[str, tuple[Callable[[Figure, Figures], None], float, str]]:
    """Each chart's way of drawing, its height in inches, and what it shows, in words."""
    return {
        "days": (_days, 2.1, "Visits over time"),
        "busy": (_busy, 2.4, "Visits by weekday and hour"),
        "dwell": (_dwell, 2.4, "How long visits last"),
        "first": (_first, 2.6, "Share of visits that have steered by a time"),
        "levels": (_levels, 2.2, "Share of visits that reached each guidance level"),
        "pads": (_pads, 2.1, "Touches by pad"),
        "gestures": (_gestures, 2.2, "Share of visits in which each gesture was made"),
        "learning": (_learning, 2.6, "Learning by minute of the visit"),
        "hints": (_hints, 1.9, "Hints and how often steering followed"),
        "places": (_places, 8.2, "Where in the level grid hands stayed"),
    }


def _svg(figure: Figure, title: str) -> str:
    """A figure as an inline SVG that fills its place; the same figure gives the same text."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(<svg[^>]*?) (?:width|height)="[^"]*"', r"\1", text)
    text = re.sub(r'(<svg[^>]*?) (?:width|height)="[^"]*"', r"\1", text)
    text = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font: \1 system-ui, 'Segoe UI', sans-serif", text)
    text = re.sub(r"(\d\.\d{3})\d+", r"\1", text)  # a thousandth of a point cannot be seen
    return text.replace("<svg", f'<svg role="img" aria-label="{title}"', 1)


def _empty(axes: Axes) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, "nothing yet", ha="center", va="center", color=QUIET, transform=axes.transAxes)


def _bare(axes: Axes, axis: str) -> None:
    """Lines across one axis only."""
    axes.grid(visible=False, axis="x" if axis == "y" else "y")


def _days(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.begun_local_s:
        _empty(axes)
        return
    days = np.array(found.begun_local_s, np.int64) // 86_400
    first, last = int(days.min()), int(days.max())
    wide = 7 if last - first > 120 else 1
    counts = np.bincount((days - first) // wide)
    dates = (np.arange(len(counts)) * wide + first).astype("datetime64[D]")
    axes.bar(dates.astype(object), counts, width=0.85 * wide, color=BLUE, align="edge")
    axes.set_ylabel("visits a week" if wide == 7 else "visits a day")
    _bare(axes, "y")


def _busy(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.begun_local_s:
        _empty(axes)
        return
    counts = statistics.busy(np.array(found.begun_local_s, np.int64))
    hours = np.flatnonzero(counts.sum(axis=0))
    first, last = int(hours.min()), int(hours.max())
    shown = axes.pcolormesh(counts[:, first : last + 1], cmap=HEAT, edgecolors="white", linewidth=1.5)
    axes.set_xticks(np.arange(last - first + 2), [f"{hour}:00" for hour in range(first, last + 2)])
    axes.set_yticks(np.arange(7) + 0.5, _DAYS)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    figure.colorbar(shown, ax=axes, label="visits", pad=0.01, aspect=12).outline.set_visible(False)


def _dwell(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.dwell_s:
        _empty(axes)
        return
    values = np.clip(np.array(found.dwell_s), 1.0, 3_600.0)
    axes.hist(
        values, bins=np.geomspace(1.0, 3_600.0, 46).tolist(), color=PALE, edgecolor="white", linewidth=0.5
    )
    axes.set_xscale("log")
    marks = (1, 3, 10, 30, 60, 120, 300, 600, 1_800, 3_600)
    names = ("1 s", "3 s", "10 s", "30 s", "1 min", "2 min", "5 min", "10 min", "30 min", "1 h")
    axes.set_xticks(marks, names)
    axes.minorticks_off()
    middle = float(np.median(values))
    axes.axvline(middle, color=INK, linewidth=1.2)
    axes.annotate(
        "half stay longer",
        (middle, 1.0),
        (4, -8),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
    )
    axes.set_ylabel("visits")
    _bare(axes, "y")


def _first(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    times_s = np.linspace(0.0, 60.0, 241)
    lines = (("first steering, from the first touch", found.first_steering_s, BLUE, "-"),
             ("first touch, from the beginning by a facilitator", found.first_touch_s, "#b35c00", "--"))  # fmt: skip
    drawn = [line for line in lines if line[1]]
    if not drawn:
        _empty(axes)
        return
    for name, values, colour, dashes in drawn:
        axes.plot(
            times_s, 100 * statistics.reached(values, times_s), dashes, color=colour, linewidth=2, label=name
        )
    axes.set(xlim=(0, 60), ylim=(0, 100), xlabel="seconds", ylabel="% of visits")
    axes.legend(frameon=False, loc="lower right")


def _levels(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.levels:
        _empty(axes)
        return
    shares = [statistics.share(use.visits, found.visits) for use in found.levels]
    names = [f"{use.level} {use.name.replace('_', ' ')}" for use in found.levels]
    _shares(axes, names, shares, BLUE)
    axes.set_xlabel("% of visits that reached it")


def _shares(axes: Axes, names: list[str], shares: list[statistics.Estimate], colour: Any) -> None:
    """Lying bars of shares with their intervals, first on top."""
    values = np.array([0.0 if math.isnan(one.value) else one.value for one in shares])
    below = np.array([0.0 if math.isnan(one.low) else one.value - one.low for one in shares])
    above = np.array([0.0 if math.isnan(one.high) else one.high - one.value for one in shares])
    axes.barh(
        range(len(names)), 100 * values, color=colour, height=0.62,
        xerr=100 * np.array([below, above]), error_kw={"ecolor": INK, "elinewidth": 1},
    )  # fmt: skip
    for row, value in enumerate(values):
        axes.annotate(
            f"{100 * value:.0f}",
            (100 * (value + above[row]), row),
            (5, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(range(len(names)), names)
    axes.set_xlim(0, 106)
    axes.invert_yaxis()
    _bare(axes, "x")


def _pads(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.pads:
        _empty(axes)
        return
    for row, use in enumerate(found.pads):
        colour = PAD_COLOURS[PADS.index(use.pad)] if use.pad in PADS else (0.5, 0.5, 0.5)
        axes.barh(row, use.touches, color=lighter(colour, 0.6), height=0.62)
        axes.barh(row, use.steered, color=colour, height=0.62)
    axes.set_yticks(range(len(found.pads)), [PAD_NAMES.get(use.pad, use.pad) for use in found.pads])
    axes.invert_yaxis()
    axes.set_xlabel("touches; dark: the tune changed with the pad")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    _bare(axes, "x")


def _gestures(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.gestures:
        _empty(axes)
        return
    shares = [statistics.share(visits, found.visits) for _, _, visits in found.gestures]
    _shares(axes, [name.replace("_", " ") for name, _, _ in found.gestures], shares, "#5d8a66")
    axes.set_xlabel("% of visits in which it was made")


def _learning(figure: Figure, found: Figures) -> None:
    left, right = figure.subplots(1, 2)
    minutes = [use for use in found.minutes[:10] if use.visits]
    if not minutes:
        _empty(left)
        _empty(right)
        return
    numbers = np.array([use.minute + 1 for use in minutes])
    shares = [statistics.share(use.steered, use.touches) for use in minutes]
    bounds = ([100 * one.low for one in shares], [100 * one.high for one in shares])
    left.fill_between(numbers, *bounds, color=PALE, linewidth=0)
    left.plot(numbers, [100 * one.value for one in shares], "o-", color=BLUE, linewidth=2, markersize=4)
    left.set(title="touches that change the tune", xlabel="minute of the visit", ylabel="%", ylim=(0, 100))
    fresh = [use.measures_new / use.visits for use in minutes]
    right.plot(numbers, fresh, "o-", color="#5d8a66", linewidth=2, markersize=4)
    right.set(
        title="measures new to the visitor", xlabel="minute of the visit", ylabel="a visit", ylim=(0, None)
    )
    for axes in (left, right):
        axes.set_xticks(numbers)


def _hints(figure: Figure, found: Figures) -> None:
    axes = figure.subplots()
    if not found.hints:
        _empty(axes)
        return
    _shares(
        axes,
        [use.hint for use in found.hints],
        [statistics.share(use.helped, use.shown) for use in found.hints],
        "#8a6d9c",
    )
    axes.set_xlabel("% followed by a touch that changed the tune")


def _places(figure: Figure, found: Figures) -> None:
    axes = figure.subplots(3, 3)
    grids = statistics.grids(found.places)
    most = max((float(np.log1p(grid).max()) for grid in grids.values()), default=0.0) or 1.0
    for row in range(3):
        for column in range(3):
            place = axes[row, column]
            if column > row:
                place.set_axis_off()
                continue
            across, up = PADS[column], PADS[row + 1]
            place.imshow(
                np.log1p(grids[across, up]).T,
                origin="lower",
                cmap=HEAT,
                vmin=0,
                vmax=most,
                extent=(0.5, 10.5, 0.5, 10.5),
            )
            place.grid(visible=False)
            place.spines[:].set_visible(False)
            place.set_xticks((1, 4, 7, 10))
            place.set_yticks((1, 4, 7, 10))
            if row == 2:
                place.set_xlabel(f"{PAD_NAMES[across]} (level)")
            if column == 0:
                place.set_ylabel(f"{PAD_NAMES[up]} (level)")
    key = axes[0, 2].inset_axes((0.1, 0.45, 0.8, 0.1))
    key.imshow(np.linspace(0, 1, 64)[None], aspect="auto", cmap=HEAT, extent=(0, 1, 0, 1))
    key.set_yticks(())
    key.set_xticks((0, 0.5, 1), ["never", seconds_of(most / 2), seconds_of(most)])
    key.grid(visible=False)
    key.set_title("time held, all visits")


def seconds_of(logarithm: float) -> str:
    """The time that a shade stands for."""
    value = math.expm1(logarithm)
    if value >= 3_600:
        return f"{value / 3_600:.0f} h"
    return f"{value / 60:.0f} min" if value >= 60 else f"{value:.0f} s"
