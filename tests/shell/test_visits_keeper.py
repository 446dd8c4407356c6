"""The keeper of visits: what it is told is in the file within a second, whatever happens to the file."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
from typing import TYPE_CHECKING

from installation.shell import visits_keeper
from installation.shell.database import Database
from installation.shell.visits_keeper import Keeper
from installation.visits import letters
from installation.visits.diary import Setup
from installation.visits.letters import Fault, RecordingBegun, RecordingEnded, StepsRecorded, Told
from tests.fakes import visitors
from tests.fakes.visitors import SECOND, press, release

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SETUP = Setup(("invite", "one_pad", "two_pads", "four_pads"), frozenset({0}), 60 * SECOND)
AGREED = (3 * SECOND, "house", {"consent": True})
BACK = (5 * SECOND, "house", {"consent": False})


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now_s: float = 1_700_000_000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


def keeper(path: Path, **more: object) -> Keeper:
    return Keeper(path, SETUP, version="v1", now_s=Clock(), **more)


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def touch(begun_s: int = 1) -> Told:
    return visitors.told([*press(begun_s * SECOND, "range"), *release((begun_s + 1) * SECOND, "range")])


def with_a_visit(folder: Path) -> tuple[Path, Keeper]:
    """A keeper that has written one touch, and its file."""
    path = folder / "visits.db"
    kept = keeper(path)
    kept.take(touch())
    assert kept.write() == "well"
    return path, kept


def test_a_visit_is_in_the_file_while_it_goes_on_and_its_end_too(tmp_path: Path) -> None:
    path, kept = with_a_visit(tmp_path)
    assert rows(path, "SELECT touches, steered, ended_by, lost FROM visits") == [(1, 1, "", 0)]
    kept.take(Told(90 * SECOND, ()))
    kept.write()
    assert rows(path, "SELECT touches, ended_by, dwell_s FROM visits") == [(1, "idle", 1.0)]
    assert rows(path, "SELECT pad, touches, hardest FROM touches") == [("range", 1, 5.0)]
    kept.take(touch(100))
    kept.close()
    assert rows(path, "SELECT ended_by FROM visits ORDER BY visit") == [("idle",), ("closed",)]


def test_many_visits_are_counted_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    kept = keeper(path)
    begun_ns = 0
    for seed in range(40):
        lines = visitors.visit(seed, begun_ns)
        begun_ns = lines[-1][0] + SECOND
        kept.take(visitors.told(lines[: len(lines) // 2]))
        kept.write()
        kept.take(visitors.told(lines[len(lines) // 2 :]))
    kept.close()
    assert rows(path, "SELECT count(*), min(ended_by), max(ended_by) FROM visits") == [(40, "idle", "idle")]
    sums = "SELECT sum({}) FROM {}"
    for column, table in (("touches", "touches"), ("touches", "minutes"), ("steered", "minutes")):
        assert rows(path, sums.format(column, table)) == rows(path, sums.format(column, "visits"))


def test_a_visit_whose_keeper_died_is_marked(tmp_path: Path) -> None:
    path, kept = with_a_visit(tmp_path)
    again = keeper(path)
    again.write()
    assert rows(path, "SELECT ended_by FROM visits") == [("cut",)]
    again.close()
    kept.close()


def test_while_the_file_is_held_everything_waits_and_then_is_written(tmp_path: Path) -> None:
    path, kept = with_a_visit(tmp_path)
    assert kept._database is not None
    kept._database.connection.execute("PRAGMA busy_timeout = 20")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    kept.take(touch(5))
    assert kept.write() == "locked"
    kept.take(Told(200 * SECOND, ()))
    assert kept.write() == "locked"
    holder.close()
    assert kept.write() == "well"
    assert rows(path, "SELECT touches, ended_by FROM visits") == [(2, "idle")]
    kept.write()
    assert rows(path, "SELECT kind, what FROM faults") == [("keeping", "was locked")]
    kept.close()


def test_on_a_full_disk_nothing_is_lost_that_was_written_and_the_rest_comes_when_there_is_room(
    tmp_path: Path,
) -> None:
    path, kept = with_a_visit(tmp_path)
    assert kept._database is not None
    pages = kept._database.connection.execute("PRAGMA page_count").fetchone()[0]
    kept._database.connection.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(200):
        kept.take(Fault("port", f"lost {number} " + "x" * 200))
    assert kept.write() == "full"
    assert rows(path, "SELECT count(*) FROM visits") == [(1,)]
    assert kept.write() == "well", "a fresh connection has no limit: there is room again"
    assert rows(path, "SELECT count(*) FROM faults") == [(200,)]
    assert rows(path, "SELECT ended_by FROM visits") == [("",)], (
        "it goes on: only others' visits were cut short"
    )
    kept.close()


def test_a_file_that_is_taken_away_is_begun_again_with_the_visit_that_goes_on(tmp_path: Path) -> None:
    path, kept = with_a_visit(tmp_path)
    for part in tmp_path.glob("visits.db*"):
        part.unlink()
    kept.take(touch(5))
    assert kept.write() == "well"
    assert rows(path, "SELECT touches FROM visits") == [(2,)]
    assert rows(path, "SELECT what FROM faults") == [("the file was taken away",)]
    kept.close()


def test_a_broken_file_is_set_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    path.write_bytes(b"rubbish" * 2_000)
    kept = keeper(path)
    kept.take(touch())
    assert kept.write() == "well"
    assert rows(path, "SELECT touches FROM visits") == [(1,)]
    assert [aside.read_bytes()[:7] for aside in tmp_path.glob("visits.broken-*.db")] == [b"rubbish"]
    kept.close()


def test_a_later_versions_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    database = Database.open(path)
    database.connection.execute("PRAGMA user_version = 99")
    database.close()
    kept = keeper(path)
    kept.take(touch())
    assert kept.write() == "later"
    kept.close()
    assert rows(path, "PRAGMA user_version") == [(99,)]


def test_a_place_that_cannot_be_written_is_a_state_and_no_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    kept = keeper(tmp_path / "file" / "visits.db")
    for number in range(3):
        kept.take(touch(1 + 3 * number))
        assert kept.write() == "unwritable"
    kept.clean()
    kept.close()


def test_a_visit_withdrawn_while_it_goes_on_does_not_come_back(tmp_path: Path) -> None:
    path, kept = with_a_visit(tmp_path)
    other = Database.open(path)
    other.withdraw("touches = ?", (1,))
    other.close()
    kept.take(touch(5))
    assert kept.write() == "well"
    kept.take(touch(200))
    kept.close()
    assert rows(path, "SELECT touches FROM visits") == [(1,)], "only the next visit"
    assert rows(path, "SELECT count(*) FROM touches") == [(1,)]


def recorded(folder: Path) -> tuple[Path, Keeper]:
    """A keeper with a recording that goes on, and its file."""
    path = folder / "visits.db"
    kept = keeper(path)
    record(kept)
    return path, kept


def record(kept: Keeper) -> None:
    kept.take(visitors.told([*press(SECOND, "range"), AGREED]))
    kept.take(RecordingBegun(1_500, 2_000_000, b"the state of everything", b"\x90"))
    for first in (1_501, 1_751):
        data = letters.spell([(first, 0, [], [], (0.0, 0.5, 0.0, 0.0))])
        kept.take(StepsRecorded(first, first + 249, data))
        kept.write()


def test_a_recording_is_kept_in_blocks_and_says_how_far_it_goes(tmp_path: Path) -> None:
    path, kept = recorded(tmp_path)
    assert rows(path, "SELECT begun_step, ended_step, version, whole FROM recordings") == [
        (1_500, 2_000, "v1", 1)
    ]
    kept.take(RecordingEnded(2_000))
    kept.take(StepsRecorded(2_001, 2_100, b""))
    kept.close()
    (first, second) = rows(path, "SELECT first_step, last_step, data FROM blocks ORDER BY first_step")
    assert first[:2] == (1_501, 1_750)
    assert letters.read_steps(second[2])[0][0] == 1_751  # type: ignore[arg-type]


def test_consent_taken_back_deletes_the_recording_for_good_and_leaves_the_counts(tmp_path: Path) -> None:
    path, kept = recorded(tmp_path)
    kept.take(Told(6 * SECOND, (BACK,)))
    kept.take(StepsRecorded(2_001, 2_100, letters.spell([])))
    kept.take(RecordingEnded(2_100))
    kept.write()
    kept.clean()
    assert rows(path, "SELECT (SELECT count(*) FROM recordings), (SELECT count(*) FROM blocks)") == [(0, 0)]
    assert rows(path, "SELECT touches FROM visits") == [(1,)]
    assert b"v1" not in b"".join(part.read_bytes() for part in tmp_path.iterdir())
    kept.close()


def test_letters_that_were_lost_are_counted_and_mark_the_recording(tmp_path: Path) -> None:
    path, kept = recorded(tmp_path)
    kept.take(Told(6 * SECOND, (), 4))
    kept.close()
    assert rows(path, "SELECT lost FROM visits") == [(4,)]
    assert rows(path, "SELECT whole FROM recordings") == [(0,)]
    assert rows(path, "SELECT what FROM faults") == [("4 letters found no room",)]


def test_streams_that_wait_too_long_for_the_disk_are_dropped_and_the_recording_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "visits.db"
    kept = keeper(path)
    monkeypatch.setattr(visits_keeper, "MOST_BLOCKS_BYTES", 10)
    record(kept)
    kept.close()
    assert rows(path, "SELECT count(*) FROM blocks") == [(0,)]


def test_old_visits_are_deleted_once_a_day_while_nobody_is_there(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    clock = Clock()
    kept = Keeper(path, SETUP, now_s=clock, retention_days=30)
    kept.take(touch())
    kept.write()
    clock.now_s += 40 * 86_400
    kept.clean()
    assert len(rows(path, "SELECT id FROM visits")) == 1, "somebody is here"
    kept.take(Told(200 * SECOND, ()))
    kept.write()
    kept.clean()
    assert rows(path, "SELECT id FROM visits") == []
    kept.close()


def test_letters_through_a_socket_are_kept_and_their_end_is_the_end(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=visits_keeper.run, args=(theirs, keeper(path)))
    thread.start()
    ours.sendall(letters.write(touch()))
    assert ours.recv(100) == b"well\n"
    ours.sendall(letters.write(touch(5)))
    ours.close()
    thread.join(60)
    assert not thread.is_alive()
    theirs.close()
    assert rows(path, "SELECT touches, ended_by FROM visits") == [(2, "closed")]


def test_what_is_no_letter_ends_the_keeping_with_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    ours, theirs = socket.socketpair()
    ours.sendall(letters.write(touch()) + b"\xff" * 100)
    visits_keeper.run(theirs, keeper(path))
    ours.close()
    theirs.close()
    assert rows(path, "SELECT touches FROM visits") == [(1,)]
    shutil.rmtree(tmp_path)
