"""What the window's process tells the engine's: hands on the screen, keys, and that it is over.

Owns the two ends of a pipe, and what waits for room in it: an engine that still loads, or that hangs, reads nothing.
Refuses to wait itself: whoever watches the engine must go on. An end that the other side has closed is the end of the
orders.
"""

from __future__ import annotations

import multiprocessing as mp
import select
from typing import TYPE_CHECKING

from installation.inputs import FingerMoved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from installation.inputs import Input


AT_ONCE = 4
"""Inputs in one message: it must fit into the room (4,096 bytes at least) that a pipe has when it has any."""
MOST = 20_000
"""Inputs that may wait; when there are more, fingers' ways are forgotten, and what they began and ended is not."""


class OrdersOut:
    """The window's end."""

    def __init__(self, connection: Connection[Sequence[Input], None]) -> None:
        """Send through this connection."""
        self._connection = connection
        self._waiting: list[Input] = []

    def send(self, inputs: Sequence[Input]) -> None:
        """Hand these on after what waits already, as far as there is room; never waits."""
        self._waiting += inputs
        if len(self._waiting) > MOST:
            self._waiting = [told for told in self._waiting if not isinstance(told, FingerMoved)]
        try:
            while self._waiting and select.select((), (self._connection,), (), 0)[1]:
                self._connection.send(self._waiting[:AT_ONCE])
                del self._waiting[:AT_ONCE]
        except OSError:
            self._waiting.clear()  # the engine is gone; whoever watches it begins another

    def close(self) -> None:
        """No more orders: the engine ends."""
        self._connection.close()


class OrdersIn:
    """The engine's end."""

    def __init__(self, connection: Connection[None, Sequence[Input]]) -> None:
        """Read from this connection."""
        self._connection = connection
        self.closed = False

    def read(self) -> Sequence[Input]:
        """What came since the last call."""
        found: list[Input] = []
        try:
            while not self.closed and self._connection.poll():
                found += self._connection.recv()
        except (EOFError, OSError):
            self.closed = True
        return found

    def fileno(self) -> int:
        """What to sleep on."""
        return self._connection.fileno()


def pair() -> tuple[Connection[None, Sequence[Input]], OrdersOut]:
    """The engine's connection, to be handed to its process, and the window's end."""
    receiving, sending = mp.get_context("spawn").Pipe(duplex=False)
    return receiving, OrdersOut(sending)
