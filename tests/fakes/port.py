"""The port's door without a port: it says what a script says, at the times that the script says.

A script is frames (tuples of raw values), "lost" or the name of a device, each with its world time, and with the number
of the board where there are two.
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

    def __init__(
        self,
        script: list[tuple[int, tuple[int, ...] | str] | tuple[int, tuple[int, ...] | str, str]]
        | None = None,
    ) -> None:
        """`script`: (at_ns, raw values | "lost" | device), in order of time; a third word is the board's number."""
        self._script = [(*row, "")[:3] for row in script or []]
        self.sent: list[ToBoard] = []
        self.sent_to: list[str] = []
        self.shown: list[ObjectEffect] = []
        self.device: str | None = None
        self.trouble = ""
        self.closed = False

    def read(self, now_ns: int) -> list[PadFrameArrived | PortChanged]:
        """What the script has up to now: the newest frame of each board, and every change of a port."""
        due = [row for row in self._script if row[0] <= now_ns]
        self._script = self._script[len(due) :]
        news: list[PadFrameArrived | PortChanged] = []
        for _, said, board in due:
            if isinstance(said, str):
                self.device = None if said == "lost" else said
                news.append(PortChanged(now_ns, self.device, board))
        frames = {board: said for _, said, board in due if isinstance(said, tuple)}
        return [*news, *(PadFrameArrived(now_ns, values, board) for board, values in frames.items())]

    def send(self, message: ToBoard, board: str = "") -> bool:
        """Remember it, and whom it was for."""
        self.sent.append(message)
        self.sent_to.append(board)
        return self.device is not None

    def obey(self, effects: Iterable[ObjectEffect]) -> None:
        """Remember them."""
        self.shown += effects

    def filenos(self) -> tuple[int, ...]:
        """There is nothing to sleep on."""
        return ()

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True
