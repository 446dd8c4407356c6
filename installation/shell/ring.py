"""What two processes share about sound: a ring of events one way, a clock and a heartbeat the other.

Owns the layout of the shared memory and its two ends. Refuses to know what events mean and which device plays.
One process writes events and one reads them; neither ever waits. Each record carries its round, so that a record
whose bytes arrive after the count is not taken for a new one. The clock is guarded by a count that is odd while
it is written. The memory is a nameless file handed on by its number: nothing to remove, whoever dies.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from installation.sampler.event import EVENT

CAPACITY = 4096
"""Events the ring holds; a full one drops what comes, and counts it."""
_WORDS = 64
_RECORDS_AT = _WORDS * 8
SIZE = _RECORDS_AT + CAPACITY * EVENT.itemsize
# Words of the head: each side's own lie on cache lines of their own.
WRITTEN, DROPPED = 0, 1
READ = 8
SEQUENCE, FRAME, HEARD_NS = 16, 17, 18
STATE, LATENCY, UNDERRUNS, LATE, PLAYING, BEAT_NS, PEAK, STALE, SKIPPED, RENDER_NS, FIFO = range(24, 35)
SAFE, LOUDNESS, LEVEL, HELD_BACK, WATCHED_NS = range(35, 40)  # three in thousandths of a decibel
NAME, _NAME_AFTER = 48, 56  # the device's, in UTF-8
STARTING, DEVICE, SILENT, LOST = range(4)
_TRIES = 8


def shared_file(size: int) -> int:
    """A file without a name, `size` bytes of zeros, in memory where the system has that: its descriptor."""
    memory = Path("/dev/shm")  # noqa: S108 (nameless: nobody can find it there)
    folder = str(memory) if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryFile(dir=folder) as file:
        file.truncate(size)
        descriptor = os.dup(file.fileno())
    os.set_inheritable(descriptor, True)  # noqa: FBT003 (the standard library's signature)
    return descriptor


def mapped(descriptor: int) -> np.ndarray:
    """The whole file as (N,) uint8, shared with everyone who maps it."""
    return np.frombuffer(mmap.mmap(descriptor, os.fstat(descriptor).st_size), np.uint8)


@dataclass(frozen=True, slots=True)
class Clock:
    """Frame `frame` of the audio process is heard at `heard_ns` (the monotonic clock)."""

    frame: int
    heard_ns: int


class Ring:
    """One end of the shared memory: `put` and `clock` are the world's, `take` and `tell` the audio process's."""

    def __init__(self, memory: np.ndarray) -> None:
        """Look at (SIZE,) uint8 of shared memory, all zero when new."""
        self.words = memory[:_RECORDS_AT].view(np.int64)
        self._records = memory[_RECORDS_AT:SIZE].view(EVENT)

    def put(self, events: np.ndarray) -> int:
        """Append events ((N,) EVENT); how many found room, the rest is dropped and counted."""
        written = int(self.words[WRITTEN])
        room = CAPACITY - (written - int(self.words[READ]))
        taken = min(len(events), room)
        self.words[DROPPED] += len(events) - taken
        for k in range(taken):
            place = written + k
            self._records[place % CAPACITY] = events[k]
            self._records[place % CAPACITY]["lap"] = _lap(place)
        self.words[WRITTEN] = written + taken
        return taken

    def take(self) -> np.ndarray:
        """All events that have arrived, (N,) EVENT, in order."""
        read, written = int(self.words[READ]), int(self.words[WRITTEN])
        if read == written:
            return _NOTHING
        places = np.arange(read, written)
        events = self._records[places % CAPACITY]
        here = events["lap"] == _lap(places)
        count = len(events) if here.all() else int(np.argmin(here))
        self.words[READ] = read + count
        return events[:count]

    def tell(self, frame: int, heard_ns: int) -> None:
        """Publish the clock."""
        words = self.words
        words[SEQUENCE] += 1
        words[FRAME] = frame
        words[HEARD_NS] = heard_ns
        words[SEQUENCE] += 1

    def tell_name(self, name: str) -> None:
        """Publish the device's name, or as much of it as there is room for."""
        room = (_NAME_AFTER - NAME) * 8
        raw = name.encode()[:room].ljust(room, b"\0")
        self.words[NAME:_NAME_AFTER] = np.frombuffer(raw, np.int64)

    def name(self) -> str:
        """The device's name; "" while there is none."""
        return self.words[NAME:_NAME_AFTER].tobytes().rstrip(b"\0").decode(errors="ignore")

    def clock(self) -> Clock | None:
        """The newest clock, or None if there is none yet (or it cannot be read just now)."""
        words = self.words
        for _ in range(_TRIES):
            before = int(words[SEQUENCE])
            clock = Clock(int(words[FRAME]), int(words[HEARD_NS]))
            if before == int(words[SEQUENCE]) and before % 2 == 0:
                return clock if before else None
        return None


_NOTHING = np.zeros(0, EVENT)


def _lap(place: int | np.ndarray) -> int | np.ndarray:
    """The round of that place: never 0, so that fresh memory is no event."""
    return place // CAPACITY % 65_535 + 1
