"""The port's door without a port: it says what a script says, at the times that the script says.

A script is frames (tuples of raw values), "lost" or the name of a device, each with its world time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.inputs import PadFrameArrived, PortChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.effects import ObjectEffect
    from installation.pads.protocol import ToBoard


class PortDoor:
    """Stands where installation.shell.port.PortDoor does; `sent` holds what was sent to the object."""

    def __init__(self, script: list[tuple[int, tuple[int, ...] | str]] | None = None) -> None:
        """`script`: (at_ns, raw values | "lost" | device), in order of time."""
        self._script = list(script or [])
        self.sent: list[ToBoard] = []
        self.shown: list[ObjectEffect] = []
        self.device: str | None = None
        self.trouble = ""
        self.closed = False

    def read(self, now_ns: int) -> list[PadFrameArrived | PortChanged]:
        """What the script has up to now: the newest frame, and every change of the port."""
        due = [row for row in self._script if row[0] <= now_ns]
        self._script = self._script[len(due) :]
        news: list[PadFrameArrived | PortChanged] = []
        for _, said in due:
            if isinstance(said, str):
                self.device = None if said == "lost" else said
                news.append(PortChanged(now_ns, self.device))
        frames = [said for _, said in due if isinstance(said, tuple)]
        return [*news, PadFrameArrived(now_ns, frames[-1])] if frames else news

    def send(self, message: ToBoard) -> bool:
        """Remember it."""
        self.sent.append(message)
        return self.device is not None

    def obey(self, effects: Iterable[ObjectEffect]) -> None:
        """Remember them."""
        self.shown += effects

    def fileno(self) -> int | None:
        """There is nothing to sleep on."""
        return None

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True
