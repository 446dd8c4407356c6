"""A year of visits (100,000, made up from a seed): how large the database is, how long report and export take.

What is assumed of the visits is written in tests/fakes/year.py. Seconds are of the wall, on this machine.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress

from installation.shell import visits_charts, visits_export, visits_report
from installation.shell.database import Database
from installation.visits.report import page
from tests.fakes import year

if TYPE_CHECKING:
    from collections.abc import Callable

VISITS = 100_000
PART = 5_000


def figures() -> dict[str, Any]:
    """Sizes in megabytes, times in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "visits.db"
        found: dict[str, Any] = {"visits": VISITS, "filling s": _timed(lambda: _fill(path))}
        connection = visits_report.read_only(path)
        found["rows"] = visits_export.count(path)
        connection.close()
        found["database MB"] = path.stat().st_size / 1e6
        found["report s"] = _timed(lambda: _report(path, folder / "report.html"))
        found["report kB"] = (folder / "report.html").stat().st_size / 1e3
        for form in ("csv", "parquet"):
            out = folder / form
            found[f"export {form} s"] = _timed(
                lambda out=out, form=form: visits_export.export(path, out, form)
            )
            found[f"export {form} MB"] = sum(file.stat().st_size for file in out.iterdir()) / 1e6
        found["withdrawing one visit s"] = _timed(lambda: _withdraw(path))
        return found | {"load of the machine (1 min)": os.getloadavg()[0]}


def _timed(work: Callable[[], None]) -> float:
    begun_s = time.perf_counter()
    work()
    return time.perf_counter() - begun_s


def _fill(path: Path) -> None:
    database = Database.open(path)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for part in progress.track(range(VISITS // PART), description="making a year of visits up"):
            year.fill(database, PART, seed=part)
    database.scrub()
    database.close()


def _report(path: Path, out: Path) -> None:
    found = visits_report.figures(path, "A year, made up")
    out.write_text(page(found, visits_charts.charts(found)), encoding="utf-8")


def _withdraw(path: Path) -> None:
    database = Database.open(path)
    visit = next(database.rows("SELECT id FROM visits LIMIT 1 OFFSET 1000"))[0]
    if database.withdraw("id = ?", (visit,)) != 1:
        raise RuntimeError("the visit was not withdrawn")
    database.close()
