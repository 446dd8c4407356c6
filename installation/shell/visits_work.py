"""What the commands for visits do: progress, sentences, files.

Owns what a person is told. Refuses to count and to draw: the rooms beside it do.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from installation.shell import visits_export, visits_report
from installation.shell.database import Database, DatabaseError
from installation.shell.files import results, write_whole
from installation.visits.report import page, seconds
from installation.visits.tables import EXPORTED

if TYPE_CHECKING:
    from pathlib import Path

HOME_SIZE = (1280, 720)
_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def _progress() -> Progress:
    return Progress(*_COLUMNS, console=Console(stderr=True), transient=True)


def list_visits(database: Path, last: int) -> None:
    """Print the newest visits."""
    connection = visits_report.read_only(database)
    rows = connection.execute(
        "SELECT id, begun_utc_s + 60 * offset_min, dwell_s, touches, steered, level_highest, ended_by, condition, "
        "EXISTS (SELECT 1 FROM recordings WHERE recordings.visit = visits.visit AND whole) "
        "FROM visits ORDER BY visit DESC LIMIT ?",
        (last,),
    ).fetchall()
    total = connection.execute("SELECT count(*) FROM visits").fetchone()[0]
    connection.close()
    table = Table("visit", "began", "stayed", "touches", "steered", "level", "ended", "condition", "replay")
    for row in reversed(rows):
        began = time.strftime("%Y-%m-%d %H:%M", time.gmtime(row[1]))
        counts = (str(row[3]), str(row[4]), str(row[5]))
        table.add_row(
            row[0], began, seconds(row[2]), *counts, row[6] or "goes on", row[7], "yes" if row[8] else ""
        )
    Console(width=118).print(table)
    click.echo(f"{len(rows)} of {total:,} visits in {database}")


def report(database: Path, out: Path, place: str) -> None:
    """Write the report.

    Raises:
        click.ClickException: matplotlib is missing.
    """
    try:
        from installation.shell import visits_charts  # noqa: PLC0415 - matplotlib is loaded only for a report
    except ImportError as error:
        raise click.ClickException(
            f"a report needs matplotlib: .venv/bin/pip install matplotlib ({error})"
        ) from error
    with _progress() as progress:
        bar = progress.add_task("counting visits", total=visits_report.STEPS + visits_charts.CHARTS)
        found = visits_report.figures(database, place, lambda: progress.advance(bar))
        progress.update(bar, description="drawing charts")
        charts = visits_charts.charts(found, lambda: progress.advance(bar))
        write_whole(out, page(found, charts).encode())
    click.echo(f"{out}: {found.visits:,} visits, {out.stat().st_size / 1e3:,.0f} kB, one file", err=True)


def export(database: Path, form: str, out: Path) -> None:
    """Write the tables.

    Raises:
        click.ClickException: Parquet is asked for and pyarrow is missing.
    """
    with _progress() as progress:
        bar = progress.add_task("exporting", total=visits_export.count(database))

        def told(table: str, rows: int) -> None:
            progress.update(bar, advance=rows, description=f"exporting {table}")

        try:
            visits_export.export(database, out, form, told)
        except visits_export.NoParquetError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{out}: {len(EXPORTED)} tables and data-dictionary.md", err=True)


def replay(database: Path, visit_id: str, out: Path, pictures: int) -> None:
    """Play a recorded visit again.

    Raises:
        click.ClickException: it cannot be played, and why.
    """
    from installation.shell import visits_recordings  # noqa: PLC0415 - loads the sampler
    from installation.shell.content import load_content, load_rules  # noqa: PLC0415 - and the model
    from installation.shell.results import Wanted  # noqa: PLC0415
    from installation.shell.visits_commands import HOME  # noqa: PLC0415 - which this file is imported by
    from installation.shell.visits_version import version  # noqa: PLC0415

    try:
        recording = visits_recordings.load(database, visit_id)
        visits_recordings.check(recording, version(HOME))
        rules = load_rules(HOME, load_content(HOME / "content"))
        style = visits_recordings.world_of(recording).style
        wanted = Wanted(out, style, None, None, pictures, HOME_SIZE)
        visits_recordings.write(rules, recording, wanted, HOME / "shaders")
    except visits_recordings.NoRecordingError as error:
        raise click.ClickException(str(error)) from error


def raw(database: Path, visit_id: str, out: Path) -> None:
    """Write every stream of a recorded visit into one file.

    Raises:
        click.ClickException: there is no such recording.
    """
    from installation.shell import visits_recordings  # noqa: PLC0415 - loads the sampler

    try:
        recording = visits_recordings.load(database, visit_id)
    except visits_recordings.NoRecordingError as error:
        raise click.ClickException(str(error)) from error
    count = 0
    with results(out.absolute().parent) as place, _progress() as progress:
        bar = progress.add_task("writing streams", total=len(recording.steps))
        with (place / out.name).open("w", encoding="utf-8") as file:
            for step, lines in visits_recordings.raw_lines(recording):
                file.write("".join(lines))
                count += len(lines)
                progress.update(bar, completed=step)
    click.echo(f"{out}: {count:,} lines", err=True)


def withdraw(database: Path, visit_id: str) -> int:
    """Delete a visit for good; the exit status.

    Raises:
        click.ClickException: the database cannot be written now.
    """
    visits_report.read_only(database).close()  # one that is not there is not made
    try:
        opened = Database.open(database, wait_s=30.0)
        gone = opened.withdraw("id = ?", (visit_id,))
        opened.close()
    except (DatabaseError, sqlite3.Error) as error:
        raise click.ClickException(f"{database}: {error}; try again in a moment") from error
    if not gone:
        click.echo(f"there is no visit {visit_id} (perhaps it is deleted already)", err=True)
        return 1
    click.echo(f"visit {visit_id} is deleted for good", err=True)
    return 0
