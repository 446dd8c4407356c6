"""The door to the object: a serial port that may come, go, fall silent and come back at any time.

Owns finding the port, the handshake, the newest frame of what has arrived, and giving the port back.
Refuses to know what a frame means (pads/protocol.py) or to make the engine wait: looking for ports, opening them
and listening to strangers happens on one thread of its own, and `read` only takes what is there already.

Which port. `auto` tries every port whose USB numbers are those of the boards we know, and only those, since opening
a stranger's port may reset it. A port is ours when a whole frame of a board came within HANDSHAKE_S; otherwise it
is given back and left alone until it is plugged in anew. A port named by hand is tried again, but one that stays
silent less and less often: to open a port resets many a board.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import serial
from serial.tools import list_ports

from installation.effects import LightPads
from installation.inputs import PadFrameArrived, PortChanged
from installation.pads import protocol
from installation.pads.protocol import AskHello, Hello, PadFrame, Receiver, SetLights, Vibrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from installation.effects import ObjectEffect
    from installation.pads.protocol import ToBoard

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
HANDSHAKE_S = 2.5
"""A board that has just been reset speaks within this (a boot loader waits for up to two seconds)."""
AGAIN_S, AGAIN_MOST_S = 5.0, 60.0
"""A named port that has stayed silent twice is tried again after the first, then after twice as long each time."""
ASK_S = 0.25
"""How often a port is asked who it is."""
SILENT_S = 1.0
"""A port from which no whole frame came for so long is given back and looked for again."""
LEAVE_S = 2.0
"""How long `close` waits for the looking thread."""


@dataclass(frozen=True, slots=True)
class Found:
    """A port that has shown itself to be an object."""

    device: str
    line: serial.Serial
    receiver: Receiver
    hello: Hello | None


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
    if error.errno in {errno.EAGAIN, errno.EWOULDBLOCK, errno.EBUSY}:
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


class PortDoor:
    """The object's port. `read` and `send` belong to one thread; nothing of it raises for what a port does."""

    def __init__(self, devices: Callable[[], list[str]], board: bytes | None = None) -> None:
        """Look for an object among what `devices()` names; with `board`, for the one of that number only."""
        self.trouble = ""
        self.hello: Hello | None = None
        self._finder = Finder(devices, board) if devices is not no_devices else None
        self._found: Found | None = None
        self._receiver = Receiver()
        self._heard_ns = 0

    @classmethod
    def open(cls, spec: str, board: bytes | None = None) -> PortDoor:
        """A door for what `--port` says: "auto", "none" or the name of a device."""
        if spec == "none":
            return cls(no_devices)
        return cls(known_devices if spec == "auto" else lambda: [spec], board)

    @property
    def device(self) -> str | None:
        """The port in use."""
        return self._found.device if self._found else None

    @property
    def receiver(self) -> Receiver:
        """What has come in on this port, counted."""
        return self._receiver

    def read(self, now_ns: int) -> list[PadFrameArrived | PortChanged]:
        """What has happened since the last call: the newest frame only, and the port found or lost."""
        news: list[PadFrameArrived | PortChanged] = []
        found = self._found or self._adopt(now_ns, news)
        if found is None:
            return news
        try:
            self._receiver, messages = protocol.feed(self._receiver, take(found.line))
        except OSError as error:
            self._lose(now_ns, str(error), news)
            return news
        if messages:
            self._heard_ns = now_ns
        elif now_ns - self._heard_ns > SILENT_S * 1e9:
            self._lose(now_ns, "it has fallen silent", news)
        frames = [message.values for message in messages if isinstance(message, PadFrame)]
        hellos = [message for message in messages if isinstance(message, Hello)]
        self.hello = hellos[-1] if hellos else self.hello
        if frames:
            news.append(PadFrameArrived(now_ns, frames[-1]))
        return news

    def send(self, message: ToBoard) -> bool:
        """Put a message on the line, whole or not at all; whether there was a line with room for it."""
        if self._found is None:
            return False
        try:
            return put(self._found.line, protocol.encode(message))
        except OSError:
            return False

    def obey(self, effects: Iterable[ObjectEffect]) -> None:
        """Let the object show and do these; what a full line has no room for is left out: more will come."""
        for effect in effects:
            if isinstance(effect, LightPads):
                self.send(SetLights(effect.brightness))
            else:
                self.send(Vibrate(effect.strength, effect.duration_ms))

    def fileno(self) -> int | None:
        """What to sleep on while there is a port."""
        return self._found.line.fileno() if self._found else None

    def close(self) -> None:
        """Give the port back and stop looking."""
        if self._finder:
            self._finder.close()
            self._finder = None
        if self._found:
            self._found.line.close()
            self._found = None

    def _adopt(self, now_ns: int, news: list[PadFrameArrived | PortChanged]) -> Found | None:
        """Take over a port that the finder has found, if there is one."""
        if self._finder is None:
            return None
        self.trouble = self._finder.trouble
        found = self._finder.take()
        if found is None:
            return None
        self._found, self._receiver, self._heard_ns = found, found.receiver, now_ns
        self.hello, self.trouble = found.hello, ""
        news.append(PortChanged(now_ns, found.device))
        logger.info("the object is on %s", found.device)
        return found

    def _lose(self, now_ns: int, reason: str, news: list[PadFrameArrived | PortChanged]) -> None:
        """Give the port back and look for it again."""
        found, self._found = self._found, None
        if found and self._finder:
            found.line.close()
            self._finder.look()
            news.append(PortChanged(now_ns, None))
            logger.warning("the object on %s is gone: %s", found.device, reason)


def no_devices() -> list[str]:
    """For `--port none`: nothing is looked for."""
    return []


class Finder:
    """Looks for an object's port on a thread of its own while one is wanted."""

    def __init__(self, devices: Callable[[], list[str]], board: bytes | None) -> None:
        """Begin to look at once."""
        self.trouble = ""
        self._devices, self._board = devices, board
        self._named = devices is not known_devices
        self._strangers: set[str] = set()
        self._silent: dict[str, int] = {}  # a named port: how often in a row nobody has spoken there
        self._not_before_s: dict[str, float] = {}
        self._found: deque[Found] = deque(maxlen=1)
        self._wanted, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="port finder", daemon=True)
        self._thread.start()

    def take(self) -> Found | None:
        """The port that was found, once."""
        return self._found.popleft() if self._found else None

    def look(self) -> None:
        """A port is wanted (again)."""
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
            found = self._search()
            if found:
                self._wanted.clear()
                self._found.append(found)
                self._wanted.wait()
                since_s = time.monotonic()
            else:
                self._over.wait(LOOK_LATER_S if time.monotonic() - since_s > LATER_S else LOOK_S)

    def _search(self) -> Found | None:
        """Try what is there, once."""
        devices = self._devices()
        self._strangers &= set(devices)
        self._forgive(devices)
        if not devices:
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
    receiver, until_s, asked_s = Receiver(), time.monotonic() + HANDSHAKE_S, 0.0
    while time.monotonic() < until_s and not over.is_set():
        if time.monotonic() - asked_s > ASK_S:
            asked_s = time.monotonic()
            put(line, protocol.encode(AskHello()))
        receiver, messages = protocol.feed(receiver, take(line))
        hellos = [message for message in messages if isinstance(message, Hello)]
        if board is None and any(isinstance(message, PadFrame | Hello) for message in messages):
            return Found(device, line, receiver, hellos[-1] if hellos else None)
        if hellos:  # it has said which one it is
            return Found(device, line, receiver, hellos[-1]) if hellos[-1].board == board else None
        over.wait(0.005)
    return None
