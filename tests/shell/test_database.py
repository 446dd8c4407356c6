"""The database of visits: opens whatever happened, loses nothing that was written, forgets for good."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from installation.shell.database import Database, DatabaseError, set_aside, trouble
from installation.visits import tables
from tests.fakes.visitors import ROW

if TYPE_CHECKING:
    from pathlib import Path

DAY_S = 86_400


def put(database: Database, visit_id: str, begun_utc_s: int = 0, words: str = "") -> int:
    """Write a visit with a kept tune; its number."""
    with database.transaction() as connection:
        row = (None, visit_id, begun_utc_s, *ROW[1:])
        number = connection.execute(tables.upsert(tables.VISITS), row).lastrowid
        database.put(tables.KEPT, [(number, nth, "measure", "reel", words * 40) for nth in range(1, 30)])
    assert number is not None
    return number


def bytes_of(path: Path) -> bytes:
    """All that lies in the file and beside it."""
    return b"".join(part.read_bytes() for part in path.parent.glob(path.name + "*"))


def test_a_new_database_has_its_tables_its_ways_and_is_for_its_owners_eyes(tmp_path: Path) -> None:
    path = tmp_path / "new" / "visits.db"
    database = Database.open(path)
    pragmas = {
        name: database.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "user_version")
    }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "user_version": tables.SCHEMA,
    }
    assert path.stat().st_mode & 0o077 == 0
    database.close()
    Database.open(path).close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "visits.db")
    put(database, "a")

    def half() -> None:
        with database.transaction():
            database.connection.execute("DELETE FROM kept")
            database.put(tables.KEPT, [(99, 1, "measure", "reel", "of no visit")])

    with pytest.raises(sqlite3.IntegrityError):
        half()
    assert len(list(database.rows("SELECT * FROM kept"))) == 29
    database.close()


def test_a_visit_that_is_withdrawn_leaves_no_byte_behind_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    database = Database.open(path)
    for number in range(30):
        put(database, f"stays{number:04}", words=f"keep{number:04}")
    put(database, "goes0000", words="vanishes")
    for number in range(30, 60):
        put(database, f"stays{number:04}", words=f"keep{number:04}")
    assert b"vanishes" in bytes_of(path)
    assert database.withdraw("id = ?", ("goes0000",)) == 1
    left = bytes_of(path)
    assert b"vanish" not in left
    assert b"goes0000" not in left
    assert b"keep0059" in left
    assert database.connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
    assert database.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert len(list(database.rows("SELECT * FROM visits"))) == 60
    assert database.withdraw("id = ?", ("goes0000",)) == 0
    database.close()


def test_what_is_deleted_is_overwritten_where_it_lay_even_without_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    database = Database.open(path)
    for number in range(40):
        put(database, f"v{number}", words="vanishes" if number == 20 else f"keep{number:04}")
    with database.transaction():
        database.connection.execute("DELETE FROM visits WHERE id = 'v20'")
    database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert b"vanishesvanishes" not in bytes_of(path)
    database.close()


def test_who_reads_all_the_time_keeps_the_old_pages_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "visits.db"
    database = Database.open(path, wait_s=0.1)
    put(database, "a", words="vanishes")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM visits").fetchall()
    monkeypatch.setattr("installation.shell.database.WAIT_S", 0.2)
    with pytest.raises(sqlite3.OperationalError, match=r"another program|locked"):
        database.withdraw("id = ?", ("a",))
    reader.close()
    database.scrub()
    assert b"vanishes" not in bytes_of(path)
    database.close()


def test_what_is_older_than_may_be_is_deleted(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "visits.db")
    now_s = 100 * DAY_S
    put(database, "old", now_s - 31 * DAY_S, "vanishes")
    put(database, "young", now_s - 29 * DAY_S)
    assert database.keep_days(30, now_s) == 1
    assert [row[0] for row in database.rows("SELECT id FROM visits")] == ["young"]
    assert b"vanishes" not in bytes_of(database.path)
    assert database.keep_days(30, now_s) == 0
    database.close()


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\x00" + b"\x07" * 8000])
def test_a_broken_file_is_named_and_can_be_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "visits.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"visits\.db") as caught:
        Database.open(path)
    assert caught.value.state == "broken"
    aside = set_aside(path)
    assert aside.read_bytes() == content
    Database.open(path).close()


def test_another_programs_or_a_later_database_is_left_alone(tmp_path: Path) -> None:
    later = Database.open(tmp_path / "later.db")
    later.connection.execute(f"PRAGMA user_version = {tables.SCHEMA + 1}")
    later.close()
    with pytest.raises(DatabaseError, match="later version") as caught:
        Database.open(tmp_path / "later.db")
    assert caught.value.state == "later"
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE visits (name)")
    other.execute("PRAGMA user_version = 1")
    other.close()
    with pytest.raises(DatabaseError, match="no database of visits"):
        Database.open(tmp_path / "other.db")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DatabaseError) as caught:
        Database.open(tmp_path / "file" / "visits.db")
    assert caught.value.state == "unwritable"


def test_a_full_disk_is_told_from_a_held_file(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    database = Database.open(path, wait_s=0.05)
    pages = database.connection.execute("PRAGMA page_count").fetchone()[0]
    database.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError) as full:
        put(database, "a", words="x" * 500)
    assert trouble(full.value) == "full"
    database.connection.execute("PRAGMA max_page_count = 100000")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as held:
        put(database, "b")
    assert trouble(held.value) == "locked"
    holder.close()
    put(database, "c")
    assert database.number_of("c") is not None
    assert database.number_of("a") is None
    database.close()


def test_a_file_that_is_taken_away_is_noticed(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "visits.db")
    assert not database.gone
    (tmp_path / "visits.db").rename(tmp_path / "elsewhere.db")
    assert database.gone
    database.close()


def test_no_room_on_the_disk_leaves_what_was_written(tmp_path: Path) -> None:
    """A limit on file sizes stands for the disk; it holds for a whole process, so it is one of its own."""
    code = """
import resource, signal, sqlite3, sys
from pathlib import Path
from installation.shell.database import Database, trouble
from installation.visits import tables
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
written = 0
try:
    while written < 10_000:
        with database.transaction():
            database.connection.execute("INSERT INTO faults VALUES (NULL, 0, 'steps', ?)", ("x" * 2_000,))
        written += 1
except sqlite3.Error as error:
    print(trouble(error), written)
"""
    path = tmp_path / "visits.db"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    state, written = done.stdout.split()
    assert state == "full"
    database = Database.open(path)
    assert database.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.connection.execute("SELECT count(*) FROM faults").fetchone()[0] == int(written) > 10
    database.close()
