"""The clock of the world: nanoseconds since it began, the same in every process of this machine.

Owns the one place where time is read for steps. Refuses to be set: it only goes forward.
"""

from __future__ import annotations

import select
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Clock:
    """World time begins at `origin_ns` of the machine's monotonic clock."""

    origin_ns: int

    @classmethod
    def begun_now(cls) -> Self:
        """A world that begins at this moment."""
        return cls(time.monotonic_ns())

    def now_ns(self) -> int:
        """World time (ns)."""
        return time.monotonic_ns() - self.origin_ns

    def wait(self, until_ns: int, readable: Sequence[int] = ()) -> None:
        """Sleep until that world time, or until one of these file numbers can be read, whichever is first."""
        rest_s = (until_ns - self.now_ns()) / 1e9
        if rest_s > 0:
            select.select(readable, (), (), rest_s)
