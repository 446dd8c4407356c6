"""Pads of foam and Velostat as they are, with the pressure that is really on them known: the yardstick.

Owns a physical simulation of the object's pads, from the pressure of a hand to the board's raw values. Refuses to
know how calibration undoes it: nothing here is shared with calibration.py but the shape of a frame.
Chance comes as a seeded generator.

Theory of operation, for each pad and frame, from the true pressure F (1 = a firm press of an adult):
  1. the fabric carries a share of every pad's pressure to the others (crosstalk);
  2. foam and Velostat creep: exponentials a decade of time apart, 5 % of the pressure each;
  3. hysteresis: three play operators (Prandtl-Ishlinskii), which remember turning points as Velostat does, scaled to
     a given greatest width of the loop; foam that is let go forgets;
  4. conductance = at rest + gain * F ** power, the gain drifting over the day, the rest as well;
  5. the divider and the converter: u = G / (1 + G), noise in proportion and of the converter, mains hum, and now and
     then a single reading out of place, of which the firmware's trimmed mean leaves a little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CREEP_S = (0.1, 1.0, 10.0, 100.0, 1_000.0)
CREEP_A_DECADE = 0.05
_WIDTHS = (0.5, 0.25, 0.125)  # of the play operators, in units of F
_CLOSES = 0.05  # the loop closes towards no pressure: without contact there is nothing to remember
_NO_CONTACT, _RECOVERY_S = 0.005, 0.15  # and foam that is let go forgets
_DAY_S = 8 * 3_600.0
_HUM_HZ = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Pads:
    """What kind of pads these are; arrays have one value a pad."""

    gain: Array  # conductance of F = 1, in units of the divider's resistor
    power: Array
    at_rest: Array  # conductance
    late: Array  # share of the hysteresis operators; see `hysteresis_of`
    crosstalk: Array  # (P, P)
    drift: float  # of gain and rest over the day, relative
    noise: float  # of the conductance, relative
    phase: Array  # of each pad's drift


@dataclass(frozen=True, slots=True, eq=False)
class FoamState:
    """What the pads remember: slow parts of the pressure (P, 5), play operators (P, 3), seconds since the start."""

    creep: Array
    plays: Array
    time_s: float


@numba.njit(cache=True)
def _delay(pressure: float, plays: Array, dt_s: float) -> float:
    """Move the play operators along; how much more than on the way up the pad says, for a share of 1."""
    if pressure < _NO_CONTACT:
        plays *= math.exp(-dt_s / _RECOVERY_S)
        return 0.0
    behind = 0.0
    for k in range(len(plays)):
        width = _WIDTHS[k]
        plays[k] = min(max(plays[k], pressure - width), pressure + width)
        behind += plays[k] - max(pressure - width, 0.0)
    return max(behind, 0.0) * pressure / (pressure + _CLOSES)


@numba.njit(cache=True)
def _run(
    true: Array, dt_s: float, crosstalk: Array, late: Array, creep: Array, plays: Array, felt: Array
) -> None:
    """Steps 1 to 3 for every row of true (T, P) into felt (T, P); creep and plays are changed in place."""
    for t in range(true.shape[0]):
        for k in range(true.shape[1]):
            pressure = 0.0
            for other in range(true.shape[1]):
                pressure += crosstalk[k, other] * true[t, other]
            slow = 0.0
            for c in range(len(CREEP_S)):
                creep[k, c] += (CREEP_A_DECADE * pressure - creep[k, c]) * (
                    1.0 - math.exp(-dt_s / CREEP_S[c])
                )
                slow += creep[k, c]
            felt[t, k] = pressure + slow + late[k] * _delay(pressure, plays[k], dt_s)


def hysteresis_of(width: float) -> float:
    """The share of the operators that makes a loop from 0 to 1 and back at most so wide (relative to its peak)."""
    plays = np.zeros(len(_WIDTHS))
    for pressure in np.linspace(0.0, 1.0, 200):
        _delay(pressure, plays, 0.0)
    return width / max(_delay(pressure, plays, 0.0) for pressure in np.linspace(1.0, 0.0, 200))


def make(
    chance: np.random.Generator,
    *,
    pads: int = 4,
    hysteresis: float = 0.3,
    drift: float = 0.2,
    noise: float = 0.002,
) -> tuple[Pads, FoamState]:
    """An object: no two of its pads alike, as hand-made ones are.

    Args:
        chance: a seeded generator.
        pads: how many.
        hysteresis: greatest width of the loop, of its peak.
        drift: of gain and rest over a day, relative.
        noise: of the conductance, relative.
    """
    beside = chance.uniform(0.02, 0.06, (pads, pads))
    np.fill_diagonal(beside, 1.0)
    kind = Pads(
        gain=chance.lognormal(math.log(0.8), 0.25, pads),
        power=chance.uniform(0.85, 1.0, pads),
        at_rest=chance.uniform(0.01, 0.05, pads),
        late=np.full(pads, hysteresis_of(hysteresis)),
        crosstalk=beside,
        drift=drift,
        noise=noise,
        phase=chance.uniform(0.0, 2.0 * math.pi, pads),
    )
    return kind, FoamState(np.zeros((pads, len(CREEP_S))), np.zeros((pads, len(_WIDTHS))), 0.0)


def advance(
    kind: Pads, state: FoamState, true: Array, dt_s: float, chance: np.random.Generator
) -> tuple[FoamState, NDArray[np.int64]]:
    """Press the pads with true pressures (T, P), `dt_s` apart; the state then, and raw values (T, P) 0..65535."""
    creep, plays, felt = state.creep.copy(), state.plays.copy(), np.zeros(true.shape)
    _run(true, dt_s, kind.crosstalk, kind.late, creep, plays, felt)
    times_s = state.time_s + dt_s * np.arange(1, len(true) + 1)[:, None]  # (T, 1)
    wander = kind.drift * 0.5 * np.sin(2.0 * math.pi * times_s / _DAY_S + kind.phase)  # (T, P)
    press = kind.gain * (1.0 + wander) * np.maximum(felt, 0.0) ** kind.power
    conductance = (kind.at_rest * (1.0 + wander) + press) * (
        1.0 + kind.noise * chance.standard_normal(true.shape)
    )
    raw = 65_536.0 * conductance / (1.0 + conductance)
    raw += 20.0 * chance.standard_normal(true.shape) + 25.0 * np.sin(2.0 * math.pi * _HUM_HZ * times_s)
    raw += 60.0 * (chance.random(true.shape) < 1e-5)
    values = np.clip(np.round(raw), 0, 65_535).astype(np.int64)
    return FoamState(creep, plays, float(times_s[-1, 0])), values
