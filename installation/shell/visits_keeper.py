"""The keeper of visits: a process of its own that counts what the engine tells it and writes it down.

Owns when something is written (twice a second, in one transaction), what waits while it cannot be, and how it comes
back. Refuses to be waited for: the engine's letters come through a socket, and its end is the end of the show.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import select
import signal
import socket
import sqlite3
import sys
import time
import zlib
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from installation.shell.database import Database, DatabaseError, set_aside, trouble
from installation.shell.visits_version import version
from installation.visits import counts, diary, letters, tables
from installation.visits.diary import Setup
from installation.visits.letters import Fault, RecordingBegun, RecordingEnded, StepsRecorded, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.visits.counts import Visit
    from installation.visits.diary import Diary
    from installation.visits.letters import Letter

logger = logging.getLogger(__name__)

WRITE_S = 0.5
"""What happened is on the disk after so long: with the engine's tenth of a second well within a second."""
AGAIN_S = 2.0
"""A database that could not be written is tried again after so long."""
MOST_BLOCKS_BYTES = 64 << 20
"""Streams that wait for the disk; beyond it they are dropped and the recording is marked."""
MOST_WAITING = 10_000
"""Visits and faults that wait for the disk, each."""
CHILDREN = {table.name: table for table in tables.OF_A_VISIT}


@dataclass(slots=True)
class _Known:
    """A visit as this process knows it: when it began, and what of it is in the file."""

    begun_utc_s: int
    offset_min: int
    number: int = -1
    written: counts.Rows = field(default_factory=dict)
    summary: tuple[Any, ...] = ()
    withdrawn: bool = False


@dataclass(slots=True)
class _Recording:
    """A recording that goes on: what of it waits to be written."""

    visit: str
    begun: RecordingBegun
    ended_step: int
    whole: bool = True
    made: bool = False  # its row is in the file


class Keeper:
    """Counts visits and writes them; knows time only as it is told."""

    def __init__(
        self,
        path: Path,
        setup: Setup,
        *,
        version: str = "",
        retention_days: int = 0,
        now_s: Callable[[], float] = time.time,
        fresh: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        """Keep visits at this path; `retention_days` 0 keeps them for ever."""
        self.state = "well"
        """well, full, locked, broken, later or unwritable."""
        self._path, self._setup, self._version, self._days = path, setup, version, retention_days
        self._now_s, self._fresh = now_s, fresh
        self._diary: Diary = diary.Diary()
        self._known: dict[str, _Known] = {}
        self._over: deque[Visit] = deque(maxlen=MOST_WAITING)
        self._faults: deque[tuple[int, str, str]] = deque(maxlen=MOST_WAITING)
        self._forget: set[str] = set()
        self._recording: _Recording | None = None
        self._ended: list[_Recording] = []
        self._blocks: deque[tuple[_Recording, StepsRecorded]] = deque()
        self._blocks_bytes = 0
        self._database: Database | None = None
        self._cleaned_s = 0.0

    def take(self, letter: Letter) -> None:
        """Count what a letter says; nothing is written yet."""
        match letter:
            case Told(now_ns=now_ns, lines=lines, lost=lost):
                for at_ns, kind, facts in lines:
                    self._diary = diary.advance(self._diary, at_ns, kind, facts, self._fresh(), self._setup)
                    self._note_visit()
                self._diary = diary.pass_time(self._diary, now_ns, self._setup)
                self._lose(lost)
            case RecordingBegun(step=step):
                if self._diary.visit is not None and self._diary.visit.id not in self._forget:
                    self._recording = _Recording(self._diary.visit.id, letter, step)
            case StepsRecorded():
                self._keep_steps(letter)
            case RecordingEnded(step=step, whole=whole):
                if self._recording is not None:
                    self._recording.ended_step = step
                    self._recording.whole &= whole
                    self._ended.append(self._recording)
                self._recording = None
            case Fault(kind=kind, what=what):
                self._faults.append((int(self._now_s()), kind, what))
        self._note_visit()

    def write(self) -> str:
        """Write all that is not in the file yet, in one transaction; the state afterwards.

        What could not be written waits, and is written the next time.
        """
        try:
            database = self._open()
            with database.transaction():
                done = self._write_all(database)
        except (sqlite3.Error, DatabaseError) as error:
            self._fail(error)
            return self.state
        for confirm in done:
            confirm()
        if self.state != "well":
            logger.warning("%s is written again; it was %s", self._path, self.state)
            self._faults.append((int(self._now_s()), "keeping", f"was {self.state}"))
        self.state = "well"
        return self.state

    def clean(self) -> None:
        """Delete for good what consent was taken back for; once a day also what is older than it may be."""
        database = self._database
        if database is None or self.state != "well":
            return
        try:
            for visit_id in tuple(self._forget):
                number = database.number_of(visit_id)
                if number is not None:
                    with database.transaction():
                        database.connection.execute("DELETE FROM blocks WHERE visit = ?", (number,))
                    database.withdraw("visit = ?", (number,), table="recordings")
                self._forget.discard(visit_id)
            if self._days and self._diary.visit is None and self._now_s() - self._cleaned_s > 86_400:
                self._cleaned_s = self._now_s()
                gone = database.keep_days(self._days, int(self._now_s()))
                logger.info("%d visits were older than %d days and are deleted", gone, self._days)
        except sqlite3.Error as error:
            self._fail(error)

    def close(self) -> None:
        """The show is over: the visit that goes on ends with it."""
        self._diary = diary.close(self._diary)
        self._note_visit()
        self.write()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _note_visit(self) -> None:
        """Note when a visit began that was not there before, and take out those that are over."""
        for visit in (*self._diary.over, self._diary.visit):
            if visit is not None and visit.id not in self._known:
                now_s = self._now_s() - max(0, self._diary.now_ns - visit.begun_ns) / 1e9
                offset_min = int(time.localtime(now_s).tm_gmtoff // 60)
                self._known[visit.id] = _Known(int(now_s), offset_min)
        if self._diary.over or self._diary.taken_back:
            self._over.extend(self._diary.over)
            self._take_back(self._diary.taken_back)
            self._diary = diary.collected(self._diary)

    def _take_back(self, visit_ids: tuple[str, ...]) -> None:
        if not visit_ids:
            return
        self._forget.update(visit_ids)
        self._recording = None
        self._blocks = deque(pair for pair in self._blocks if pair[0].visit not in visit_ids)
        self._blocks_bytes = sum(len(block.data) for _, block in self._blocks)

    def _lose(self, lost: int) -> None:
        if lost:
            self._diary = diary.lose(self._diary, lost)
            self._faults.append((int(self._now_s()), "keeping", f"{lost} letters found no room"))
            if self._recording is not None:
                self._recording.whole = False

    def _keep_steps(self, letter: StepsRecorded) -> None:
        recording = self._recording
        if recording is None:
            return
        data = zlib.compress(letter.data, 6)
        if self._blocks_bytes + len(data) > MOST_BLOCKS_BYTES:
            recording.whole = False
            return
        self._blocks.append((recording, replace(letter, data=data)))
        self._blocks_bytes += len(data)
        recording.ended_step = letter.last_step

    def _open(self) -> Database:
        if self._database is not None and self._database.gone:
            self._database.close()
            self._database = None
            self._faults.append((int(self._now_s()), "keeping", "the file was taken away"))
            for known in self._known.values():
                known.number, known.written, known.summary = -1, {}, ()
            if self._recording is not None:
                self._recording.made, self._recording.whole = False, False
        if self._database is None:
            self._database = _opened(self._path)
            ours = list(self._known)
            marks = ", ".join("?" * len(ours))
            cut = f"UPDATE visits SET ended_by = 'cut' WHERE ended_by = '' AND id NOT IN ({marks})"  # noqa: S608 - marks only
            with self._database.transaction() as connection:  # whoever wrote them did not come to an end
                connection.execute(cut, ours)
        return self._database

    def _fail(self, error: sqlite3.Error | DatabaseError) -> None:
        state = error.state if isinstance(error, DatabaseError) else trouble(error)
        if state != self.state:
            logger.error("visits cannot be kept just now (%s): %s", state, error)
        self.state = state
        if self._database is not None and state != "locked":
            self._database.close()
            self._database = None

    def _write_all(self, database: Database) -> list[Callable[[], None]]:
        """Write what waits; what to note once it is committed."""
        done: list[Callable[[], None]] = []
        visits = [*self._over] if self._diary.visit is None else [*self._over, self._diary.visit]
        for visit in visits:
            done += self._write_visit(database, visit)
        done += self._write_blocks(database)
        faults = [(None, *fault) for fault in self._faults]
        if faults:
            database.connection.executemany("INSERT INTO faults VALUES (?, ?, ?, ?)", faults)
            done.append(self._faults.clear)
        done.append(self._forget_over)
        return done

    def _forget_over(self) -> None:
        for visit in self._over:
            self._known.pop(visit.id, None)
        self._over.clear()

    def _write_visit(self, database: Database, visit: Visit) -> list[Callable[[], None]]:
        known = self._known[visit.id]
        summary = counts.summary(visit, known.begun_utc_s, known.offset_min)
        found = counts.rows(visit, self._diary.now_ns)
        number = known.number
        if known.withdrawn:
            return []
        if number >= 0 and database.number_of(visit.id) != number:

            def withdrawn() -> None:
                known.withdrawn = True

            return [withdrawn]
        if summary != known.summary:
            row = (None if number < 0 else number, *summary)
            made = database.connection.execute(tables.upsert(tables.VISITS), row).lastrowid
            number = int(made or 0) if number < 0 else number
        for name, rows in found.items():
            before = known.written.get(name, {})
            changed = [(number, *key, *rest) for key, rest in rows.items() if before.get(key) != rest]
            if changed:
                database.put(CHILDREN[name], changed)

        def noted() -> None:
            known.number, known.written, known.summary = number, found, summary

        return [noted]

    def _write_blocks(self, database: Database) -> list[Callable[[], None]]:
        """Write waiting streams, each recording's own row first, and how far each recording goes."""
        made: list[_Recording] = []
        for recording, block in self._blocks:
            number = database.number_of(recording.visit)
            if number is None:
                continue  # withdrawn
            if not recording.made and recording not in made:
                database.put(tables.RECORDINGS, [self._recording_row(number, recording)])
                made.append(recording)
            database.put(tables.BLOCKS, [(number, block.first_step, block.last_step, block.data)])
        for recording in self._going_on():
            number = database.number_of(recording.visit)
            database.connection.execute(
                "UPDATE recordings SET ended_step = ?, whole = ? WHERE visit = ?",
                (recording.ended_step, int(recording.whole), number),
            )

        def noted() -> None:
            for recording in made:
                recording.made = True
            self._blocks.clear()
            self._ended.clear()
            self._blocks_bytes = 0

        return [noted]

    def _recording_row(self, number: int, recording: _Recording) -> tuple[Any, ...]:
        begun, world = recording.begun, zlib.compress(recording.begun.world)
        steps = (begun.step, recording.ended_step, begun.step_ns)
        return (number, *steps, self._version, world, begun.sound, int(recording.whole))

    def _going_on(self) -> list[_Recording]:
        """The recordings whose end is not in the file yet."""
        return [*self._ended, *([] if self._recording is None else [self._recording])]


def _opened(path: Path) -> Database:
    """The database; a broken one is moved aside and a new one begun."""
    try:
        return Database.open(path)
    except DatabaseError as error:
        if error.state != "broken":
            raise
        try:
            set_aside(path)
        except OSError as moved:
            raise DatabaseError("broken", f"{path}: is broken and cannot be moved: {moved}") from moved
        return Database.open(path)


def run(letters_in: socket.socket, keeper: Keeper) -> None:
    """Take letters until their end; write twice a second; tell the engine whenever the state changes."""
    reader, told, next_s = letters.Reader(), "", time.monotonic()
    letters_in.setblocking(False)  # noqa: FBT003 - the socket's own way
    going = True
    while going:
        select.select((letters_in,), (), (), max(0.0, next_s - time.monotonic()))
        try:
            data = letters_in.recv(1 << 20)
            going = bool(data)
            for letter in reader.feed(data):
                keeper.take(letter)
        except BlockingIOError:
            pass
        except (OSError, letters.LetterError) as error:
            logger.error("the engine's letters end here: %s", error)  # noqa: TRY400 - a torn pipe is no bug
            going = False
        if going and time.monotonic() >= next_s:
            state = keeper.write()
            keeper.clean()
            next_s = time.monotonic() + (WRITE_S if state == "well" else AGAIN_S)
            if state != told:
                told = state
                with contextlib.suppress(OSError):  # an engine that is gone need not know
                    letters_in.send(state.encode() + b"\n")
    keeper.close()


def main(orders: dict[str, Any]) -> None:
    """The process: behind everything that can be heard or seen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # its end comes through the socket, after the last letter
    with contextlib.suppress(OSError):
        os.nice(10)
    setup = Setup(tuple(orders["names"]), frozenset(orders["resting"]), orders["idle_ns"])
    made_by = version(Path(orders["home"]))
    keeper = Keeper(Path(orders["path"]), setup, version=made_by, retention_days=orders["retention_days"])
    run(socket.socket(fileno=sys.stdin.fileno()), keeper)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
