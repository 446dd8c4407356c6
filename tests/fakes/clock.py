"""A clock that moves when somebody waits for it, and stumbles when it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Clock:
    """Stands where installation.shell.clock.Clock does; `late_ns` says how much too long each wait takes."""

    origin_ns = 0

    def __init__(self, late_ns: Callable[[], int] = lambda: 0) -> None:
        """Begin at 0."""
        self._now_ns, self._late_ns = 0, late_ns

    def now_ns(self) -> int:
        """World time."""
        return self._now_ns

    def wait(self, until_ns: int, _readable: Sequence[int] = ()) -> None:
        """It is that time now, or a little later."""
        self._now_ns = max(self._now_ns, until_ns) + self._late_ns()
