"""A bad cable: stands between a board's pty and the reader's, and drops, flips and doubles bytes, stalls, comes loose.

One seed gives the same faults for the same bytes. `damage` is the pure part; the rest is two ptys and a thread.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import threading
import tty
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from pathlib import Path


@dataclass
class Faults:
    """Share of bytes (0..1) that are dropped, have one bit flipped, come twice; and whether all stands still."""

    drop: float = 0.0
    flip: float = 0.0
    double: float = 0.0
    stalled: bool = False


def damage(data: bytes, faults: Faults, chance: random.Random) -> bytes:
    """What arrives of `data`."""
    arrived = bytearray()
    for byte in data:
        fate = chance.random()
        if fate < faults.drop:
            continue
        fate -= faults.drop
        arrived.append(byte ^ (1 << chance.randrange(8)) if fate < faults.flip else byte)
        if faults.flip <= fate < faults.flip + faults.double:
            arrived.append(byte)
    return bytes(arrived)


class BadLine:
    """From the device `source` to a new one behind `link`; `faults` may be changed at any time."""

    def __init__(self, source: Path, link: Path, chance: random.Random) -> None:
        """Plug it in."""
        self.link, self.faults, self._chance = link, Faults(), chance
        self._source = os.open(source, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._source)
        self._guard, self._over = threading.Lock(), threading.Event()
        self._ends: tuple[int, int] | None = None
        self.plug()
        self._thread = threading.Thread(target=self._run, name="bad line")
        self._thread.start()

    def plug(self) -> None:
        """Give the reader a device."""
        near, far = pty.openpty()
        tty.setraw(far)
        os.set_blocking(near, False)
        fresh = self.link.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(far))
        with self._guard:
            self._ends = (near, far)
        fresh.replace(self.link)

    def unplug(self) -> None:
        """Take it away."""
        with self._guard:
            ends, self._ends = self._ends, None
        self.link.unlink(missing_ok=True)
        for fd in ends or ():
            os.close(fd)

    def close(self) -> None:
        """Take it away for good."""
        self._over.set()
        self._thread.join()
        self.unplug()
        os.close(self._source)

    def _run(self) -> None:
        while not self._over.is_set():
            select.select([self._source], (), (), 0.002)
            with self._guard:
                near = self._ends[0] if self._ends else None
                self._carry(self._source, near, harm=True)
                if near is not None:
                    self._carry(near, self._source, harm=False)

    def _carry(self, source: int, target: int | None, *, harm: bool) -> None:
        with contextlib.suppress(OSError):
            data = os.read(source, 4_096)
            if target is not None and not self.faults.stalled:
                os.write(target, damage(data, self.faults, self._chance) if harm else data)
