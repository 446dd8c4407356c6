"""Visitors at the object, simulated: what their hands really press, touch by touch, and what came of it.

Owns how people press (strength, timing, trembling, second thoughts, several pads at once) and how a day is judged.
Everything comes from one seeded generator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from installation.pads import calibration, foam, levels

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.pads.calibration import CalibrationState
    from installation.pads.foam import FoamState, Pads

RATE_HZ = 250
DT_S = 1.0 / RATE_HZ
PADS = 4
SLACK_S = 0.15
"""Levels are compared from so long after a hand came to rest on; a touch may end so long after the hand left."""


@dataclass(frozen=True)
class Plateau:
    """A hand that rests: pad, first and last frame, true pressure as a share of the visitor's greatest."""

    pad: int
    first: int
    last: int
    share: float
    kind: str  # "probe" of the ends of the range, "hold" for long, "play", or "settle" before the range is known


@dataclass
class Visit:
    """True pressures (T, P) and what is in them."""

    true: np.ndarray
    plateaus: list[Plateau] = field(default_factory=list)


def _ramp(count: int) -> np.ndarray:
    """A hand's way from one pressure to another: minimum jerk, 0..1, (count,)."""
    s = np.linspace(0.0, 1.0, max(count, 2))
    return 10 * s**3 - 15 * s**4 + 6 * s**5


def _tremble(chance: np.random.Generator, count: int) -> np.ndarray:
    """Physiological tremor of half a per cent at 9 Hz and slow wandering of half a per cent, relative; (count,)."""
    t = np.arange(count) * DT_S
    phase = chance.uniform(0, 2 * np.pi, 3)
    return (
        0.005 * np.sin(2 * np.pi * 9 * t + phase[0])
        + 0.005 * np.sin(2 * np.pi * 0.3 * t + phase[1])
        + 0.003 * np.sin(2 * np.pi * 1.1 * t + phase[2])
    )


def press(
    chance: np.random.Generator, shares: list[float], hold_s: list[float]
) -> tuple[np.ndarray, list[tuple]]:
    """One touch with these plateaus: shares of the greatest press (T,), and (first, last, share) of each plateau."""
    parts, plateaus, at, now = [], [], 0, 0.0
    for share, seconds in zip([*shares, 0.0], [*hold_s, 0.0], strict=True):
        way = now + (share - now) * _ramp(round(chance.uniform(0.06, 0.3) / DT_S))
        rest = share * (1.0 + _tremble(chance, round(seconds / DT_S)))
        parts += [way, rest]
        if share > 0.0:
            plateaus.append((at + len(way), at + len(way) + len(rest) - 1, share))
        at, now = at + len(way) + len(rest), share
    return np.maximum(np.concatenate(parts), 0.0), plateaus


class _Script:
    """A visit that is being written."""

    def __init__(self, chance: np.random.Generator, strength: float) -> None:
        self.chance, self.parts, self.plateaus, self.at = chance, [], [], 0
        self.strength = strength

    def wait(self, seconds: float) -> None:
        self._add(np.zeros((round(seconds / DT_S), PADS)))

    def touch(self, pads: list[int], shares: list[list[float]], hold_s: list[float], kind: str) -> None:
        found = [press(self.chance, each, hold_s) for each in shares]
        longest = max(len(curve) for curve, _ in found)
        true = np.zeros((longest, PADS))
        for pad, (curve, plateaus) in zip(pads, found, strict=True):
            true[: len(curve), pad] = curve * self.strength
            self.plateaus += [
                Plateau(pad, self.at + first, self.at + last, share, kind) for first, last, share in plateaus
            ]
        self._add(true)

    def _add(self, true: np.ndarray) -> None:
        self.parts.append(true)
        self.at += len(true)

    def done(self) -> Visit:
        return Visit(np.concatenate(self.parts), self.plateaus)


def visit(chance: np.random.Generator, strength: float, seconds: float) -> Visit:
    """Three presses that find out how far the first pad goes, the ends of its range, then playing and holding."""
    script, first = _Script(chance, strength), int(chance.integers(PADS))
    script.wait(1.0)
    finding_out = [chance.uniform(0.4, 0.9), chance.uniform(0.92, 1.0), chance.uniform(0.5, 1.0)]
    for share in chance.permutation(finding_out):
        script.touch([first], [[share]], [chance.uniform(0.3, 1.5)], "settle")
        script.wait(chance.uniform(0.2, 1.5))
    for share in (1.0, 0.1):
        script.touch([first], [[share]], [0.8], "probe")
        script.wait(chance.uniform(0.3, 1.5))
    script.touch([first], [[chance.uniform(0.2, 0.9)]], [10.5], "hold")
    while script.at < seconds / DT_S:
        script.wait(chance.exponential(0.8) + 0.15)
        pads = list(chance.choice(PADS, 1 + int(chance.random() < 0.3), replace=False))
        steps = 1 + int(chance.random() < 0.35)
        shares = [list(chance.uniform(0.1, 1.0, steps)) for _ in pads]
        script.touch(pads, shares, list(chance.uniform(0.4, 2.5, steps)), "play")
    return script.done()


@dataclass
class Day:
    """What a day has shown, for one way of calibrating."""

    errors: list[float] = field(
        default_factory=list
    )  # of a touch's level, worst plateau, after the first three
    every: list[float] = field(default_factory=list)  # of all touches
    probes: list[bool] = field(default_factory=list)  # the ends of the range within reach, a visitor each
    changes: list[int] = field(default_factory=list)  # of whole level in ten seconds of holding still
    fine_changes: list[int] = field(default_factory=list)  # of the quarter level
    false_touches: int = 0
    missed: int = 0  # touches of a tenth of the visitor's strength or more that were not felt


def judge(day: Day, told: Visit, pressures: np.ndarray, fine: np.ndarray) -> None:
    """Compare a visit's levels (T, P) with the truth."""
    slack = round(SLACK_S / DT_S)
    for plateau in told.plateaus:
        rows = slice(plateau.first + slack, plateau.last + 1)
        seen, true = fine[rows, plateau.pad], levels.LOWEST + 9.0 * plateau.share
        error = float(np.median(np.abs(seen - true)))
        day.every.append(error)
        day.missed += bool(np.median(pressures[rows, plateau.pad]) == 0.0)
        if plateau.kind != "settle":
            day.errors.append(error)
        if plateau.kind == "hold":
            still = fine[plateau.first + round(0.5 / DT_S) : plateau.last + 1, plateau.pad]
            day.fine_changes.append(int(np.count_nonzero(np.diff(still))))
            day.changes.append(int(np.count_nonzero(np.diff(np.floor(still + 0.5)))))
    ends = [
        float(np.median(fine[p.first + slack : p.last + 1, p.pad]))
        for p in told.plateaus
        if p.kind == "probe"
    ]
    if ends:
        day.probes.append(ends[0] >= 9.5 and ends[1] < 2.5)
    day.false_touches += false_touches(told.true, pressures)


def false_touches(true: np.ndarray, pressures: np.ndarray) -> int:
    """How often a pad began to be felt while no hand was on it, nor had been SLACK_S before."""
    slack = round(SLACK_S / DT_S)
    near = true > 0.0
    padded = np.vstack([np.zeros((slack, true.shape[1]), bool), near])
    lately = np.lib.stride_tricks.sliding_window_view(padded, slack + 1, axis=0).any(axis=2)
    begins = (pressures[1:] > 0.0) & (pressures[:-1] == 0.0)
    return int(np.count_nonzero(begins & ~lately[1:]))


def stepped(pressures: np.ndarray) -> np.ndarray:
    """Levels in quarters with their hysteresis; (T, P)."""
    found = np.empty_like(pressures)
    for pad in range(pressures.shape[1]):
        held = levels.FREE
        for t, pressure in enumerate(pressures[:, pad].tolist()):
            held = levels.advance(held, pressure, DT_S)
            found[t, pad] = held.level
    return found


class Published:
    """The published pipeline, by our own code: smoothing by .2 a reading, and least and greatest for ever."""

    def __init__(self) -> None:
        self.smooth: np.ndarray | None = None
        self.least, self.greatest = np.full(PADS, np.inf), np.full(PADS, -np.inf)

    def levels(self, values: np.ndarray) -> np.ndarray:
        """Whole levels 1..10, (T, P): ten only at full scale exactly."""
        found = np.empty(values.shape)
        smooth = values[0].astype(float) if self.smooth is None else self.smooth
        for t, row in enumerate(values):
            smooth = smooth + 0.2 * (row - smooth)
            np.minimum(self.least, smooth, out=self.least)
            np.maximum(self.greatest, smooth, out=self.greatest)
            span = np.maximum(self.greatest - self.least, 1e-9)
            found[t] = 1 + np.floor(9 * (smooth - self.least) / span)
        self.smooth = smooth
        return found


@dataclass
class Outcome:
    """Two ways of calibrating over the same day."""

    ours: Day
    published: Day
    hours: float


def commission(
    kind: Pads, state: FoamState, chance: np.random.Generator
) -> tuple[FoamState, CalibrationState, np.ndarray]:
    """What the facilitator's wizard asks for before a day: three firm presses on each pad."""
    script = _Script(chance, 1.0)
    script.wait(2.0)
    for pad in range(PADS):
        for _ in range(3):
            script.touch([pad], [[chance.uniform(0.9, 1.0)]], [0.8], "settle")
            script.wait(0.8)
    state, values = foam.advance(kind, state, script.done().true, DT_S, chance)
    known, _ = calibration.advance_many(calibration.begin(PADS), values, DT_S)
    return state, calibration.believe(known, tuple(known.pads["strongest"].tolist())), values


def day(
    seed: int,
    *,
    visitors: int = 40,
    slot_s: float = 720.0,
    hysteresis: float = 0.3,
    tell: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """A day of visitors of unequal strength, one a slot, the object idle for the rest of each slot."""
    chance = np.random.default_rng(seed)
    kind, state = foam.make(chance, pads=PADS, hysteresis=hysteresis)
    state, known, values = commission(kind, state, chance)
    outcome, published = Outcome(Day(), Day(), visitors * slot_s / 3_600), Published()
    published.levels(values)
    for number in range(visitors):
        told = visit(chance, chance.lognormal(0.0, 0.4), chance.uniform(0.15, 0.5) * slot_s)
        idle = np.zeros((max(0, round(slot_s / DT_S) - len(told.true)), PADS))
        told.true = np.vstack([told.true, idle])
        state, values = foam.advance(kind, state, told.true, DT_S, chance)
        known, pressures = calibration.advance_many(known, values, DT_S)
        judge(outcome.ours, told, pressures, stepped(pressures))
        theirs = published.levels(values)
        judge(outcome.published, told, (theirs > 1).astype(float), theirs)
        tell(number)
    return outcome


def holds(seed: int, visitors: int) -> Day:
    """One object, and visitors who press three times, hold a pad still for ten seconds and go; one after another."""
    chance = np.random.default_rng(seed)
    kind, state = foam.make(chance, pads=PADS, hysteresis=0.3)
    state, known, _ = commission(kind, state, chance)
    seen = Day()
    for _ in range(visitors):
        script, pad = _Script(chance, chance.lognormal(0.0, 0.4)), int(chance.integers(PADS))
        script.wait(0.5)
        for share in (chance.uniform(0.4, 0.9), chance.uniform(0.92, 1.0), chance.uniform(0.5, 1.0)):
            script.touch([pad], [[share]], [chance.uniform(0.3, 1.5)], "settle")
            script.wait(chance.uniform(0.2, 1.5))
        script.touch([pad], [[chance.uniform(0.15, 0.95)]], [10.5], "hold")
        script.wait(calibration.IDLE_S + 1.0)
        told = script.done()
        state, values = foam.advance(kind, state, told.true, DT_S, chance)
        known, pressures = calibration.advance_many(known, values, DT_S)
        judge(seen, told, pressures, stepped(pressures))
    return seen


def figures_of(day_: Day, hours: float) -> dict[str, float]:
    """What the day has shown, as figures."""
    after, every = np.array(day_.errors), np.array(day_.every)
    return {
        "touches_after_the_first_three": len(after),
        "within_one_level_percent": round(100 * float(np.mean(after <= 1.0)), 2),
        "error_median_levels": round(float(np.median(after)), 2),
        "error_p99_levels": round(float(np.percentile(after, 99)), 2),
        "every_touch_within_one_level_percent": round(100 * float(np.mean(every <= 1.0)), 2),
        "whole_range_in_reach_percent": round(100 * float(np.mean(day_.probes)), 1),
        "holds_of_10_s": len(day_.changes),
        "holds_that_changed_level": int(np.count_nonzero(day_.changes)),
        "holds_that_changed_quarter_level": int(np.count_nonzero(day_.fine_changes)),
        "false_touches": day_.false_touches,
        "touches_not_felt": day_.missed,
        "hours": round(hours, 2),
    }
