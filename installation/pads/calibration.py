"""Calibration: raw values of real pads to pressures 0..1 of the visitor who is here, live and without buttons.

Owns what is known of each pad (its rest, its noise, its range, its faults) and of the visitor's strength.
Refuses to know ports, files and gestures; time comes as `dt_s`.

Theory of operation, a frame at a time and a pad at a time (the arithmetic is in calibration_kernel.py):
  (1) median of three, but a clear step passes in the frame that brings it: a touch may not wait;
  (2) the divider undone: u / (1 - u) is the pad's conductance, nearly proportional to force (ADR 0071);
  (3) the rest (baseline) taken off: it follows drift while nobody touches, and freezes under a touch;
  (4) creep taken off (an exponential a decade of time), and what the fabric brings from the other pads;
  (5) touch by two thresholds; below them the pressure is exactly 0;
  (6) hysteresis taken off (play operators), then a 1-euro filter (Casiez 2012);
  (7) divided by the range: a visitor's first SETTLING presses, on whichever pads, say how strong this visitor is
      beside a usual one, and that sets the range of every pad; then it stays until the object has been idle for
      IDLE_S: the same press, the same tune. What a usual visitor's range is on each pad is remembered with a
      forgetting factor, so that one strong visitor does not spoil it for the next.
Open, short, stuck and noisy pads are named in `faults` and give pressure 0 while the others play on.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.pads import calibration_kernel as kernel
from installation.pads.calibration_kernel import (
    CROSSTALK_MOST,
    FAULTS,
    IDLE_S,
    LEAST_FULL,
    MOST_FULL,
    PAD,
    SETTLING,
    VISITOR,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FIRST_FULL",
    "IDLE_S",
    "SETTLING",
    "CalibrationState",
    "advance",
    "advance_many",
    "begin",
    "believe",
    "forget_visitor",
    "from_json",
    "from_row",
    "strongest_of",
    "to_json",
    "to_row",
]

FIRST_FULL = 1.0
"""Conductance (of the divider's resistor) that a full press is taken for before anybody has pressed."""
_FIRST_NOISE = 0.002
_FIRST_CROSSTALK = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationState:
    """What is known of all pads, of their crosstalk, and of who is here; all arrays are read-only."""

    pads: NDArray[Any]  # (P,) of calibration_kernel.PAD
    crosstalk: NDArray[np.float64]  # (P, P): share of the other's force (column) that a pad (row) feels
    visitor: NDArray[Any]  # (1,) of calibration_kernel.VISITOR

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with each pad: "", "open", "short", "stuck" or "noisy"."""
        faults = self.pads["fault"]
        return tuple(FAULTS[fault] for fault in faults) if faults.any() else ("",) * len(faults)

    @property
    def touched(self) -> tuple[bool, ...]:
        """Which pads are touched."""
        return tuple(bool(touched) for touched in self.pads["touched"])


def _locked(pads: NDArray[Any], crosstalk: NDArray[np.float64], visitor: NDArray[Any]) -> CalibrationState:
    for array in (pads, crosstalk, visitor):
        array.flags.writeable = False
    return CalibrationState(pads, crosstalk, visitor)


def _nobody() -> NDArray[Any]:
    return np.array([(0.0, 0, 0, 1.0)], VISITOR)


def begin(pads: int = 4) -> CalibrationState:
    """Nothing is known yet of that many pads."""
    fresh = np.zeros(pads, PAD)
    fresh["rest"], fresh["noise"] = math.nan, _FIRST_NOISE
    fresh["full"] = fresh["usual"] = FIRST_FULL
    return _locked(fresh, _FIRST_CROSSTALK * (1.0 - np.eye(pads)), _nobody())


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
    state, pressures = advance_many(state, np.array([values], np.int64), dt_s)
    return state, tuple(pressures[0].tolist())


def advance_many(
    state: CalibrationState, values: NDArray[np.int64], dt_s: float
) -> tuple[CalibrationState, NDArray[np.float64]]:
    """The same for many frames, equally far apart: values (T, P) to the state then and pressures (T, P)."""
    if values.shape[1] != len(state.pads):
        state = begin(values.shape[1])
    pads, crosstalk, visitor = state.pads.copy(), state.crosstalk.copy(), state.visitor.copy()
    pressures = np.zeros(values.shape)
    dt_s = min(max(dt_s, 0.0), kernel.LONGEST_DT_S)
    kernel.advance_many(pads, crosstalk, visitor[0], values, dt_s, pressures)
    return _locked(pads, crosstalk, visitor), pressures


def believe(state: CalibrationState, strongest: tuple[float, ...]) -> CalibrationState:
    """The facilitator's strongest presses, a force a pad (see `strongest_of`), are what is usual from now on.

    Raises:
        ValueError: not one force a pad, or one that no press has.
    """
    if len(strongest) != len(state.pads) or not all(LEAST_FULL <= force <= MOST_FULL for force in strongest):
        raise ValueError(f"{len(state.pads)} forces of {LEAST_FULL}..{MOST_FULL} are needed, not {strongest}")
    pads = state.pads.copy()
    pads["usual"] = pads["full"] = strongest
    pads["presses"] = 0
    pads["strongest"] = 0.0
    return _locked(pads, state.crosstalk, _nobody())


def strongest_of(state: CalibrationState, pad: int) -> float | None:
    """The strongest press of this visit on a pad, once there have been SETTLING of them."""
    return float(state.pads[pad]["strongest"]) if state.pads[pad]["presses"] >= SETTLING else None


def forget_visitor(state: CalibrationState) -> CalibrationState:
    """Another visitor begins: how strong the last one was is remembered a little, and no longer believed."""
    pads = state.pads.copy()
    visitor = state.visitor.copy()
    kernel.end_visit(pads, visitor[0])
    return _locked(pads, state.crosstalk, visitor)


def to_json(state: CalibrationState) -> str:
    """What is worth keeping across restarts, as JSON."""
    return json.dumps({"calibration": 1, **to_row(state)}, indent=1)


def to_row(state: CalibrationState) -> dict[str, Any]:
    """The same as a row for JSON."""
    pads = [
        {name: float(pad[name]) for name in ("rest", "noise", "usual") if not math.isnan(pad[name])}
        for pad in state.pads
    ]
    return {"pads": pads, "crosstalk": state.crosstalk.tolist()}


def from_json(text: str) -> CalibrationState:
    """The state kept by `to_json`.

    Raises:
        ValueError: the text is no calibration, or holds figures that no pad has; says which.
    """
    kept = json.loads(text)
    if not isinstance(kept, dict) or kept.get("calibration") != 1:
        raise ValueError("this is no calibration of version 1")
    return from_row(kept)


def from_row(kept: dict[str, Any]) -> CalibrationState:
    """The state kept by `to_row`.

    Raises:
        ValueError: it holds figures that no pad has; says which.
    """
    if not isinstance(kept.get("pads"), list):
        raise ValueError("pads must be a list")  # noqa: TRY004 - all that is wrong with a file is one kind of error
    known = [_kept_pad(number, row) for number, row in enumerate(kept["pads"])]
    rows = kept.get("crosstalk")
    if not isinstance(rows, list) or [isinstance(row, list) and len(row) for row in rows] != [
        len(known)
    ] * len(known):
        raise ValueError(f"crosstalk must be {len(known)} rows of {len(known)}")
    shares = [[_figure(share, "crosstalk", 0.0, CROSSTALK_MOST) for share in row] for row in rows]
    pads = begin(len(known)).pads.copy()
    for pad, (rest, noise, usual) in zip(pads, known, strict=True):
        pad["rest"], pad["noise"] = rest, noise
        pad["usual"] = pad["full"] = usual
    return _locked(pads, np.array(shares, np.float64).reshape(len(known), len(known)), _nobody())


def _kept_pad(number: int, row: object) -> tuple[float, float, float]:
    """Rest, noise and usual range of one pad of a kept calibration."""
    name = f"pads[{number}]"
    if not isinstance(row, dict):
        raise ValueError(f"{name} is no object")  # noqa: TRY004 - all that is wrong with a file is one kind of error
    usual = _figure(row.get("usual"), f"{name}.usual", LEAST_FULL, MOST_FULL)
    noise = _figure(row.get("noise"), f"{name}.noise", 0.0, MOST_FULL)
    rest = _figure(row["rest"], f"{name}.rest", 0.0, MOST_FULL * 2) if "rest" in row else math.nan
    return rest, noise, usual


def _figure(value: object, name: str, lowest: float, highest: float) -> float:
    """A finite number within its bounds, or an error that names it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
        raise ValueError(f"{name} must be a number {lowest:g}..{highest:g}, not {value!r}")
    return float(value)
