"""The flash guard's hands: a small copy of each picture out of the graphics card, darker places back onto it.

Owns the small copy and the picture of factors. Refuses to decide: visuals/flash.py does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from installation.visuals import flash

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONG = 64  # cells along the longer side; the copy is flash.FINE times finer


class Dimmer:
    """Watches pictures of one size."""

    def __init__(self, ctx: Any, size: tuple[int, int]) -> None:
        scale = _LONG / max(size)
        cells = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
        self.size = (cells[0] * flash.FINE, cells[1] * flash.FINE)
        self._copy = ctx.texture(self.size, 4)
        self.picture = ctx.framebuffer([self._copy])
        self.factors = ctx.texture(cells, 1, dtype="f4")
        self.factors.repeat_x = self.factors.repeat_y = False
        self._state = flash.begin((cells[1], cells[0]))

    def judge(self, shown_s: float) -> bool:
        """Look at the copy of what will be shown at a time; whether `factors` must be laid over it."""
        data: NDArray[np.uint8] = np.frombuffer(self.picture.read(components=3, alignment=1), np.uint8)
        copy = data.reshape(self.size[1], self.size[0], 3)
        self._state, gain = flash.advance(self._state, copy, shown_s)
        if gain is None:
            return False
        self.factors.write(np.ascontiguousarray(gain, np.float32))
        return True

    def release(self) -> None:
        """Give its OpenGL objects back."""
        for thing in (self.picture, self._copy, self.factors):
            thing.release()
