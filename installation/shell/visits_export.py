"""Visits as tables for other programs: CSV or Parquet, one file a table, with the data dictionary.

Owns the forms of the files. Refuses to name or add anything: columns are those of visits/tables.py. Parquet needs
pyarrow, which is in the extra `reports`; playing needs none.
"""

from __future__ import annotations

import csv
import importlib
from typing import TYPE_CHECKING, Any

from installation.shell.files import results
from installation.shell.visits_report import read_only
from installation.visits import tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from installation.visits.tables import Table

AT_ONCE = 50_000
"""Rows that are in memory at one time."""


class NoParquetError(ImportError):
    """pyarrow is not installed."""


def export(
    path: Path, out: Path, form: str, told: Callable[[str, int], None] = lambda _name, _rows: None
) -> None:
    """Write every table into the folder `out`; `told` hears of a table and how many rows more are written.

    Args:
        path: the database.
        out: the folder; what stands there under the same names is replaced when all is written.
        form: "csv" or "parquet".
        told: for a progress bar.

    Raises:
        FileNotFoundError: there is no database.
        NoParquetError: Parquet is asked for and pyarrow is missing.
        OSError: the files cannot be written; what was there before is there still.
    """
    write = _write_csv if form == "csv" else _parquet_writer()
    connection = read_only(path)
    try:
        connection.execute("BEGIN")  # one moment for all tables, whatever is written meanwhile
        with results(out) as place:
            for table in tables.EXPORTED:
                write(place / f"{table.name}.{form}", table, _batches(connection, table, told))
            (place / "data-dictionary.md").write_text(tables.dictionary(), encoding="utf-8")
    finally:
        connection.close()


def count(path: Path) -> int:
    """How many rows an export writes."""
    connection = read_only(path)
    try:
        asked = " UNION ALL ".join(f"SELECT count(*) AS rows FROM {table.name}" for table in tables.EXPORTED)  # noqa: S608 - our own names
        return sum(rows for (rows,) in connection.execute(asked))
    finally:
        connection.close()


def _batches(
    connection: sqlite3.Connection, table: Table, told: Callable[[str, int], None]
) -> Iterator[list[tuple[Any, ...]]]:
    cursor = connection.execute(f"SELECT {', '.join(table.names)} FROM {table.name}")  # noqa: S608 - our own names
    while rows := cursor.fetchmany(AT_ONCE):
        yield rows
        told(table.name, len(rows))


def _write_csv(path: Path, table: Table, batches: Iterator[list[tuple[Any, ...]]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.names)
        for rows in batches:
            writer.writerows(rows)


def _parquet_writer() -> Callable[[Path, Table, Iterator[list[tuple[Any, ...]]]], None]:
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise NoParquetError(
            "Parquet needs pyarrow: .venv/bin/pip install pyarrow (or take --format csv, which needs nothing)"
        ) from error
    kinds = {"INTEGER": arrow.int64(), "REAL": arrow.float64(), "TEXT": arrow.string()}

    def write(path: Path, table: Table, batches: Iterator[list[tuple[Any, ...]]]) -> None:
        shape = arrow.schema([(column.name, kinds[column.kind]) for column in table.columns])
        with parquet.ParquetWriter(path, shape, compression="zstd") as writer:
            for rows in batches:
                columns = [
                    arrow.array(column, kind)
                    for column, kind in zip(zip(*rows, strict=True), shape.types, strict=True)
                ]
                writer.write_table(arrow.table(columns, schema=shape))

    return write
