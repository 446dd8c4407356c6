"""Calibration: raw values of real pads to pressures 0..1 of the visitor who is here, live and without buttons.

Owns what is known of each pad (its rest, its noise, its range, its faults) and of the visitor's strength.
Refuses to know ports, files and gestures; time comes as `dt_s`.

Theory of operation, a frame at a time and a pad at a time:
  1. median of three, but a clear step passes in the frame that brings it (a touch may not wait);
  2. the divider undone: u / (1 - u) is the pad's conductance, nearly linear in force (ADR 0071);
  3. the rest (baseline) taken off: it follows drift while nobody touches, and freezes under a touch;
  4. creep taken off (three exponentials, one a decade of time), crosstalk of the other pads taken off;
  5. touch by two thresholds; below them the pressure is exactly 0;
  6. hysteresis taken off (a play operator), then a 1-euro filter (Casiez 2012);
  7. divided by the range: a visitor's first SETTLING presses set it, then it stays until the object has been
     idle: the same press, the same tune. What visitors' ranges are usually like is remembered with a
     forgetting factor, so that one strong visitor does not spoil it for the next.
Open, short, stuck and noisy pads are named in `faults` and give pressure 0 while the others play on.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace

FULL_SCALE = 65_536.0
IDLE_S = 20.0
"""Nobody touches for so long: the visitor has gone, and the next one's range is learned afresh."""
SETTLING = 3
"""Presses of a visit on a pad that set its range."""
FIRST_FULL = 1.0
"""Conductance (of the divider's resistor) that a full press is taken for before anybody has pressed."""
CREEP = ((0.3, 0.03), (3.0, 0.05), (30.0, 0.05))
"""Time constants in seconds and shares of the creep that is taken off: about 5 % a decade of time."""

_TOUCH, _RELEASE = 0.035, 0.022  # of the range, above rest
_RELEASE_OF_PEAK, _AFTERGLOW_S = 0.06, 0.8  # a pad hard pressed does not come back to rest at once
_BESIDE = 0.05  # of the strongest other pad: what crosstalk may still leave
_REST_UP_S, _REST_DOWN_S, _NOISE_S = 6.0, 0.4, 2.0
_CLEAR = 0.05  # of the range: a step that passes the median at once
_PLAY, _HYSTERESIS = 0.15, 0.18  # of the touch's peak
_EURO_SLOW_HZ, _EURO_BETA, _EURO_SPEED_HZ = 2.5, 4.0, 4.0
_CROSSTALK, _CROSSTALK_S, _CROSSTALK_MOST = 0.05, 4.0, 0.25
_LONGEST_DT_S = 0.1
_SHORT_RAW, _SHORT_S = 65_200, 1.0
_OPEN_RAW, _OPEN_S = 4, 2.0
_STUCK_S, _STUCK_BAND = 60.0, 0.08
_NOISY, _QUIET, _NOISY_S = 0.06, 0.03, 2.0
_LEAST_FULL, _MOST_FULL = 0.02, 100.0
_PRESS_S = 0.15  # a shorter touch is a tap, and says little of the visitor's strength
_TRUST = (0.6, 0.85, 1.0)  # in the strongest press after 1, 2, 3 of them
_FORGETTING = 0.25  # weight of the newest visitor in what is usual


@dataclass(frozen=True, slots=True)
class PadState:
    """What is known of one pad; conductances and forces are in units of the divider's resistor."""

    recent: tuple[float, float] | None = None  # the last two conductances, for the median
    rest: float = math.nan  # conductance while nobody touches
    noise: float = 0.002  # its mean jitter
    creep: tuple[float, ...] = (0.0,) * len(CREEP)  # slow parts of the force
    force: float = 0.0  # conductance above rest, creep and crosstalk
    full: float = FIRST_FULL  # force of a full press of this visitor
    usual: float = FIRST_FULL  # the same of visitors in general
    presses: int = 0  # of this visit
    strongest: float = 0.0  # of this visit
    touched: bool = False
    touched_s: float = 0.0  # length of this touch, or of the last one
    peak: float = 0.0  # of this touch; fades after it
    play: float = 0.0  # the middle of the hysteresis band
    smooth: float = 0.0  # pressure out of the 1-euro filter
    speed: float = 0.0
    steady: float = 0.0  # the conductance when it last moved, for `stuck`
    steady_s: float = 0.0
    odd_s: float = 0.0  # how long the raw value has been one that no hand makes
    jitter: float = 0.0  # share of the range by which single frames stand out
    fault: str = ""  # "", "open", "short", "stuck" or "noisy"


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """What is known of all pads, of their crosstalk, and of who is here."""

    pads: tuple[PadState, ...]
    crosstalk: tuple[tuple[float, ...], ...]  # [pad][other]: share of the other's force that is felt here
    idle_s: float = 0.0
    visiting: bool = False

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with each pad: "", "open", "short", "stuck" or "noisy"."""
        return tuple(pad.fault for pad in self.pads)

    @property
    def touched(self) -> tuple[bool, ...]:
        """Which pads are touched."""
        return tuple(pad.touched for pad in self.pads)


def begin(pads: int = 4) -> CalibrationState:
    """Nothing is known yet of that many pads."""
    crosstalk = tuple(
        tuple(0.0 if pad == other else _CROSSTALK for other in range(pads)) for pad in range(pads)
    )
    return CalibrationState(tuple(PadState() for _ in range(pads)), crosstalk)


def advance(
    state: CalibrationState, values: tuple[int, ...], dt_s: float
) -> tuple[CalibrationState, tuple[float, ...]]:
    """Take one frame of the board.

    Args:
        state: what was known before; if the number of pads has changed, it begins afresh.
        values: raw values 0..65535, one a pad, larger = pressed harder.
        dt_s: seconds since the frame before (more than 0.1 counts as 0.1).

    Returns:
        The state now, and the pressures 0..1 of the visitor who is here, one a pad; 0 is untouched.
    """
    if len(values) != len(state.pads):
        state = begin(len(values))
    dt_s = min(max(dt_s, 0.0), _LONGEST_DT_S)
    pads = [_sense(pad, value, dt_s) for pad, value in zip(state.pads, values, strict=True)]
    felt = [0.0 if pad.fault or pad.odd_s else pad.force for pad in pads]
    pads = [
        _touch(pad, _without_crosstalk(k, felt, state.crosstalk[k]), _beside(k, felt, pads), dt_s)
        for k, pad in enumerate(pads)
    ]
    crosstalk = _learn_crosstalk(state.crosstalk, pads, felt, dt_s)
    idle_s = 0.0 if any(pad.touched for pad in pads) else state.idle_s + dt_s
    visiting = idle_s == 0.0 or state.visiting
    if visiting and idle_s >= IDLE_S:
        pads, visiting = [_end_visit(pad) for pad in pads], False
    pads = [_settle(old, pad, pads) for old, pad in zip(state.pads, pads, strict=True)]
    pressures = tuple(0.0 if pad.fault or not pad.touched else min(1.0, pad.smooth) for pad in pads)
    return CalibrationState(tuple(pads), crosstalk, idle_s, visiting), pressures


def forget_visitor(state: CalibrationState) -> CalibrationState:
    """Another visitor begins: how strong the last one was is remembered a little, and no longer believed."""
    return replace(state, pads=tuple(_end_visit(pad) for pad in state.pads), visiting=False)


def _conductance(value: int) -> float:
    """Of the pad, in units of the divider's resistor: the divider's equation turned round."""
    share = min(max(value, 0) / FULL_SCALE, 0.995)
    return share / (1.0 - share)


def _lag(dt_s: float, time_s: float) -> float:
    """How far a low pass of that time constant goes in dt_s; 0..1."""
    return 1.0 - math.exp(-dt_s / time_s)


def _sense(pad: PadState, value: int, dt_s: float) -> PadState:
    """Steps 1 to 4 of one pad, and its faults: `force` is what is above rest and creep."""
    now = _conductance(value)
    if pad.recent is None:
        pad = _first(pad, now)
    before = pad.recent or (now, now)
    middle = sorted((*before, now))[1]
    jitter = pad.jitter + (min(1.0, abs(now - middle) / pad.full) - pad.jitter) * _lag(dt_s, _NOISY_S)
    if not pad.touched and now - pad.rest > _CLEAR * pad.full + 6 * pad.noise:
        middle = now
    force = middle - pad.rest - sum(pad.creep)
    creep = tuple(
        slow + (share * max(force, 0.0) - slow) * _lag(dt_s, time_s)
        for slow, (time_s, share) in zip(pad.creep, CREEP, strict=True)
    )
    pad = replace(pad, recent=(before[1], now), jitter=jitter, force=force, creep=creep)
    return _find_faults(pad, value, middle, dt_s)


def _first(pad: PadState, now: float) -> PadState:
    """The first frame: where a pad rests, unless what was kept of it says that it is being pressed."""
    limit = 0.25 * pad.full if math.isnan(pad.rest) else pad.rest + 0.15 * pad.full
    known = limit if math.isnan(pad.rest) else pad.rest
    return replace(pad, recent=(now, now), rest=now if now < limit else known)


def _find_faults(pad: PadState, value: int, middle: float, dt_s: float) -> PadState:
    """Name what no hand does: a value at the very end for long, endless stillness under a touch, jumps."""
    limit_s = _SHORT_S if value >= _SHORT_RAW else _OPEN_S
    odd_s = pad.odd_s + dt_s if value >= _SHORT_RAW or value <= _OPEN_RAW else 0.0
    still = abs(middle - pad.steady) < _STUCK_BAND * pad.full
    steady_s = pad.steady_s + dt_s if still and (pad.touched or pad.fault == "stuck") else 0.0
    fault = ""
    if odd_s > limit_s:
        fault = "short" if value >= _SHORT_RAW else "open"
    elif pad.jitter > (_QUIET if pad.fault == "noisy" else _NOISY):
        fault = "noisy"
    elif steady_s > _STUCK_S:
        fault = "stuck"
    return replace(pad, odd_s=odd_s, steady=pad.steady if still else middle, steady_s=steady_s, fault=fault)


def _without_crosstalk(k: int, felt: list[float], shares: tuple[float, ...]) -> float:
    """Force of pad k less what the fabric brings from the others."""
    return felt[k] - sum(share * max(force, 0.0) for share, force in zip(shares, felt, strict=True))


def _beside(k: int, felt: list[float], pads: list[PadState]) -> float:
    """The strongest other pad, 0..1 of its range."""
    shares = [
        force / pad.full for other, (force, pad) in enumerate(zip(felt, pads, strict=True)) if other != k
    ]
    return min(1.0, max(shares, default=0.0))


def _touch(pad: PadState, force: float, beside: float, dt_s: float) -> PadState:
    """Steps 5 to 7 of one pad: is it touched, and how hard."""
    glow = _RELEASE_OF_PEAK * pad.peak
    if pad.touched:
        touched = force > max(_RELEASE * pad.full, 3 * pad.noise, glow)
    else:
        touched = force > max(_TOUCH * pad.full, 6 * pad.noise) + glow + _BESIDE * max(beside, 0.0) * pad.full
    if not touched:
        return _rest(pad, force, dt_s)
    begun = not pad.touched
    peak = force if begun else max(pad.peak, force)
    play = _played(force if begun else pad.play, force, _PLAY * peak, begun=begun)
    pressure = _without_hysteresis(force, play, peak) / pad.full
    smooth, speed = (pressure, 0.0) if begun else _one_euro(pad, pressure, dt_s)
    return replace(
        pad,
        force=force,
        touched=True,
        touched_s=0.0 if begun else pad.touched_s + dt_s,
        peak=peak,
        play=play,
        smooth=smooth,
        speed=speed,
    )


def _rest(pad: PadState, force: float, dt_s: float) -> PadState:
    """Nobody touches: the baseline follows, down quickly and up slowly, and the last touch fades."""
    rest = pad.rest + force * _lag(dt_s, _REST_DOWN_S if force < 0.0 else _REST_UP_S)
    calm = pad.peak < 0.01 * pad.full
    noise = pad.noise + (abs(force) - pad.noise) * _lag(dt_s, _NOISE_S) if calm else pad.noise
    peak = pad.peak * math.exp(-dt_s / _AFTERGLOW_S)
    return replace(pad, force=force, touched=False, rest=rest, noise=noise, peak=peak, smooth=0.0, speed=0.0)


def _played(play: float, force: float, width: float, *, begun: bool) -> float:
    """The play operator: the middle of a band that the force drags along."""
    return force - width if begun else min(max(play, force - width), force + width)


def _without_hysteresis(force: float, play: float, peak: float) -> float:
    """What a pad that gives way and comes back late would say on its way down, said as on its way up."""
    behind = play - force + _PLAY * peak  # 0 on the way up, 2 * _PLAY * peak on the way down
    late = _HYSTERESIS * behind / (2 * _PLAY)
    return max(force - late * min(1.0, 2.0 * force / peak), 0.1 * force)


def _one_euro(pad: PadState, pressure: float, dt_s: float) -> tuple[float, float]:
    """A low pass that opens with speed: (pressure, speed a second)."""
    if dt_s <= 0.0:
        return pad.smooth, pad.speed
    raw_speed = (pressure - pad.smooth) / dt_s
    speed = pad.speed + (raw_speed - pad.speed) * _lag(dt_s, 1.0 / (2 * math.pi * _EURO_SPEED_HZ))
    cutoff_hz = _EURO_SLOW_HZ + _EURO_BETA * abs(speed)
    return pad.smooth + (pressure - pad.smooth) * _lag(dt_s, 1.0 / (2 * math.pi * cutoff_hz)), speed


def _learn_crosstalk(
    crosstalk: tuple[tuple[float, ...], ...], pads: list[PadState], felt: list[float], dt_s: float
) -> tuple[tuple[float, ...], ...]:
    """While exactly one pad is pressed, what the others feel is the fabric's doing."""
    pressed = [k for k, pad in enumerate(pads) if pad.touched]
    if len(pressed) != 1 or felt[pressed[0]] < 0.2 * pads[pressed[0]].full:
        return crosstalk
    by = pressed[0]
    rows = []
    for k, row in enumerate(crosstalk):
        seen = min(max(felt[k] / felt[by], 0.0), _CROSSTALK_MOST)
        share = row[by] + (seen - row[by]) * _lag(dt_s, _CROSSTALK_S)
        rows.append(row if k == by else (*row[:by], share, *row[by + 1 :]))
    return tuple(rows)


def _settle(old: PadState, pad: PadState, pads: list[PadState]) -> PadState:
    """A press has ended: the first SETTLING of a visit say how strong the visitor is."""
    if not old.touched or pad.touched or old.fault or old.touched_s < _PRESS_S:
        return pad
    strongest, presses = max(pad.strongest, old.peak), pad.presses + 1
    if presses > SETTLING:
        full = pad.full if strongest < 1.15 * pad.full else math.sqrt(strongest * pad.full)
    else:
        trust = _TRUST[presses - 1]
        full = strongest**trust * _expected(pad, pads) ** (1.0 - trust)
    full = min(max(full, _LEAST_FULL), _MOST_FULL)
    return replace(pad, strongest=strongest, presses=presses, full=full)


def _expected(pad: PadState, pads: list[PadState]) -> float:
    """A full press on this pad, as the visitor's presses on the others let expect it."""
    known = [math.log(other.full / other.usual) for other in pads if other.presses >= SETTLING]
    return pad.usual * math.exp(sum(known) / len(known) if known else 0.0)


def _end_visit(pad: PadState) -> PadState:
    """The visitor has gone: remember a little, and expect a usual one."""
    usual = pad.usual
    if pad.presses:
        usual *= min(max(pad.strongest / usual, 1 / 3), 3.0) ** _FORGETTING
    return replace(pad, usual=usual, full=usual, presses=0, strongest=0.0)


def to_json(state: CalibrationState) -> str:
    """What is worth keeping across restarts, as JSON."""
    pads = [{"rest": pad.rest, "noise": pad.noise, "usual": pad.usual} for pad in state.pads]
    for pad in pads:
        if math.isnan(pad["rest"]):
            del pad["rest"]
    return json.dumps({"calibration": 1, "pads": pads, "crosstalk": state.crosstalk}, indent=1)


def from_json(text: str) -> CalibrationState:
    """The state kept by `to_json`.

    Raises:
        ValueError: the text is no calibration, or holds figures that no pad has; says which.
    """
    kept = json.loads(text)
    if not isinstance(kept, dict) or kept.get("calibration") != 1 or not isinstance(kept.get("pads"), list):
        raise ValueError("this is no calibration of version 1")
    pads = tuple(_kept_pad(number, row) for number, row in enumerate(kept["pads"]))
    rows = kept.get("crosstalk")
    if not isinstance(rows, list) or [isinstance(row, list) and len(row) for row in rows] != [
        len(pads)
    ] * len(pads):
        raise ValueError(f"crosstalk must be {len(pads)} rows of {len(pads)}")
    shares = tuple(tuple(_figure(share, "crosstalk", 0.0, _CROSSTALK_MOST) for share in row) for row in rows)
    return CalibrationState(pads, shares)


def _kept_pad(number: int, row: dict[str, float]) -> PadState:
    """One pad of a kept calibration."""
    name = f"pads[{number}]"
    if not isinstance(row, dict):
        raise ValueError(f"{name} is no object")  # noqa: TRY004 - all that is wrong with a file is one kind of error
    usual = _figure(row.get("usual"), f"{name}.usual", _LEAST_FULL, _MOST_FULL)
    noise = _figure(row.get("noise"), f"{name}.noise", 0.0, _MOST_FULL)
    rest = _figure(row["rest"], f"{name}.rest", 0.0, _MOST_FULL * 2) if "rest" in row else math.nan
    return PadState(rest=rest, noise=noise, usual=usual, full=usual)


def _figure(value: object, name: str, lowest: float, highest: float) -> float:
    """A finite number within its bounds, or an error that names it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
        raise ValueError(f"{name} must be a number {lowest:g}..{highest:g}, not {value!r}")
    return float(value)
