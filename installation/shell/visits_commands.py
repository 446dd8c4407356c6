"""The commands for visits, for the program's command line to attach.

Owns words and options. Imports what it needs when a command runs.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

HOME = Path(__file__).resolve().parents[2]
_BAD_INPUT = 2  # exit status: what was asked for cannot be


def _visits() -> Any:
    return import_module("installation.shell.visits_work")


def default_database() -> Path:
    """Where the installation keeps visits on this machine."""
    return Path(os.environ.get("DEFORMTUNE_DATA", HOME / "data")) / "visits.db"


database_option = click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    default=default_database,
    show_default="data/visits.db",
    help="Another file of visits.",
)


@click.group()
def visits() -> None:
    """Look at what was kept of visits: list, report, export, replay, withdraw.

    \b
    By default visits are counted, and nobody can tell from the file who came:
      ./play visits report                 a page with charts, to be read or sent
      ./play visits export --out tables    tables for R, Python, a spreadsheet
    What is kept and why: docs/privacy.md. All columns: docs/data-dictionary.md.
    """  # noqa: D301 - \\b tells click to keep the lines that follow as they are


@visits.command("list")
@database_option
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many.")
def list_visits(database: Path, last: int) -> None:
    """The newest visits with their numbers, and which of them can be replayed."""
    _visits().list_visits(database, last)


@visits.command()
@database_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="report.html",
    show_default=True,
    help="The file.",
)
@click.option(
    "--place", default="DeformTune", show_default=True, help="Its heading: the hall, the exhibition."
)
def report(database: Path, out: Path, place: str) -> None:
    """One page with charts: stays, first steering, levels, pads, gestures, learning, hints, map, busy hours.

    One file that needs nothing beside itself, on screen and printed: it can be sent to a curator. It holds no visit by
    itself, only sums. It needs matplotlib (.venv/bin/pip install matplotlib).
    """
    _visits().report(database, out, place)


@visits.command()
@database_option
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the tables."
)
def export(database: Path, form: str, out: Path) -> None:
    """Every table as a file, with the data dictionary: visits, levels, touches, gestures, hints, studies, answers ...

    Parquet needs pyarrow (.venv/bin/pip install pyarrow); CSV needs nothing.
    """
    _visits().export(database, form, out)


@visits.command()
@click.argument("visit_id", metavar="ID")
@database_option
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the results."
)
@click.option("--pictures", type=click.IntRange(0, 100_000), default=8, show_default=True, help="How many.")
def replay(visit_id: str, database: Path, out: Path, pictures: int) -> None:
    """The sound, tune and pictures of a visit recorded in full, exactly as they were.

    Each step is compared with what was recorded. Of a visit that was only counted, or that another version of this
    program recorded, it says why it cannot. `visits list` shows which can be replayed.
    """
    _visits().replay(database, visit_id, out, pictures)


@visits.command()
@click.argument("visit_id", metavar="ID")
@database_option
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file: .jsonl"
)
def raw(visit_id: str, database: Path, out: Path) -> None:
    """Every stream of a visit recorded in full, on one clock: inputs, pressures, sounds, decisions, a JSON line each.

    t_ms counts milliseconds from the recording's beginning.
    """
    _visits().raw(database, visit_id, out)


@visits.command()
@click.argument("visit_id", metavar="ID")
@database_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def withdraw(visit_id: str, database: Path, *, yes: bool) -> None:
    """Delete a visit for good: its counts, its recording, and what deleted rows leave behind in the file.

    It cannot be undone. The installation may go on playing meanwhile. Copies and exports are not reached.
    """
    if not yes:
        click.confirm(f"Delete visit {visit_id} for good?", abort=True)
    sys.exit(_visits().withdraw(database, visit_id))


@visits.command("dictionary")
def data_dictionary() -> None:
    """Print the data dictionary: every table and column, with units and meaning."""
    click.echo(import_module("installation.visits.tables").dictionary(), nl=False)


commands = [visits]
