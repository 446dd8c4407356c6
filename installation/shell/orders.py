"""What the window's process tells the engine's: hands on the screen, keys, and that it is over.

Owns the two ends of a pipe. Refuses to wait: an end that the other side has closed is the end of the orders.
"""

from __future__ import annotations

import multiprocessing as mp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from installation.inputs import Input


class OrdersOut:
    """The window's end."""

    def __init__(self, connection: Connection[Sequence[Input], None]) -> None:
        """Send through this connection."""
        self._connection = connection

    def send(self, inputs: Sequence[Input]) -> None:
        """Hand these on, if there are any and somebody is there to take them."""
        if not inputs:
            return
        try:
            self._connection.send(inputs)
        except OSError:
            return  # the engine is gone; whoever watches it begins another

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
