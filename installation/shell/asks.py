"""What pages ask for, straight from the page's process to the engine's: no picture stands between them.

Owns a pair of sockets that lives as long as the show does: the window's process holds both ends, so each of the two
others can be begun again without the other one noticing. A message arrives whole or not at all. Refuses to wait, and
to let much wait: an engine that reads nothing has room for a few messages only, and whoever asks hears that.
"""

from __future__ import annotations

import dataclasses
import pickle
import socket
from typing import TYPE_CHECKING

from installation.inputs import RestartAsked

if TYPE_CHECKING:
    from installation.inputs import Input

MOST_BYTES = 1 << 13
"""Of a message; more than any input of a page has."""


class AsksOut:
    """The page's end."""

    def __init__(self, end: socket.socket) -> None:
        """Send through this socket."""
        self._end = end

    def send(self, told: Input) -> bool:
        """Hand an input over; False if there is no room, or nobody to hear it."""
        letter = pickle.dumps(told, protocol=5)
        try:
            return len(letter) <= MOST_BYTES and self._end.send(letter, socket.MSG_DONTWAIT) > 0
        except OSError:
            return False

    def close(self) -> None:
        """Let go of this end."""
        self._end.close()


class AsksIn:
    """The engine's end: a teller of what people asked for."""

    def __init__(self, end: socket.socket) -> None:
        """Read from this socket."""
        self._end = end

    def read(self, now_ns: int) -> list[Input]:
        """What was asked since the last call, stamped with the world time given; never waits."""
        found: list[Input] = []
        while True:
            try:
                letter = self._end.recv(MOST_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return found
            told: Input = pickle.loads(letter)  # noqa: S301 - from our own page's process
            found.append(dataclasses.replace(told, at_ns=now_ns))

    def close(self) -> None:
        """Let go of this end."""
        self._end.close()


def hand_on(asked: socket.socket, asks: socket.socket) -> None:
    """What waited for an engine that is gone waits for the next one; that it be begun again is done."""
    out = AsksOut(asks)
    for told in AsksIn(asked).read(0):
        if not isinstance(told, RestartAsked):
            out.send(told)


def pair() -> tuple[socket.socket, socket.socket]:
    """The engine's end and the page's, to be handed to their processes."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
