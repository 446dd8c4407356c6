"""An object without hardware: a pty on which protocol frames are spoken, for tests, benchmarks and soaks.

It says what it is told to, answers AskHello and AskStatus as the firmware does, remembers the commands that it was
sent, and can be unplugged and plugged in again behind one lasting name.
"""

from __future__ import annotations

import contextlib
import os
import pty
import threading
import time
import tty
from pathlib import Path
from typing import TYPE_CHECKING

from installation.pads import protocol
from installation.pads.protocol import AskHello, AskStatus, Hello, PadFrame, Receiver, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REST = (3_000, 3_000, 3_000, 3_000)
"""Raw values of four pads that nobody touches."""


class Board:
    """A board behind `link`, a path that stands for its device while it is plugged in."""

    def __init__(self, link: Path, number: bytes = b"fakefake", pads: int = 4) -> None:
        """Plug it in."""
        self.link, self.number, self.pads = Path(link), number, pads
        self.commands: list[protocol.Message] = []
        self.sent = 0
        self._born_ns = time.monotonic_ns()
        self._fds: tuple[int, int] | None = None
        self._guard = threading.RLock()
        self.plug()

    def plug(self) -> None:
        """Appear: a new pty under the old name, and a Hello."""
        with self._guard:
            board, host = pty.openpty()
            tty.setraw(host)
            os.set_blocking(board, False)
            fresh = self.link.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.ttyname(host))
            fresh.replace(self.link)
            self._fds, self.receiver, self._sequence = (board, host), Receiver(), 0
            self.hello()

    def unplug(self) -> None:
        """Vanish, as a pulled cable does: the reader's next read fails."""
        with self._guard:
            if self._fds:
                fds, self._fds = self._fds, None
                self.link.unlink(missing_ok=True)
                for fd in fds:
                    os.close(fd)

    close = unplug

    def put(self, data: bytes) -> None:
        """Any bytes on the line; what it has no room for is lost, as on a board that never waits."""
        with self._guard:
            if self._fds:
                with contextlib.suppress(BlockingIOError):
                    os.write(self._fds[0], data)

    def say(self, *values: int) -> None:
        """One pad frame."""
        self.put(protocol.encode(PadFrame(self._next(), self.clock_us(), values)))

    def hello(self) -> None:
        """Who it is."""
        self.put(
            protocol.encode(Hello(self._next(), self.clock_us(), self.number, 0x0100, 250, self.pads, 1))
        )

    def clock_us(self) -> int:
        """Microseconds since it was made."""
        return (time.monotonic_ns() - self._born_ns) // 1_000 % 2**32

    def hear(self) -> list[protocol.Message]:
        """Read what the host sent, answer what asks for an answer, and give it back."""
        with self._guard:
            data = b""
            with contextlib.suppress(BlockingIOError, OSError):
                data = os.read(self._fds[0], 4_096) if self._fds else b""
            self.receiver, heard = protocol.feed(self.receiver, data)
            self.commands += heard
            for message in heard:
                if isinstance(message, AskHello):
                    self.hello()
                elif isinstance(message, AskStatus):
                    self.put(protocol.encode(Status(self._next(), self.clock_us(), self.sent, 0, 0, 0, 0)))
            return list(heard)

    def _next(self) -> int:
        number, self._sequence = self._sequence, (self._sequence + 1) % 65_536
        self.sent += 1
        return number

    @contextlib.contextmanager
    def streaming(
        self, values: Callable[[float], tuple[int, ...]] = lambda _time_s: REST, rate_hz: float = 250.0
    ) -> Iterator[None]:
        """Speak `values(seconds since the start)` from a thread of its own, `rate_hz` times a second."""
        over, start_s = threading.Event(), time.monotonic()

        def speak() -> None:
            for turn in range(1 << 40):
                time_s = time.monotonic() - start_s
                if over.wait(max(0.0, turn / rate_hz - time_s)):
                    return
                with contextlib.suppress(OSError):
                    self.hear()
                    self.say(*values(time.monotonic() - start_s))

        thread = threading.Thread(target=speak, name="board")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
