"""Adversaries that want the wall to flash, and a judge of its own who counts what comes through.

The judge knows nothing of the guard: it sees finished pictures, and counts by WCAG 2.3.1's words. A flash is a
pair of opposing changes of relative luminance of a tenth of the whole or more, anywhere (no area is too small); a
red one needs a saturated red.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from installation.snapshot import TargetView
from installation.visuals.examples import LEVELS, moment
from installation.visuals.gesture_examples import MADE, made, proposed
from installation.visuals.look import Look
from installation.visuals.told_examples import rested
from installation.visuals.whole_examples import PHASES, ringtone

if TYPE_CHECKING:
    from installation.shell.renderer import Renderer
    from installation.snapshot import Snapshot

RATE_HZ = 30
SIZE = (160, 90)
CELL = 5
"""Side of the judge's cells, in pixels of a picture of SIZE."""
TENTH = 0.1


@dataclass
class Judge:
    """Counts turning points of every cell's luminance."""

    direction: np.ndarray | None = None  # -1, 0, 1
    extreme: np.ndarray = field(default_factory=lambda: np.zeros(0))
    turns: list[tuple[float, np.ndarray]] = field(default_factory=list)
    reds: int = 0

    def see(self, picture: np.ndarray, time_s: float) -> None:
        """Take in a picture (H, W, 3) that is shown at a time."""
        light = np.where(picture <= 10, picture / 255 / 12.92, ((picture / 255 + 0.055) / 1.055) ** 2.4)
        self.reds += int((light[..., 0] > 0.8 * light.sum(axis=2) + 0.02).sum())
        height, width = (side // CELL * CELL for side in picture.shape[:2])
        cells = light[:height, :width].reshape(height // CELL, CELL, width // CELL, CELL, 3)
        bright = (cells.mean(axis=(1, 3)) @ np.array([0.2126, 0.7152, 0.0722])).ravel()
        if self.direction is None:
            self.direction, self.extreme = np.zeros(len(bright), int), bright.copy()
        away = bright - self.extreme
        turned = (np.abs(away) >= TENTH) & (np.sign(away) != self.direction)
        further = (away * self.direction > 0) & ~turned
        self.direction = np.where(turned, np.sign(away), self.direction).astype(int)
        self.extreme = np.where(turned | further, bright, self.extreme)
        if turned.any():
            self.turns.append((time_s, np.flatnonzero(turned)))

    def most(self, window_s: float) -> int:
        """The most flashes that any cell showed in any stretch of that length."""
        times: dict[int, list[float]] = {}
        for time_s, cells in self.turns:
            for cell in cells:
                times.setdefault(int(cell), []).append(time_s)
        most = 0
        for found in times.values():
            ends = np.searchsorted(found, np.array(found) + window_s - 1e-9)
            most = max(most, int((ends - np.arange(len(found))).max()) // 2)
        return most


@dataclass(frozen=True, slots=True)
class Fault(Look):
    """A fault of the picture itself: body and ground far too bright, or black."""

    blaze: float = 1.0

    @property
    def ornament(self) -> float:
        """Whatever the fault makes of it."""
        return self.blaze


class Adversary:
    """Moments and faults drawn from a seed, changed as fast and as hard as it likes."""

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        self._now = moment(3)
        self._sides = (self._any_moment(), self._any_moment())
        self.look: Look = Look()

    def next(self, at: int) -> Snapshot:
        """The moment of picture number `at`."""
        chance = self._chance
        if at % 90 == 0:
            self._sides = (self._any_moment(), self._any_moment())
            self._period = int(chance.integers(1, 20))
            self._faulty = chance.random() < 0.5
        side = at // self._period % 2
        if self._faulty:
            self.look = Fault(blaze=(0.0, float(chance.uniform(2, 60)))[side])
        else:
            self.look = Look()
        now = self._sides[side]
        struck_s = float(chance.choice([0.0, 0.05, 99.0]))
        return replace(now, time_s=float(chance.uniform(0, 1e4)), struck_s=struck_s)

    def _any_moment(self) -> Snapshot:
        """Any level, panel, presses and point, likely or not, with a body that a fault has torn."""
        chance = self._chance
        now = self._any_scene()
        point = tuple(map(float, chance.normal(0, chance.choice([1.0, 4.0]), 32)))
        torn = now.body + chance.normal(0, chance.choice([0.0, 0.3]), now.body.shape).astype(np.float32)
        return replace(now, point=point, body=torn, idle_s=float(chance.choice([0.0, 60.0])))

    def _any_scene(self) -> Snapshot:
        """A level as it is played, or with one of its panels: what is told, a gesture, a mark, a ringtone's square."""
        chance, level = self._chance, int(self._chance.integers(len(LEVELS)))
        presses = tuple(chance.choice([0.0, 1.0], size=4))
        match chance.integers(6):
            case 0:
                return rested(level, float(chance.choice([0.1, 3.0, 8.0])), kept=int(chance.integers(9)))
            case 1:
                now = made(str(chance.choice(list(MADE))))
                return replace(now, gesture=replace(now.gesture, ago_s=float(chance.choice([0.0, 0.3, 2.4]))))
            case 2:
                name = str(chance.choice(["slide", "twist", "squeeze", "two_handed"]))
                return proposed(name, float(chance.uniform(0, 9)))
            case 3:
                return replace(moment(5, presses), ringtone=ringtone(str(chance.choice(PHASES))))
            case 4:
                held, reached_s = ((0.0, 99.0), (0.7, 99.0), (1.0, 0.1))[chance.integers(3)]
                mark = TargetView(int(chance.integers(4)), float(chance.random()), 0.1, held, 1.0, reached_s)
                return moment(level, presses, target=mark, said="target|pad.density")
        return moment(level, presses, playhead_beats=float(chance.uniform(0, 4)))


def trial(seed: int, renderer: Renderer, seconds: float, *, guarded: bool = True) -> Judge:
    """What the judge saw of an adversary's pictures."""
    adversary, judge, usual = Adversary(seed), Judge(), renderer.look
    renderer.resize(SIZE)  # a guard that has seen nothing yet
    for at in range(int(seconds * RATE_HZ)):
        now = adversary.next(at)
        renderer.look = adversary.look
        renderer.draw(now, now, 0.0, shown_s=at / RATE_HZ if guarded else None)
        judge.see(renderer.read(), at / RATE_HZ)
    renderer.look = usual
    return judge
