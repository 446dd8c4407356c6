"""An object that is not there: simulated pads under a simulated hand, behind the same door as a real port.

Owns the hand's habits: it presses one pad after the other, three times each, firmly, then plays. For demonstrations
and for trying the facilitator's commands without hardware.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from installation.inputs import PadFrameArrived, PortChanged
from installation.pads import foam

if TYPE_CHECKING:
    from installation.pads.protocol import ToBoard

RATE_HZ = 250
PADS = 4
_TURN_S, _PRESS_S, _BEFORE_S = 1.6, 0.9, 3.0
_PRESSES = 3


def hand(time_s: float) -> tuple[float, ...]:
    """True pressures so long after the start: three firm presses on each pad in turn, over and over."""
    turn, within_s = divmod(time_s - _BEFORE_S, _TURN_S)
    pressures = [0.0] * PADS
    if turn >= 0 and within_s < _PRESS_S:
        round_, pad = divmod(int(turn) // _PRESSES, PADS)
        strength = 1.0 if round_ == 0 else 0.6 + 0.4 * math.sin(turn)
        pressures[pad] = strength * min(1.0, within_s / 0.1, (_PRESS_S - within_s) / 0.1)
    return tuple(pressures)


class SimulatedPort:
    """A port that says what simulated pads read; the same from every start."""

    def __init__(self, seed: int = 1) -> None:
        """Switch it on."""
        self.trouble = "simulated"
        self._chance = np.random.default_rng(seed)
        self._kind, self._foam = foam.make(self._chance, pads=PADS)
        self._begin_ns: int | None = None
        self._frames = 0

    def read(self, now_ns: int) -> list[PadFrameArrived | PortChanged]:
        """The newest frame that is due by now."""
        news: list[PadFrameArrived | PortChanged] = []
        if self._begin_ns is None:
            self._begin_ns = now_ns
            news.append(PortChanged(now_ns, "simulated"))
        due = (now_ns - self._begin_ns) * RATE_HZ // 1_000_000_000
        if due <= self._frames:
            return news
        true = np.array([hand(frame / RATE_HZ) for frame in range(self._frames, due)])
        self._frames = due
        self._foam, values = foam.advance(self._kind, self._foam, true, 1 / RATE_HZ, self._chance)
        return [*news, PadFrameArrived(now_ns, tuple(values[-1].tolist()))]

    def send(self, _message: ToBoard, _board: str = "") -> bool:
        """It has no lights and no motor."""
        return False

    def close(self) -> None:
        """Nothing is held."""
