"""The report of visits: figures and charts become one page of HTML that needs nothing beside itself.

Owns its words and its order. Refuses to draw (charts come as SVG text), to read a database and to link to anything:
the page can be sent as one file, and printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import isfinite, isnan
from typing import TYPE_CHECKING

from installation.visits import statistics
from installation.visits.report_page import PAGE, STYLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from installation.visits.statistics import Estimate

PAD_NAMES = {"rhythm": "off-beat", "range": "wide", "density": "busy", "jump": "leaping"}
"""What a visitor hears of each pad; the words of the wall."""


@dataclass(frozen=True, slots=True)
class LevelUse:
    """A guidance level: visits that reached it, and how long they stayed in the middle (seconds)."""

    level: int
    name: str
    visits: int
    seconds: float


@dataclass(frozen=True, slots=True)
class PadUse:
    """A pad: touches, seconds touched, touches that changed the tune, visits that used it, marks on its gauge."""

    pad: str
    touches: int
    touched_s: float
    steered: int
    visits: int
    reached: int  # marks on its gauge
    missed: int


@dataclass(frozen=True, slots=True)
class MinuteUse:
    """A minute of the visit over all visits that lasted so long."""

    minute: int
    visits: int
    touches: int
    steered: int
    measures_new: int


@dataclass(frozen=True, slots=True)
class HintUse:
    """A hint: how often it was shown and how often a touch changed the tune soon after; seconds till then."""

    hint: str
    reason: str
    shown: int
    helped: int
    after_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the report says, counted."""

    place: str
    first_day: str
    last_day: str
    made_at: str
    begun_local_s: tuple[int, ...]
    dwell_s: tuple[float, ...]
    first_touch_s: tuple[float | None, ...]  # of the visits that a facilitator began
    first_steering_s: tuple[float | None, ...]
    touches: int
    steered: int
    lost: int
    cut: int
    kept: int
    ringtones: int
    levels: tuple[LevelUse, ...]
    pads: tuple[PadUse, ...]
    gestures: tuple[tuple[str, int, int], ...]  # name, times, visits
    minutes: tuple[MinuteUse, ...]
    hints: tuple[HintUse, ...]
    places: tuple[tuple[int, float], ...]  # place of the level grid, seconds
    faults: tuple[tuple[str, str, int], ...]  # kind, what, times

    @property
    def visits(self) -> int:
        """How many visits."""
        return len(self.dwell_s)


@dataclass(frozen=True, slots=True)
class _Part:
    """A chapter: its title, what the reader may take from it, its chart, its table."""

    title: str
    words: str
    chart: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def page(figures: Figures, charts: dict[str, str]) -> str:
    """The whole page; `charts` holds the SVG of each chapter by name."""
    parts = "".join(_chapter(part) for part in _parts(figures, charts))
    return PAGE.format(
        style=STYLE,
        title=escape(figures.place),
        period=escape(_period(figures)),
        lead=escape(_lead(figures)),
        tiles="".join(_tile(*tile) for tile in _tiles(figures)),
        parts=parts,
        quality=escape(_quality(figures)),
        made_at=escape(figures.made_at),
    )


def seconds(value: float) -> str:
    """A time that people read: 42 s, 2 min 05 s, 3 h 10 min."""
    if not isfinite(value):
        return "-"
    if value < 60:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    whole = round(value)
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3_600:,} h {whole % 3_600 // 60:02} min"


def percent(found: Estimate) -> str:
    """A share with its interval."""
    if isnan(found.value):
        return "-"
    return f"{100 * found.value:.0f} % ({100 * found.low:.0f} to {100 * found.high:.0f})"


def _period(figures: Figures) -> str:
    if not figures.visits:
        return "no visits yet"
    return f"{figures.first_day} to {figures.last_day}"


def _lead(figures: Figures) -> str:
    if not figures.visits:
        return "Nobody has been counted yet. The report fills itself as visitors come."
    low, middle, high = statistics.quartiles(figures.dwell_s)
    led = [value for value in figures.first_steering_s if value is not None]
    steering = statistics.share(len(led), figures.visits)
    return (
        f"{figures.visits:,} visits, {seconds(sum(figures.dwell_s))} in all. Half of the visitors stayed longer than "
        f"{seconds(middle)}; the middle half stayed between {seconds(low)} and {seconds(high)}. "
        f"{100 * steering.value:.0f} of 100 changed the tune with their own hands, half of these within "
        f"{seconds(statistics.quartiles(led)[1])} of their first touch."
    )


def _tiles(figures: Figures) -> tuple[tuple[str, str, str], ...]:
    led = [value for value in figures.first_steering_s if value is not None]
    middle = statistics.median(figures.dwell_s)
    highest = max((use.level for use in figures.levels), default=0)
    top = sum(use.visits for use in figures.levels if use.level == highest)
    return (
        ("visits", f"{figures.visits:,}", _period(figures)),
        ("stay, median", seconds(middle.value), f"{seconds(middle.low)} to {seconds(middle.high)}"),
        ("to the first steering", seconds(statistics.quartiles(led)[1]), "median, from the first touch"),
        (
            "touches that change the tune",
            percent(statistics.share(figures.steered, figures.touches)).partition(" (")[0],
            f"of {figures.touches:,}",
        ),
        (
            f"reached level {highest}",
            percent(statistics.share(top, figures.visits)).partition(" (")[0],
            "of all visits",
        ),
        ("tunes kept", f"{figures.kept:,}", f"and {figures.ringtones:,} ringtones taken home"),
    )


def _parts(figures: Figures, charts: dict[str, str]) -> Iterable[_Part]:
    yield from _about_time(figures, charts)
    yield from _about_hands(figures, charts)
    yield from _about_learning(figures, charts)


def _about_time(figures: Figures, charts: dict[str, str]) -> Iterable[_Part]:
    low, middle, high = statistics.quartiles(figures.dwell_s)
    yield _Part(
        "When people come",
        "Visits over time, and by hour of the week in local time.",
        charts["days"] + charts["busy"],
        (),
        (),
    )
    yield _Part(
        "How long they stay",
        "From the first touch (or from when a facilitator began the visit) to the last.",
        charts["dwell"],
        ("a quarter stays less than", "half less than", "three quarters less than", "longest"),
        (
            (
                seconds(low),
                seconds(middle),
                seconds(high),
                seconds(max(figures.dwell_s, default=float("nan"))),
            ),
        ),
    )
    led = [value for value in figures.first_steering_s if value is not None]
    touched = [value for value in figures.first_touch_s if value is not None]
    yield _Part(
        "How soon they steer",
        "Steering begins when the tune changes with a pad that is touched. When somebody walks up, nobody knows how "
        "long they had stood there: the time to the first touch is known only where a facilitator began the visit.",
        charts["first"],
        ("", "visits", "it happened in", "median"),
        (
            (
                "first touch (visits begun by a facilitator)",
                f"{len(figures.first_touch_s):,}",
                percent(statistics.share(len(touched), len(figures.first_touch_s))),
                seconds(statistics.quartiles(touched)[1]),
            ),
            (
                "first steering, from the first touch",
                f"{figures.visits:,}",
                percent(statistics.share(len(led), figures.visits)),
                seconds(statistics.quartiles(led)[1]),
            ),
        ),
    )


def _about_hands(figures: Figures, charts: dict[str, str]) -> Iterable[_Part]:
    yield _Part(
        "How far they come",
        "The guidance levels, and the share of visits that reached each.",
        charts["levels"],
        ("level", "name", "visits", "share", "stay in it, mean"),
        tuple(
            (
                str(use.level),
                use.name.replace("_", " "),
                f"{use.visits:,}",
                percent(statistics.share(use.visits, figures.visits)),
                seconds(use.seconds),
            )
            for use in figures.levels
        ),
    )
    yield _Part(
        "Pads",
        "The dark part of a bar are touches that changed the tune. A pad that rests at a level cannot change it.",
        charts["pads"],
        (
            "pad",
            "touches",
            "of these changed the tune",
            "touched for",
            "visits that used it",
            "marks reached",
        ),
        tuple(
            (
                PAD_NAMES.get(use.pad, use.pad),
                f"{use.touches:,}",
                percent(statistics.share(use.steered, use.touches)),
                seconds(use.touched_s),
                percent(statistics.share(use.visits, figures.visits)),
                percent(statistics.share(use.reached, use.reached + use.missed)),
            )
            for use in figures.pads
        ),
    )
    yield _Part(
        "Gestures",
        "Gestures that were recognised, and in how many visits.",
        charts["gestures"],
        ("gesture", "times", "visits"),
        tuple(
            (name.replace("_", " "), f"{times:,}", percent(statistics.share(visits, figures.visits)))
            for name, times, visits in figures.gestures
        ),
    )


def _about_learning(figures: Figures, charts: dict[str, str]) -> Iterable[_Part]:
    yield _Part(
        "Learning",
        "By minute of the visit: the share of touches that change the tune, and how many measures are new to the "
        "visitor. Only those who stay are counted in later minutes, so a part of the rise is that they are others.",
        charts["learning"],
        ("minute", "visits", "touches that change the tune", "new measures a visit"),
        tuple(
            (
                str(use.minute + 1),
                f"{use.visits:,}",
                percent(statistics.share(use.steered, use.touches)),
                f"{use.measures_new / use.visits:.1f}",
            )
            for use in figures.minutes[:10]
        ),
    )
    yield _Part(
        "Hints",
        "A hint counts as helpful if a touch changed the tune within ten seconds of it. That says what followed, not "
        "what would have happened without it.",
        charts["hints"],
        ("hint", "why it was given", "shown", "followed by steering", "after"),
        tuple(
            (
                use.hint,
                use.reason,
                f"{use.shown:,}",
                percent(statistics.share(use.helped, use.shown)),
                seconds(use.after_s),
            )
            for use in figures.hints
        ),
    )
    yield _Part(
        "Where in the map of the tune they went",
        "Every place of the map is named by four levels of 1 to 10. Each square shows two of them: the darker, the "
        f"longer hands stayed there (shades are logarithmic). Rest is left out. "
        f"{100 * statistics.spread(figures.places):.1f} % of the 10,000 places were heard.",
        charts["places"],
        (),
        (),
    )


def _quality(figures: Figures) -> str:
    faults = "; ".join(f"{kind}: {what} ({times} times)" for kind, what, times in figures.faults[:12])
    return (
        f"{figures.cut:,} visits were cut short by a loss of power or of the program; {figures.lost:,} messages did "
        f"not reach the file. Faults: {faults or 'none'}. Intervals are 95 %: Wilson's for shares, order "
        "statistics for medians. A visit is from the first touch until the object is left alone, so one visit can "
        "be two people, and two visits can be one. Counts only: no names, no time of any single touch."
    )


def _tile(name: str, value: str, note: str) -> str:
    return (
        f'<div class="tile"><span class="name">{escape(name)}</span><b>{escape(value)}</b>'
        f"<span>{escape(note)}</span></div>"
    )


def _chapter(part: _Part) -> str:
    table = _table(part.head, part.rows) if part.rows else ""
    return (
        f"<section><h2>{escape(part.title)}</h2><p>{escape(part.words)}</p>"
        f'<div class="chart">{part.chart}</div>{table}</section>\n'
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(_together(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<div class="table"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>'


def _together(cell: str) -> str:
    """A figure with its unit stands on one line; only its interval may come on the next."""
    if not cell[:1].isdigit():
        return cell
    return cell.replace(" ", "\u00a0").replace("\u00a0(", " (")
