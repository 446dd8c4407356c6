"""The arithmetic of calibration: one frame of raw values, all pads, as machine code.

Owns the figures of a pad (PAD) and what a frame does to them. Refuses to know what is kept, and where.
See calibration.py for the theory of operation; its numbers are in brackets here.

Everything runs on one record a pad, changed in place on a copy: 250 frames a second of Python objects would cost a
step a tenth of its time.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

PAD = np.dtype(
    [
        ("seen", "i8"),  # frames so far, 0..2: what the median may use
        ("newest", "f8"),  # conductances of the last two frames, in units of the divider's resistor
        ("before", "f8"),
        ("rest", "f8"),  # conductance while nobody touches; NaN: not known
        ("noise", "f8"),  # mean jitter of the conductance from frame to frame while nobody touches
        ("creep", "f8", (4,)),  # slow parts of the force, one a row of CREEP
        ("force", "f8"),  # above rest and creep
        ("full", "f8"),  # force of a full press of this visitor
        ("usual", "f8"),  # the same of visitors in general
        ("presses", "i8"),  # of this visit
        ("strongest", "f8"),  # of this visit
        ("touched", "i8"),
        ("touched_s", "f8"),  # length of this touch, or of the last one
        ("peak", "f8"),  # of this touch; fades after it
        ("plays", "f8", (3,)),  # middles of the hysteresis bands
        ("smooth", "f8"),  # pressure out of the 1-euro filter
        ("speed", "f8"),
        ("slow", "f8"),  # the pressure of about STILL_S ago
        ("absorbed", "f8"),  # of the pressure: what a still finger has seemed to move
        ("steady", "f8"),  # conductance when it last moved
        ("steady_s", "f8"),
        ("odd_s", "f8"),  # how long the raw value has been one that no hand makes
        ("jitter", "f8"),  # share of the range by which single frames stand out
        ("fault", "i8"),  # index into FAULTS
    ]
)
VISITOR = np.dtype(
    [
        ("idle_s", "f8"),  # since the last touch
        ("here", "i8"),  # whether a visit lasts
        ("presses", "i8"),  # of this visit, on all pads
        ("strength", "f8"),  # of this visitor's full press, in units of the usual one
    ]
)
FAULTS = ("", "open", "short", "stuck", "noisy")
_FINE, _OPEN, _SHORT, _STUCK, _NOISY = range(len(FAULTS))

SETTLING = 3
IDLE_S = 20.0
LEAST_FULL, MOST_FULL = 0.02, 100.0
CROSSTALK_MOST = 0.25
LONGEST_DT_S = 0.1

_POWER = 1.0 / 0.92  # of conductance above rest: Velostat is a little less than linear in force
_CREEP_S = (0.2, 2.0, 20.0, 200.0)
_CREEP = (0.04, 0.05, 0.05, 0.05)  # shares: 5 % a decade of time
_TOUCH, _RELEASE = 0.035, 0.022  # of the range, above rest
_RELEASE_OF_PEAK, _AFTERGLOW_S = 0.05, 0.8  # a pad hard pressed does not come back to rest at once
_NOISE_MOST = 0.01  # of the range: more is no noise but a fault
_BESIDE = 0.05  # of the strongest other pad: what crosstalk may still leave
_FREEZING = 0.05  # of another pad's range: what the fabric carries over is not this pad's rest
_REST_UP_S, _REST_DOWN_S, _NOISE_S = 6.0, 0.4, 2.0
_CLEAR = 0.05  # of the range: a step that passes the median at once
_PLAYS = (0.035, 0.1, 0.3)  # half widths of the hysteresis bands, of the touch's peak
_PLAY_SHARES = (0.38, 0.48, 0.40)  # a pad let go a little gives way by less than that
_HYSTERESIS = 0.25  # greatest width of the loop that is taken off, of the peak: pads have .1 to .3
_EURO_SLOW_HZ, _EURO_BETA, _EURO_SPEED_HZ = 2.5, 4.0, 4.0
_STILL_S, _STILL_A_S, _ABSORB_MOST = 0.5, 0.03, 0.08  # slower than 3 % a second is no finger's doing
_FAINTEST = 0.001  # pressure of a touch: 0 is none
_CROSSTALK_S = 4.0
_SHORT_RAW, _SHORT_S = 65_200, 1.0
_OPEN_RAW, _OPEN_S = 4, 2.0
_STUCK_S, _STUCK_BAND = 60.0, 0.08
_JUMPY, _CALM, _JUMPY_S = 0.06, 0.03, 2.0
_PRESS_S = 0.15  # a shorter touch is a tap, and says little of the visitor's strength
_TRUST = (0.6, 0.85, 1.0)  # in the strongest press after 1, 2, 3 of them
_FORGETTING = 0.25  # weight of the newest visitor in what is usual
_PEOPLE, _DRIFT = 0.0009, 0.0025  # variances: of how people press, of how pads drift apart (a Kalman gain)
_APART_MOST = 0.25  # by more no pad is off
_HEADROOM = 1.05  # three presses seldom hold the greatest of all
_BEYOND = 1.15  # a press so much stronger than the range widens it even later

_njit = numba.njit(cache=True)


@_njit
def conductance(value: int) -> float:
    """(2) Of the pad, in units of the divider's resistor: the divider's equation turned round."""
    share = min(max(value, 0) / 65_536.0, 0.995)
    return share / (1.0 - share)


@_njit
def _lag(dt_s: float, time_s: float) -> float:
    """How far a low pass of that time constant goes in dt_s; 0..1."""
    return 1.0 - math.exp(-dt_s / time_s)


@_njit
def _middle(a: float, b: float, c: float) -> float:
    return max(min(a, b), min(max(a, b), c))


@_njit
def _begin(pad: Any, now: float) -> None:
    """The first frame: where a pad rests, unless what was kept of it says that it is being pressed."""
    unknown = math.isnan(pad.rest)
    most = 0.25 * pad.full if unknown else pad.rest + 0.15 * pad.full
    if now < most:
        pad.rest = now
    elif unknown:
        pad.rest = most
    pad.newest = pad.before = now
    pad.seen = 1


@_njit
def _sense(pad: Any, value: int, dt_s: float) -> None:
    """(1) to (4): `force` is what is above rest and creep."""
    now = conductance(value)
    if not pad.seen:
        _begin(pad, now)
    middle = _middle(pad.before, pad.newest, now)
    pad.jitter += (min(1.0, abs(now - middle) / pad.full) - pad.jitter) * _lag(dt_s, _JUMPY_S)
    if not pad.touched and now - pad.rest > _CLEAR * pad.full + 6.0 * pad.noise:
        middle = now
    pad.before, pad.newest = pad.newest, now
    above = middle - pad.rest
    force = above**_POWER if above > 0.0 else above
    for slow in range(4):
        force -= pad.creep[slow]
    for slow in range(4):
        aim = _CREEP[slow] * max(force, 0.0)
        pad.creep[slow] += (aim - pad.creep[slow]) * _lag(dt_s, _CREEP_S[slow])
    pad.force = force
    _find_fault(pad, value, middle, dt_s)


@_njit
def _find_fault(pad: Any, value: int, middle: float, dt_s: float) -> None:
    """Name what no hand does: a value at the very end for long, endless stillness under a touch, jumps."""
    at_top, at_bottom = value >= _SHORT_RAW, value <= _OPEN_RAW
    pad.odd_s = pad.odd_s + dt_s if at_top or at_bottom else 0.0
    still = abs(middle - pad.steady) < _STUCK_BAND * pad.full
    pad.steady_s = pad.steady_s + dt_s if still and (pad.touched or pad.fault == _STUCK) else 0.0
    if not still:
        pad.steady = middle
    if at_top and pad.odd_s > _SHORT_S:
        pad.fault = _SHORT
    elif at_bottom and pad.odd_s > _OPEN_S:
        pad.fault = _OPEN
    elif pad.jitter > (_CALM if pad.fault == _NOISY else _JUMPY):
        pad.fault = _NOISY
    elif pad.steady_s > _STUCK_S:
        pad.fault = _STUCK
    else:
        pad.fault = _FINE


@_njit
def _rest(pad: Any, beside: float, dt_s: float) -> None:
    """(3) Nobody touches: the baseline follows, down quickly and up slowly, and the last touch fades."""
    if beside < _FREEZING:
        pad.rest += pad.force * _lag(dt_s, _REST_DOWN_S if pad.force < 0.0 else _REST_UP_S)
        pad.rest = max(pad.rest, 0.0)
    step = min(abs(pad.newest - pad.before), _NOISE_MOST * pad.full)  # drift is no noise: only frame to frame
    pad.noise += (step - pad.noise) * _lag(dt_s, _NOISE_S)
    pad.peak *= math.exp(-dt_s / _AFTERGLOW_S)
    pad.smooth = pad.speed = 0.0


@_njit
def _late(pad: Any) -> float:
    """(6) What a pad that comes back late still says too much, after moving its play operators along."""
    late = 0.0
    for k in range(3):
        width = _PLAYS[k] * pad.peak
        pad.plays[k] = min(max(pad.plays[k], pad.force - width), pad.force + width)
        late += _PLAY_SHARES[k] * (pad.plays[k] - pad.force + width) / (2.0 * _PLAYS[k])
    return _HYSTERESIS * late


@_njit
def _filter(pad: Any, pressure: float, dt_s: float) -> None:
    """(6) The 1-euro filter: a low pass that opens with speed."""
    if dt_s <= 0.0:
        return
    raw_speed = (pressure - pad.smooth) / dt_s
    pad.speed += (raw_speed - pad.speed) * _lag(dt_s, 1.0 / (2.0 * math.pi * _EURO_SPEED_HZ))
    cutoff_hz = _EURO_SLOW_HZ + _EURO_BETA * abs(pad.speed)
    pad.smooth += (pressure - pad.smooth) * _lag(dt_s, 1.0 / (2.0 * math.pi * cutoff_hz))


@_njit
def _absorb(pad: Any, before: float, dt_s: float) -> None:
    """(4) Slower than any finger moves on purpose is creep that is not the pad's usual one: it does not count."""
    if abs(pad.smooth - pad.slow) < _STILL_A_S * _STILL_S:
        pad.absorbed = min(max(pad.absorbed + pad.smooth - before, -_ABSORB_MOST), _ABSORB_MOST)
    pad.slow += (pad.smooth - pad.slow) * _lag(dt_s, _STILL_S)


@_njit
def _touch(pad: Any, beside: float, dt_s: float) -> None:
    """(5) to (7): is it touched, and how hard."""
    begun = not pad.touched
    glow = _RELEASE_OF_PEAK * pad.peak
    if begun:
        least = max(_TOUCH * pad.full, 6.0 * pad.noise) + glow + _BESIDE * beside * pad.full
    else:
        least = max(_RELEASE * pad.full, 3.0 * pad.noise, glow)
    pad.touched = pad.force > least
    if not pad.touched:
        _rest(pad, beside, dt_s)
        return
    pad.touched_s = 0.0 if begun else pad.touched_s + dt_s
    pad.peak = pad.force if begun else max(pad.peak, pad.force)
    if begun:
        pad.plays[:] = -(MOST_FULL**2)  # each band begins below
    late = _late(pad) * min(1.0, 4.0 * pad.force / pad.peak)
    pressure = max(pad.force - late, 0.2 * pad.force) / pad.full
    before = pad.smooth
    if begun:
        pad.smooth, pad.speed, pad.slow, pad.absorbed = pressure, 0.0, pressure, 0.0
    else:
        _filter(pad, pressure, dt_s)
        _absorb(pad, before, dt_s)


@_njit
def _learn_crosstalk(pads: Any, felt: Any, crosstalk: Any, dt_s: float) -> None:
    """(4) While exactly one pad is pressed, what the others feel is the fabric's doing."""
    by, count = -1, 0
    for k in range(len(pads)):
        if pads[k].touched:
            by, count = k, count + 1
    if count != 1 or felt[by] < 0.2 * pads[by].full:
        return
    for k in range(len(pads)):
        if k != by:
            seen = min(max(felt[k] / felt[by], 0.0), CROSSTALK_MOST)
            crosstalk[k, by] += (seen - crosstalk[k, by]) * _lag(dt_s, _CROSSTALK_S)


@_njit
def _settle(pads: Any, visitor: Any, pad: Any) -> None:
    """(7) A press has ended: the first SETTLING of a visit say how strong the visitor is, on every pad."""
    pad.strongest = max(pad.strongest, pad.peak)
    pad.presses += 1
    visitor.presses += 1
    strength = visitor.strength
    greatest = 0.0
    for k in range(len(pads)):
        greatest = max(greatest, pads[k].strongest / pads[k].usual)
    if visitor.presses <= SETTLING:
        strength = greatest ** _TRUST[visitor.presses - 1]
    elif greatest > _BEYOND * strength:
        strength = math.sqrt(greatest * strength)
    if strength != visitor.strength:
        visitor.strength = strength
        for k in range(len(pads)):
            pads[k].full = min(max(_HEADROOM * pads[k].usual * strength, LEAST_FULL), MOST_FULL)
    if pad.presses <= SETTLING:  # this pad may have grown more sensitive than what is usual says
        pad.full = max(pad.full, min(pad.strongest, MOST_FULL))


@_njit
def _apart(pad: Any) -> float:
    """How far the visitor's strongest press here lies above a usual one, as a logarithm.

    The strongest of n presses of any strength is n / (n + 1) of the strongest possible, on the average.
    """
    apart: float = math.log(pad.strongest / pad.usual * (pad.presses + 1.0) / pad.presses)
    return apart


@_njit
def _doubt(pad: Any) -> float:
    """Variance of `_apart`: that of the greatest of n, and a little for how people press."""
    doubt: float = 1.0 / (pad.presses + 1.0) ** 2 + _PEOPLE
    return doubt


@_njit
def _compare(pads: Any) -> None:
    """(7) Remember how the pads compare, as this visitor's presses show it: the less doubt, the more of it."""
    total, known = 0.0, 0.0
    for k in range(len(pads)):
        if pads[k].presses >= SETTLING:
            total += _apart(pads[k]) / _doubt(pads[k])
            known += 1.0 / _doubt(pads[k])
    for k in range(len(pads)):
        if pads[k].presses >= SETTLING:
            apart = min(max(_apart(pads[k]) - total / known, -_APART_MOST), _APART_MOST)
            pads[k].usual *= math.exp(apart * _DRIFT / (_DRIFT + _doubt(pads[k])))


@_njit
def end_visit(pads: Any, visitor: Any) -> None:
    """(7) The visitor has gone: remember a little of the strength and more of how the pads compare."""
    _compare(pads)
    for k in range(len(pads)):
        pad = pads[k]
        if visitor.presses >= SETTLING:
            pad.usual *= min(max(visitor.strength, 1.0 / 3.0), 3.0) ** _FORGETTING
        pad.usual = min(max(pad.usual, LEAST_FULL), MOST_FULL)
        pad.full, pad.presses, pad.strongest = pad.usual, 0, 0.0
    visitor.idle_s, visitor.here, visitor.presses, visitor.strength = 0.0, 0, 0, 1.0


@_njit
def _mind_visit(pads: Any, visitor: Any, dt_s: float) -> None:
    """A visit lasts until nobody has touched for IDLE_S."""
    for k in range(len(pads)):
        if pads[k].touched:
            visitor.idle_s, visitor.here = 0.0, 1
            return
    visitor.idle_s += dt_s
    if visitor.here and visitor.idle_s >= IDLE_S:
        end_visit(pads, visitor)


@_njit
def advance(pads: Any, crosstalk: Any, visitor: Any, values: Any, dt_s: float, pressures: Any) -> None:
    """Take one frame.

    Args:
        pads: (P,) of PAD, changed in place.
        crosstalk: (P, P), share of the other's force (column) that a pad (row) feels; changed in place.
        visitor: a record of VISITOR, changed in place.
        values: (P,) raw values.
        dt_s: 0..LONGEST_DT_S.
        pressures: (P,) float64, written.
    """
    count = len(pads)
    felt = np.zeros(count)
    for k in range(count):
        _sense(pads[k], values[k], dt_s)
        felt[k] = 0.0 if pads[k].fault or pads[k].odd_s > 0.0 else pads[k].force
    for k in range(count):
        pad, beside, was = pads[k], 0.0, pads[k].touched
        for other in range(count):
            if other != k:
                pad.force -= crosstalk[k, other] * max(felt[other], 0.0)
                beside = max(beside, min(1.0, felt[other] / pads[other].full))
        _touch(pad, beside, dt_s)
        if was and not pad.touched and not pad.fault and pad.touched_s >= _PRESS_S:
            _settle(pads, visitor, pad)
        pressures[k] = (
            0.0 if pad.fault or not pad.touched else min(1.0, max(pad.smooth - pad.absorbed, _FAINTEST))
        )
    _learn_crosstalk(pads, felt, crosstalk, dt_s)
    _mind_visit(pads, visitor, dt_s)


@_njit
def advance_many(pads: Any, crosstalk: Any, visitor: Any, values: Any, dt_s: float, pressures: Any) -> None:
    """`advance` for every row of values (T, P); pressures (T, P) are written."""
    for t in range(len(values)):
        advance(pads, crosstalk, visitor, values[t], dt_s, pressures[t])
