"""data/visits.db: opened, checked, written, forgotten. SQLite in WAL mode, one transaction at a time.

Owns the file and its safety: what is committed survives a power cut, what is deleted is overwritten. Refuses to know
what is counted (visits/tables.py names the columns) and when something is written.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Self

from installation.visits.tables import SCHEMA, VISITS, schema, upsert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from installation.visits.tables import Table

logger = logging.getLogger(__name__)

WAIT_S = 5.0
"""How long to wait for whoever holds the file."""
DAY_S = 86_400


class DatabaseError(RuntimeError):
    """The database cannot be used; `state` says in one word why, the text what to do."""

    def __init__(self, state: str, text: str) -> None:
        """Say so."""
        super().__init__(text)
        self.state = state


def trouble(error: sqlite3.Error) -> str:
    """What is wrong, in one word: full, locked, broken or unwritable."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or "IOERR_WRITE" in name:
        return "full"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "locked"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "broken"
    return "unwritable"


class Database:
    """An open database."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self.path, self.connection = path, connection
        self._inode = path.stat().st_ino

    @classmethod
    def open(cls, path: Path, *, wait_s: float = WAIT_S) -> Self:
        """Open the database, and make it if there is none.

        Raises:
            DatabaseError: it is broken, of a later version, or cannot be written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)  # of the people who came: for its owner's eyes only
            connection = sqlite3.connect(path, timeout=wait_s, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise DatabaseError("unwritable", f"{path}: cannot be opened: {error}") from error
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            raise DatabaseError(trouble(error), f"{path}: {error}") from error
        except DatabaseError:
            connection.close()
            raise
        return cls(path, connection)

    @property
    def gone(self) -> bool:
        """Whether the file was taken away or replaced while it was open: what is written now would be lost."""
        try:
            return self.path.stat().st_ino != self._inode
        except OSError:
            return True

    def rows(self, statement: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT."""
        yield from self.connection.execute(statement, tuple(values))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written within it, or nothing.

        Raises:
            sqlite3.Error: it could not be written; nothing of it was.
        """
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
                self.connection.execute("ROLLBACK")
            raise

    def put(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of all columns, over those with the same key; within a transaction."""
        self.connection.executemany(upsert(table), rows)

    def number_of(self, visit_id: str) -> int | None:
        """A visit's number in this file."""
        found = self.connection.execute("SELECT visit FROM visits WHERE id = ?", (visit_id,)).fetchone()
        return None if found is None else int(found[0])

    def withdraw(self, where: str, values: tuple[Any, ...], *, table: str = "visits") -> int:
        """Delete rows with all that hangs on them, for good: nothing of them stays in the file or beside it.

        Returns:
            How many rows went.

        Raises:
            sqlite3.Error: they could not be deleted, or another program holds the file.
        """
        with self.transaction():
            count = self.connection.execute(f"DELETE FROM {table} WHERE {where}", values).rowcount  # noqa: S608
        self.scrub()
        return count

    def scrub(self) -> None:
        """Overwrite what deleted rows have left: in the pages, in the free ones, in the log of writes.

        Raises:
            sqlite3.Error: another program reads it all the time, or there is no room to write it anew.
        """
        with contextlib.suppress(
            sqlite3.OperationalError
        ):  # no room for a copy: the pages are overwritten anyhow
            self.connection.execute("VACUUM")
        deadline_s = time.monotonic() + WAIT_S
        while True:
            busy, _, _ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
            if time.monotonic() > deadline_s:
                raise sqlite3.OperationalError("another program reads the database and keeps the old pages")
            time.sleep(0.05)

    def keep_days(self, days: int, now_utc_s: int) -> int:
        """Delete for good what is older than that many days; how many visits went."""
        before_s = now_utc_s - days * DAY_S
        old = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM visits WHERE begun_utc_s < ?)", (before_s,)
        ).fetchone()[0]
        with self.transaction():
            self.connection.execute("DELETE FROM faults WHERE at_utc_s < ?", (before_s,))
        return self.withdraw("begun_utc_s < ?", (before_s,)) if old else 0

    def close(self) -> None:
        """Close it; what is committed stays."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Set what holds for every connection; make the tables in a new file, refuse a later one."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk, not on its way there
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise DatabaseError(
            "later",
            f"{path}: was written by a later version of this program (tables {version}, this knows {SCHEMA}); "
            "update the program, or move the file away",
        )
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise DatabaseError(
            "unwritable", f"{path}: this place cannot hold a database that survives a power cut"
        )
    if version == 0:
        connection.execute("BEGIN IMMEDIATE")  # of two programs that open a new file one makes the tables
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in schema().split(";\n"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    if {row[1] for row in connection.execute("PRAGMA table_info(visits)")} != set(VISITS.names):
        raise DatabaseError("broken", f"{path}: is no database of visits; move it away")


def set_aside(path: Path) -> Path:
    """Move a broken database out of the way, with what belongs to it; nothing is deleted.

    Raises:
        OSError: it cannot be moved.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    aside = path.with_name(f"{path.stem}.broken-{stamp}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    logger.error("%s was broken; it lies at %s now", path, aside)
    return aside
