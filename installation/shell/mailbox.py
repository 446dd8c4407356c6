"""The newest value across processes: one writes as often as it likes, others read when they have time.

Owns a piece of shared memory with two slots. Refuses to queue: a reader that is late gets the newest value and
never an old one, and a writer never waits. Each slot carries its number, length and CRC-32, so a value that is
overwritten while it is read is noticed, whatever the processor's memory order. A writer that is begun again goes on
after what the last one wrote.
"""

from __future__ import annotations

import struct
import zlib
from multiprocessing import shared_memory

_HEAD = struct.Struct("<QII")  # number of the value (0: none yet), its length, its CRC-32
_SLOTS = 2
_TRIES = 3


class Mailbox:
    """One writer, any readers. `put` and `take` are theirs; whoever created it closes it last."""

    def __init__(self, size: int, name: str | None = None) -> None:
        """Create a mailbox for values of at most `size` bytes, or with a name attach to that one."""
        self._slot = _HEAD.size + size
        self._memory = shared_memory.SharedMemory(name, create=name is None, size=_SLOTS * self._slot)
        self._owner = name is None
        self._bytes: memoryview[int] = memoryview(self._memory.buf or b"")
        self._taken, self._written = 0, self._newest()[0]
        self.size = size

    @property
    def name(self) -> str:
        """What another process attaches by."""
        return self._memory.name

    @property
    def address(self) -> tuple[int, str]:
        """All that another process attaches by: `Mailbox(*address)`."""
        return self.size, self.name

    def put(self, value: bytes) -> None:
        """Make this the newest value.

        Raises:
            ValueError: it is larger than the mailbox.
        """
        if len(value) > self.size:
            raise ValueError(f"{len(value)} bytes do not fit into a mailbox of {self.size}")
        self._written += 1
        start = self._written % _SLOTS * self._slot
        body = start + _HEAD.size
        self._bytes[body : body + len(value)] = value
        self._bytes[start:body] = _HEAD.pack(self._written, len(value), zlib.crc32(value))

    def take(self) -> bytes | None:
        """The newest value if it was not taken before, else None."""
        for _ in range(_TRIES):
            number, length, check = self._newest()
            if number <= self._taken:
                return None
            start = number % _SLOTS * self._slot + _HEAD.size
            value = bytes(self._bytes[start : start + min(length, self.size)])
            if zlib.crc32(value) == check:
                self._taken = number
                return value
        return None

    def _newest(self) -> tuple[int, int, int]:
        """The newest head."""
        return max(_HEAD.unpack_from(self._bytes, slot * self._slot) for slot in range(_SLOTS))

    def close(self) -> None:
        """Let go of the memory; the one who created it also removes it."""
        self._bytes.release()
        self._memory.close()
        if self._owner:
            self._memory.unlink()
