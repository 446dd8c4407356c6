"""Figures of all visits, read from the database: what the report is made of.

Owns the questions that are asked of the file. Refuses to write it: a report is made beside the playing installation.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from installation.visits.report import Figures, HintUse, LevelUse, MinuteUse, PadUse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


class NoVisitsError(FileNotFoundError):
    """There is no database to read."""


def read_only(path: Path) -> sqlite3.Connection:
    """The database, to be read while it may be written.

    Raises:
        NoVisitsError: there is none.
    """
    if not path.exists():
        raise NoVisitsError(
            2, "there are no visits yet: it is made when the installation first plays", str(path)
        )
    return sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True, isolation_level=None)


STEPS = 8
"""How often `told` is called."""


def figures(path: Path, place: str, told: Callable[[], None] = lambda: None) -> Figures:
    """Count everything; `told` is called after each of STEPS steps, for a progress bar."""
    connection = read_only(path)
    connection.execute("BEGIN")  # one moment for all questions, whatever is written meanwhile

    def ask(statement: str) -> list[tuple[Any, ...]]:
        found = connection.execute(statement).fetchall()
        told()
        return found

    try:
        visits = ask(
            "SELECT begun_utc_s + 60 * offset_min, dwell_s, begun_by, first_touch_s, first_steering_s, touches, "
            "steered, lost, ended_by FROM visits ORDER BY begun_utc_s"
        )
        kept = dict(ask("SELECT what, count(*) FROM kept GROUP BY what"))
        return Figures(
            place=place,
            first_day=_day(visits[0][0]) if visits else "",
            last_day=_day(visits[-1][0]) if visits else "",
            made_at=time.strftime("%Y-%m-%d %H:%M"),
            begun_local_s=tuple(row[0] for row in visits),
            dwell_s=tuple(row[1] for row in visits),
            first_touch_s=tuple(row[3] for row in visits if row[2] == "facilitator"),
            first_steering_s=tuple(row[4] for row in visits if row[5]),
            touches=sum(row[5] for row in visits),
            steered=sum(row[6] for row in visits),
            lost=sum(row[7] for row in visits),
            cut=sum(row[8] == "cut" for row in visits),
            kept=kept.get("measure", 0),
            ringtones=kept.get("ringtone", 0),
            levels=tuple(LevelUse(*row) for row in ask(_LEVELS)),
            pads=tuple(PadUse(*row) for row in ask(_PADS)),
            gestures=tuple(ask(_GESTURES)),
            minutes=tuple(MinuteUse(*row) for row in ask(_MINUTES)),
            hints=tuple(HintUse(*row) for row in ask(_HINTS)),
            places=tuple(ask("SELECT place, sum(held_ms) / 1000.0 FROM measures GROUP BY place")),
            faults=tuple(connection.execute(_FAULTS).fetchall()),
        )
    finally:
        connection.close()


def _day(local_s: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(local_s))


_LEVELS = (
    "SELECT level, min(name), count(DISTINCT visit), avg(seconds) FROM levels GROUP BY level ORDER BY level"
)
_PADS = (
    "SELECT pad, sum(touches), sum(touched_s), sum(steered), count(*), "
    "(SELECT coalesce(sum(reached), 0) FROM marks WHERE marks.pad = touches.pad), "
    "(SELECT coalesce(sum(missed), 0) FROM marks WHERE marks.pad = touches.pad) "
    "FROM touches GROUP BY pad ORDER BY sum(touches) DESC"
)
_GESTURES = (
    "SELECT gesture, sum(times), count(*) FROM gestures GROUP BY gesture ORDER BY count(*) DESC, gesture"
)
_MINUTES = (
    "SELECT minute, count(*), sum(touches), sum(steered), sum(measures_new) FROM minutes GROUP BY minute "
    "ORDER BY minute"
)
_HINTS = (
    "SELECT hint, min(reason), count(*), sum(helped), coalesce(avg(after_s), 1e999) FROM hints GROUP BY hint "
    "ORDER BY count(*) DESC LIMIT 12"
)
_FAULTS = "SELECT kind, what, count(*) FROM faults GROUP BY kind, what ORDER BY count(*) DESC"
