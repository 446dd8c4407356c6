"""The keeper of visits killed at random instants, its log of writes cut anywhere, its disk full: a seed is a life.

A child process keeps made-up visits, recorded in full, as fast as it can: time is made up too, half a second of it
between two writes. It is killed (SIGKILL) at a random moment. What lies on the disk must open, be sound, and be
exactly what the keeper had written at its last commit or at the one that was under way.
"""

from __future__ import annotations

import hashlib
import multiprocessing as mp
import random
import resource
import shutil
import signal
import sqlite3
import struct
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from installation.shell.database import Database
from installation.shell.visits_keeper import Keeper
from installation.visits import letters, tables
from installation.visits.diary import Setup
from installation.visits.letters import RecordingBegun, RecordingEnded, StepsRecorded, Told
from tests.fakes import visitors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from installation.visits.letters import Letter

SETUP = Setup(("invite", "one_pad"), frozenset({0}), 60_000_000_000)
STEP_NS = 2_000_000
WRITE_NS = 500_000_000
MOST_LOST_NS = 1_000_000_000
LONGEST_LIFE_S = 1.5
VISITS = 6
FULL_EVERY, ALL_FRAMES_EVERY = 5, 7
"""Every so manieth seed has a full disk, and has its log cut at every frame; else at a few."""
STARTED_S = 60.0


class _Time:
    """The made-up time, for the keeper."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> float:
        return 1_800_000_000.0 + self.now_ns / 1e9


def told(seed: int) -> Iterator[tuple[int, list[Letter]]]:
    """What the engine tells in each half second of a life: its end, and the letters."""
    now_ns = 0
    for number in range(VISITS):
        lines = visitors.visit(1_000 * seed + number, now_ns)
        end_ns = lines[-1][0] + 1
        touched_ns = next(at_ns for at_ns, kind, _ in lines if kind == "press")
        lines.append((touched_ns + 1, "house", {"consent": True}))
        lines.append((end_ns - 2, "kept", {"words": f"kept by {seed} {number}"}))
        lines.sort(key=lambda line: line[0])
        recording = False
        while now_ns < end_ns:
            until_ns = now_ns + WRITE_NS
            told_now = Told(until_ns, tuple(line for line in lines if now_ns <= line[0] < until_ns))
            found: list[Letter] = [told_now]
            step = now_ns // STEP_NS
            if recording:
                data = letters.spell(
                    [(step + 1, 0, [], letters.spelt([]), (seed % 7 / 7, 0.0, 0.0, number / 10))]
                )
                found.append(StepsRecorded(step + 1, step + 250, data))
            elif touched_ns < until_ns:
                found.append(RecordingBegun(step, STEP_NS, f"world {seed} {number}".encode() * 50, b"\x90"))
                recording = True
            if until_ns >= end_ns:
                found.append(RecordingEnded(step + 250))
            yield until_ns, found
            now_ns = until_ns


def keeper(path: Path, seed: int) -> tuple[Keeper, _Time]:
    """A keeper whose time and numbers come from the seed."""
    now, numbers = _Time(), count()
    kept = Keeper(path, SETUP, version="soak", now_s=now, fresh=lambda: f"{seed:08x}{next(numbers):08x}")
    return kept, now


def live(path: str, seed: int, progress: str) -> None:
    """The child: keep visits until killed, and note each commit."""
    if seed % FULL_EVERY == FULL_EVERY - 1:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = random.Random(seed).randrange(150_000, 600_000)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    kept, now = keeper(Path(path), seed)
    with Path(progress).open("wb", buffering=0) as file:
        for now.now_ns, found in told(seed):
            for letter in found:
                kept.take(letter)
            if kept.write() == "well":
                file.write(struct.pack("<q", now.now_ns))


def lives(seed: int, path: Path, upto_ns: int) -> dict[str, int]:
    """What a keeper that nobody kills has written after each half second: the tables' digest, and when."""
    kept, now = keeper(path, seed)
    found = {}
    for now.now_ns, told_now in told(seed):
        for letter in told_now:
            kept.take(letter)
        if kept.write() != "well":
            raise RuntimeError(f"there is no room in {path.parent}")
        found[digest(path)] = now.now_ns
        if now.now_ns > upto_ns:
            break
    kept.close()
    return found


def digest(path: Path) -> str:
    """All that the tables hold, faults left out; "" of a file without tables.

    Raises:
        AssertionError: the file is not sound.
    """
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            return ""
        made = hashlib.sha256()
        for table in tables.TABLES:
            if table is not tables.FAULTS:
                rows = connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()  # noqa: S608 - our own names
                made.update(repr((table.name, sorted(map(repr, rows)))).encode())
        return made.hexdigest()
    finally:
        connection.close()


def killed(seed: int, folder: Path) -> tuple[Path, int]:
    """A database whose keeper was killed, and the time of the last commit that the keeper knew of."""
    chance = random.Random(seed)
    path, progress = folder / "visits.db", folder / "progress"
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(["tests.simulation.database_soak"])
    child = context.Process(target=live, args=(str(path), seed, str(progress)))
    child.start()
    deadline_s = time.monotonic() + STARTED_S
    while not progress.exists() and child.is_alive() and time.monotonic() < deadline_s:
        time.sleep(0.001)
    time.sleep(chance.random() ** 2 * LONGEST_LIFE_S)  # oftener early: there tables are made and visits begin
    child.kill()
    child.join()
    child.close()
    noted = progress.read_bytes() if progress.exists() else b""
    return path, struct.unpack("<q", noted[-8:])[0] if noted else 0


def cuts(wal: Path, chance: random.Random, *, every_frame: bool) -> list[int]:
    """Lengths to cut a log of writes to: ends of frames, and somewhere within them.

    What has gone over into the file was on the disk before it went (SQLite sees to that): no power cut takes it away.
    """
    size = wal.stat().st_size
    frame = struct.unpack(">I", wal.read_bytes()[8:12])[0] + 24
    index = wal.with_name(wal.name.replace("-wal", "-shm")).read_bytes()
    gone_over = max(struct.unpack_from("=I", index, place)[0] for place in (96, 128))
    least = 32 + frame * gone_over
    ends = list(range(least, size + 1, frame))
    within = [chance.randrange(least, size + 1) for _ in range(4)] if least <= size else []
    return sorted([*(ends if every_frame else chance.sample(ends, min(8, len(ends)))), *within])


def trial(seed: int) -> str:
    """What went wrong in the life of that seed, or ""."""
    chance = random.Random(seed + 1)
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory(dir=_quick()) as quick:
        path, noted_ns = killed(seed, Path(name))
        if not path.exists() or path.stat().st_size == 0:
            return "" if noted_ns == 0 else "the file is gone"
        whole = lives(seed, Path(quick) / "visits.db", noted_ns + WRITE_NS)
        whole[""] = 0
        try:
            problem = _cut(path, Path(quick), whole, chance, every=seed % ALL_FRAMES_EVERY == 0)
            found_ns = whole.get(digest(path), -1)
        except (AssertionError, sqlite3.DatabaseError) as error:
            return f"not sound: {error}"
        if problem or found_ns < 0:
            return problem or "the file holds what no commit has written"
        full = seed % FULL_EVERY == FULL_EVERY - 1
        if found_ns < noted_ns or (not full and noted_ns + WRITE_NS - found_ns > MOST_LOST_NS):
            return f"{(noted_ns + WRITE_NS - found_ns) / 1e9} s are lost"
        return _withdrawn(path)


def _quick() -> str | None:
    """A place in memory, if there is one: what is only compared need not survive a power cut."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - files with names of their own


def _cut(path: Path, folder: Path, whole: dict[str, int], chance: random.Random, *, every: bool) -> str:
    """Cut the log in many places: each time it opens, and holds an earlier commit the more is cut."""
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size < 32:
        return ""
    copy, last_ns = folder / "cut.db", 0
    log = wal.read_bytes()
    for length in cuts(wal, chance, every_frame=every):
        shutil.copyfile(path, copy)
        copy.with_name("cut.db-wal").write_bytes(log[:length])
        found_ns = whole.get(digest(copy), -1)
        for part in folder.glob("cut.db*"):
            part.unlink()
        if found_ns < last_ns:
            return f"cut at byte {length} it holds what no commit has written, or an earlier one"
        last_ns = found_ns
    return ""


def _withdrawn(path: Path) -> str:
    """Withdraw a visit that is recorded: no byte of it may stay."""
    database = Database.open(path)
    try:
        row = database.connection.execute(
            "SELECT visits.id, visits.visit, world FROM visits JOIN recordings USING (visit) LIMIT 1"
        ).fetchone()
        if row is None:
            return ""
        words = [row[0].encode(), bytes(row[2])]
        kept = database.connection.execute("SELECT facts FROM kept WHERE visit = ?", (row[1],)).fetchall()
        words += [facts.encode() for (facts,) in kept]
        blocks = database.connection.execute("SELECT data FROM blocks WHERE visit = ?", (row[1],)).fetchall()
        others = database.connection.execute("SELECT data FROM blocks WHERE visit != ?", (row[1],)).fetchall()
        words += [bytes(data) for (data,) in set(blocks) - set(others)]
        database.withdraw("id = ?", (row[0],))
        left = b"".join(part.read_bytes() for part in path.parent.glob(path.name + "*"))
        remains = [word[:40] for word in words if word[: len(word) // 2 + 8] in left]
        free = database.connection.execute("PRAGMA freelist_count").fetchone()[0]
        return f"after withdrawal {remains} and {free} free pages remain" if remains or free else ""
    finally:
        database.close()
