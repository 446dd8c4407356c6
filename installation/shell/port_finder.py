"""Looking for objects: which ports may be one, which are, and when one is tried again.

Owns the thread that looks, opens and listens to strangers, so that the engine never waits. Refuses to know what is done
with a port that was found (port.py).

`auto` tries every port whose USB numbers are those of the boards we know, and only those, since opening a stranger's
port may reset it. A port is ours when a board has said hello there, or at least a whole frame, within HANDSHAKE_S;
otherwise it is given back and left alone until it is plugged in anew. A port named by hand is tried again, but one that
stays silent less and less often: to open a port resets many a board.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import math
import os
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import serial
from serial.tools import list_ports

from installation.pads import protocol
from installation.pads.protocol import AskHello, Hello, PadFrame, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

BOARDS = frozenset(
    {
        (0x2341, 0x0043), (0x2341, 0x0001), (0x2341, 0x0243), (0x2A03, 0x0043),  # Arduino Uno
        (0x1A86, 0x7523), (0x1A86, 0x5523), (0x1A86, 0x55D4),  # Nano and Uno copies: CH340, CH9102
        (0x0403, 0x6001), (0x0403, 0x6015),  # Nano: FT232R, FT231X
        (0x10C4, 0xEA60),  # CP2102
    }
)  # fmt: skip
"""USB numbers (vendor, product) of the boards that may be an object."""
LOOK_S, LOOK_LATER_S, LATER_S = 0.05, 0.5, 10.0
"""How often ports are looked for when one is wanted, and how often once none was there for LATER_S: to look takes
a millisecond of the engine's process, and many play without an object."""
BESIDE_S, BESIDE_LATER_S = 0.25, 1.0
"""The same for a second object, while the first one plays."""
HANDSHAKE_S = 2.5
"""A board that has just been reset speaks within this (a boot loader waits for up to two seconds)."""
AGAIN_S, AGAIN_MOST_S = 5.0, 60.0
"""A named port that has stayed silent twice is tried again after the first, then after twice as long each time."""
ASK_S = 0.25
"""How often a port is asked who it is."""
UNNAMED_S = 0.5
"""On a bad line a hello may not come through: so long after the first frame a board is taken without."""
LEAVE_S = 2.0
"""How long `close` waits for the looking thread."""


@dataclass(frozen=True, slots=True)
class Found:
    """A port that has shown itself to be an object."""

    device: str
    line: serial.Serial
    receiver: Receiver
    hello: Hello | None


BUSY = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EBUSY})
"""What opening a port fails with that another program uses."""


def stable_name(device: str) -> str:
    """The name by which this very device is found again wherever it is plugged in, or the device itself."""
    with contextlib.suppress(OSError):
        for link in sorted(Path("/dev/serial/by-id").iterdir()):
            if link.resolve() == Path(device).resolve():
                return str(link)
    return device


def known_devices() -> list[str]:
    """Devices with the USB numbers of a board, by their stable names."""
    return [stable_name(port.device) for port in list_ports.comports() if (port.vid, port.pid) in BOARDS]


def trouble_with(device: str, error: OSError) -> str:
    """Why a port could not be opened, and what to type: a sentence for a facilitator."""
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"{device}: no permission. Type: sudo usermod -a -G dialout $USER, then log out and in again."
    if error.errno == errno.ENOENT:
        return f"{device}: not there. Is the object plugged in?"
    if error.errno in BUSY:
        return f"{device}: another program uses it. Close that one."
    return f"{device}: {error}"


def open_line(device: str) -> serial.Serial:
    """Open a port for us alone; nothing in it ever waits.

    Raises:
        OSError: it cannot be opened; `errno` says why.
    """
    return serial.Serial(device, protocol.BAUD, timeout=0, write_timeout=0, exclusive=True)


def take(line: serial.Serial) -> bytes:
    """What has arrived; b"" for nothing.

    Raises:
        OSError: the port is gone.
    """
    return bytes(line.read(max(1, line.in_waiting)))


def put(line: serial.Serial, data: bytes) -> bool:
    """Write without ever waiting (pyserial's own `write` spins on a full line); whether all of it went.

    Raises:
        OSError: the port is gone.
    """
    try:
        return os.write(line.fileno(), data) == len(data)
    except BlockingIOError:
        return False


def no_devices() -> list[str]:
    """For `--port none`: nothing is looked for."""
    return []


class Finder:
    """Looks for an object's port on a thread of its own while one is wanted."""

    def __init__(self, devices: Callable[[], list[str]], board: bytes | None, most: int) -> None:
        """Begin to look at once, for so many at most."""
        self.trouble = ""
        self._devices, self._board, self._most = devices, board, most
        self._named = devices is not known_devices
        self._in_use: dict[
            str, str
        ] = {}  # devices by their names, and what these stood for when they were opened
        self._strangers: set[str] = set()
        self._silent: dict[str, int] = {}  # a named port: how often in a row nobody has spoken there
        self._not_before_s: dict[str, float] = {}
        self._found: deque[Found] = deque()
        self._wanted, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="port finder", daemon=True)
        self._thread.start()

    def take(self) -> Found | None:
        """A port that was found, once."""
        return self._found.popleft() if self._found else None

    def look_again(self, device: str) -> None:
        """The port of that name was given back: another one is wanted."""
        self._in_use.pop(device, None)
        self._wanted.set()

    def close(self) -> None:
        """Stop looking; a port that nobody took is given back."""
        self._over.set()
        self._wanted.set()
        self._thread.join(LEAVE_S)
        while self._found:
            self._found.popleft().line.close()

    def _run(self) -> None:
        since_s = time.monotonic()
        while not self._over.is_set():
            self._wanted.clear()
            if self._over.is_set():  # `close` may have come just before
                return
            if len(self._in_use) >= self._most:
                self._wanted.wait()
                since_s = time.monotonic()
                continue
            found = self._search()
            if found:
                self._in_use[found.device] = os.path.realpath(found.device)
                self._found.append(found)
                self.trouble, since_s = "", time.monotonic()
            elif self._wanted.wait(self._pause_s(time.monotonic() - since_s)):
                since_s = time.monotonic()

    def _pause_s(self, sought_s: float) -> float:
        """How long to wait before the ports are looked at again."""
        soon_s, later_s = (BESIDE_S, BESIDE_LATER_S) if self._in_use else (LOOK_S, LOOK_LATER_S)
        return later_s if sought_s > LATER_S else soon_s

    def _search(self) -> Found | None:
        """Try what is there, once."""
        taken = {
            *self._in_use,
            *self._in_use.values(),
        }  # a port has several names, and not all from the first moment
        devices = [each for each in self._devices() if not {each, os.path.realpath(each)} & taken]
        self._strangers &= set(devices)
        self._forgive(devices)
        if not devices and not self._in_use:
            self.trouble = "no board is plugged in"
        for device in devices:
            waits = time.monotonic() < self._not_before_s.get(device, 0.0)
            if device not in self._strangers and not waits and (found := self._try(device)):
                return found
        return None

    def _forgive(self, devices: list[str]) -> None:
        """A port that is gone may be another one when it comes back: it is tried at once."""
        for device in [each for each in self._silent if each not in devices or not os.path.lexists(each)]:
            self._silent.pop(device)
            self._not_before_s.pop(device, None)

    def _try(self, device: str) -> Found | None:
        """Open one port and listen whether an object speaks."""
        try:
            line = open_line(device)
        except OSError as error:
            self._complain(trouble_with(device, error))
            return None
        try:
            found = greet(device, line, self._board, self._over)
        except OSError as error:
            self._complain(trouble_with(device, error))
            found = None
        else:
            if found is None:
                self._complain(self._leave(device))
        if found is None:
            line.close()
        else:
            self._silent.pop(device, None)
        return found

    def _leave(self, device: str) -> str:
        """Nobody speaks there: when it is tried again, in words."""
        if not self._named:
            self._strangers.add(device)
            return f"{device}: no object speaks there; it is left alone until it is plugged in anew"
        times = self._silent[device] = self._silent.get(device, 0) + 1
        if times == 1:
            return f"{device}: no object speaks there"
        wait_s = min(AGAIN_MOST_S, AGAIN_S * 2.0 ** (times - 2))
        self._not_before_s[device] = time.monotonic() + wait_s
        return f"{device}: no object speaks there; it is tried again every {wait_s:.0f} s"

    def _complain(self, trouble: str) -> None:
        """Say what is wrong, once for each time that it changes."""
        if trouble != self.trouble:
            logger.warning("%s", trouble)
        self.trouble = trouble


def greet(device: str, line: serial.Serial, board: bytes | None, over: threading.Event) -> Found | None:
    """Ask who is there, and listen for HANDSHAKE_S: the port if an object (the wanted one) answers.

    Raises:
        OSError: the port went away meanwhile.
    """
    receiver, until_s, asked_s, spoke_s = Receiver(), time.monotonic() + HANDSHAKE_S, 0.0, math.inf
    while time.monotonic() < until_s and not over.is_set():
        if time.monotonic() - asked_s > ASK_S:
            asked_s = time.monotonic()
            put(line, protocol.encode(AskHello()))
        receiver, messages = protocol.feed(receiver, take(line))
        hellos = [message for message in messages if isinstance(message, Hello)]
        if hellos:  # it has said which one it is
            return Found(device, line, receiver, hellos[-1]) if board in {None, hellos[-1].board} else None
        if any(isinstance(message, PadFrame) for message in messages):
            spoke_s = min(spoke_s, time.monotonic())
        if board is None and time.monotonic() - spoke_s >= UNNAMED_S:
            return Found(device, line, receiver, None)
        over.wait(0.005)
    return None
