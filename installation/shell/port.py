"""The door to the objects: serial ports that may come, go, fall silent and come back at any time.

Owns the ports in use, one an object and two at most, the newest frame of what has arrived on each, and giving a port
back. Each is lost and found again on its own while the other plays on. Refuses to know what a frame means
(pads/protocol.py), which ports are looked at (port_finder.py), and to make the engine wait: `read` only takes what is
there already.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation.effects import LightPads, ShakeObject
from installation.inputs import PadFrameArrived, PortChanged
from installation.pads import objects, protocol
from installation.pads.protocol import AskHello, Hello, PadFrame, Receiver, SetLights, Vibrate
from installation.shell import port_finder
from installation.shell.port_finder import Finder, put, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from installation.effects import ObjectEffect
    from installation.pads.protocol import ToBoard
    from installation.shell.port_finder import Found

logger = logging.getLogger(__name__)

SILENT_S = 1.0
"""A port from which no whole frame came for so long is given back and looked for again."""
ASK_AGAIN_S = 1.0
"""How often a board that has not said who it is is asked again."""

News = PadFrameArrived | PortChanged


@dataclass(slots=True)
class Line:
    """A port in use."""

    found: Found
    board: str  # the number of the board on it, in hexadecimal; "" as long as it has not said it
    receiver: Receiver
    hello: Hello | None
    heard_ns: int
    asked_ns: int


class PortDoor:
    """The objects' ports. `read` and `send` belong to one thread; nothing of it raises for what a port does."""

    def __init__(
        self, devices: Callable[[], list[str]], board: bytes | None = None, most: int = objects.MOST
    ) -> None:
        """Look for `most` objects among what `devices()` names; with `board`, for the one of that number only."""
        self.trouble = ""
        self._finder = Finder(devices, board, most) if devices is not port_finder.no_devices else None
        self._lines: list[Line] = []

    @classmethod
    def open(cls, spec: str, board: bytes | None = None, most: int = objects.MOST) -> PortDoor:
        """A door for what `--port` says: "auto", "none", the name of a device, or two with a comma between."""
        if spec == "none":
            return cls(port_finder.no_devices)
        if spec == "auto":
            return cls(port_finder.known_devices, board, 1 if board is not None else most)
        names = [name.strip() for name in spec.split(",") if name.strip()]
        return cls(lambda: names, board, min(most, len(names)))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The ports in use, in the order in which they were found."""
        return tuple(self._lines)

    def read(self, now_ns: int) -> list[News]:
        """What has happened since the last call: of each object the newest frame only, and ports found or lost."""
        news: list[News] = []
        self._adopt(now_ns, news)
        for line in self.lines:
            try:
                self._listen(line, now_ns, news)
            except OSError as error:
                self._lose(line, now_ns, str(error), news)
        return news

    def send(self, message: ToBoard, board: str = "") -> bool:
        """Put a message on the lines (or on that board's), whole or not at all; whether there was room for it."""
        data, sent = protocol.encode(message), []
        for line in self._lines:
            if board in {"", line.board}:
                try:
                    sent.append(put(line.found.line, data))
                except OSError:
                    sent.append(False)
        return bool(sent) and all(sent)

    def obey(self, effects: Iterable[ObjectEffect]) -> None:
        """Let the objects show and do these; what a full line has no room for is left out: more will come."""
        for effect in effects:
            match effect:
                case LightPads(brightness=brightness):
                    self.send(SetLights(brightness))
                case ShakeObject(strength=strength, duration_ms=duration_ms, board=board):
                    self.send(Vibrate(strength, duration_ms), board)

    def filenos(self) -> tuple[int, ...]:
        """What to sleep on while there are ports."""
        return tuple(line.found.line.fileno() for line in self._lines)

    def close(self) -> None:
        """Give the ports back and stop looking."""
        if self._finder:
            self._finder.close()
            self._finder = None
        for line in self._lines:
            line.found.line.close()
        self._lines = []

    def _adopt(self, now_ns: int, news: list[News]) -> None:
        """Take over the ports that the finder has found."""
        if self._finder is None:
            return
        self.trouble = self._finder.trouble
        while found := self._finder.take():
            if found.hello is None and not all(line.board for line in self._lines):
                found.line.close()  # two without a number cannot be told apart
                self._finder.look_again(found.device)
                continue
            board = self._number_of(found.hello)
            self._lines.append(Line(found, board, found.receiver, found.hello, now_ns, now_ns))
            news.append(PortChanged(now_ns, found.device, board))
            logger.info("object %s is on %s", board or "without a number", found.device)

    def _number_of(self, hello: Hello | None) -> str:
        """The number that a board has said; a second one with the same number gets one of its own."""
        if hello is None:
            return ""
        number = hello.board.hex()
        return f"{number}-2" if number in [line.board for line in self._lines] else number

    def _listen(self, line: Line, now_ns: int, news: list[News]) -> None:
        """Take what has arrived on one port.

        Raises:
            OSError: the port is gone, or nobody speaks there any more.
        """
        line.receiver, messages = protocol.feed(line.receiver, take(line.found.line))
        if messages:
            line.heard_ns = now_ns
        elif now_ns - line.heard_ns > SILENT_S * 1e9:
            raise OSError("it has fallen silent")
        hellos = [message for message in messages if isinstance(message, Hello)]
        line.hello = hellos[-1] if hellos else line.hello
        if not line.board:
            self._ask(line, now_ns, news)
        frames = [message.values for message in messages if isinstance(message, PadFrame)]
        if frames:
            news.append(PadFrameArrived(now_ns, frames[-1], line.board))

    def _ask(self, line: Line, now_ns: int, news: list[News]) -> None:
        """Which object is it? On a bad line the answer may have to be waited for."""
        if line.hello is not None:
            line.board = self._number_of(line.hello)
            news.append(PortChanged(now_ns, line.found.device, line.board))
        elif now_ns - line.asked_ns > ASK_AGAIN_S * 1e9:
            line.asked_ns = now_ns
            put(line.found.line, protocol.encode(AskHello()))

    def _lose(self, line: Line, now_ns: int, reason: str, news: list[News]) -> None:
        """Give a port back and look for it again."""
        self._lines.remove(line)
        line.found.line.close()
        if self._finder:
            self._finder.look_again(line.found.device)
        news.append(PortChanged(now_ns, None, line.board))
        logger.warning("object %s on %s is gone: %s", line.board, line.found.device, reason)
