"""Sound without a device: the engine in this process, as fast as it goes, every frame kept.

Owns the rendering of replays: one thread, the same bytes every time. Refuses to know clocks and devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.engine import Engine
from installation.sampler.master import LOOK_AHEAD
from installation.shell.sound_events import BAND, Seat, rows_of, seating, those_there

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.effects import SoundEffect
    from installation.sampler.bank import Bank


class OfflineSound:
    """Plays effects into memory; frame n of the sound is frame n of the world.

    Args:
        bank: what may sound.
        band: who plays the parts.
    """

    def __init__(self, bank: Bank, band: dict[str, Seat] | None = None) -> None:
        self._bank = bank
        self._engine = Engine(bank)
        self._engine.schedule(seating(bank, those_there(BAND if band is None else band, bank), 0))
        self._pieces: list[np.ndarray] = []
        self._ahead = LOOK_AHEAD

    def play(self, effects: Iterable[SoundEffect]) -> None:
        """Let these effects sound at their frames."""
        rows = rows_of(effects, self._bank)
        if len(rows):
            self._engine.schedule(rows)

    def render_to(self, frame: int) -> None:
        """Render up to (not including) that world frame; nothing to do if it is rendered already."""
        wanted = frame + LOOK_AHEAD - self._engine.frame
        if wanted <= 0:
            return
        made = self._engine.render(wanted).copy()
        dropped = min(self._ahead, len(made))
        self._ahead -= dropped
        self._pieces.append(made[dropped:])

    @property
    def counts(self) -> dict[str, int]:
        """The engine's counts: late, dropped, refused, stolen, playing ..."""
        return self._engine.counts

    def audio(self) -> np.ndarray:
        """All that was rendered, (N, 2) float32."""
        return np.concatenate([np.zeros((0, 2), np.float32), *self._pieces])
