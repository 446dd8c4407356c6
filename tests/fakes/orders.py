"""Orders from a script instead of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from installation.inputs import Input
    from tests.fakes.clock import Clock


class OrdersIn:
    """Stands where installation.shell.orders.OrdersIn does; closes at `end_ns`."""

    def __init__(self, script: list[Input], clock: Clock, end_ns: int) -> None:
        """`script` in order of time."""
        self._script, self._clock, self._end_ns = list(script), clock, end_ns
        self.closed = False

    def read(self) -> list[Input]:
        """What is due."""
        now_ns = self._clock.now_ns()
        due = [told for told in self._script if told.at_ns <= now_ns]
        self._script = self._script[len(due) :]
        self.closed = now_ns >= self._end_ns
        return due

    def fileno(self) -> int:
        """Nothing to sleep on."""
        return -1
