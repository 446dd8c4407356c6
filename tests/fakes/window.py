"""A window without pixels: it hands over the inputs it was given and remembers what it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.inputs import Input
    from installation.snapshot import Snapshot


class WindowDoor:
    """The fake of shell/window.py's door.

    Args:
        inputs: what hands will do; each comes out of the first poll at or after its time.
        lost_ns: spans of world time (from, to) in which the window is lost.
        closes_ns: when the visitor leaves; None never.
    """

    def __init__(
        self,
        inputs: Iterable[Input] = (),
        *,
        lost_ns: tuple[tuple[int, int], ...] = (),
        closes_ns: int | None = None,
    ) -> None:
        self._waiting = sorted(inputs, key=lambda told: told.at_ns)
        self._lost_ns, self._closes_ns = lost_ns, closes_ns
        self.lost = False
        self.closed = False
        self.size = (1280, 720)
        self.scale = 1.0
        self.shown: list[tuple[Snapshot, Snapshot, float]] = []

    def poll(self, now_ns: int) -> list[Input]:
        """The inputs due by now; none while the window is lost."""
        self.lost = any(begin <= now_ns < end for begin, end in self._lost_ns)
        self.closed = self.closed or (self._closes_ns is not None and now_ns >= self._closes_ns)
        due = [told for told in self._waiting if told.at_ns <= now_ns]
        self._waiting = self._waiting[len(due) :]
        return [] if self.lost else due

    def show(self, before: Snapshot, after: Snapshot, blend: float) -> None:
        """Remember what would be drawn."""
        if not self.lost:
            self.shown.append((before, after, blend))

    def close(self) -> None:
        """The window is gone."""
        self.closed = True
