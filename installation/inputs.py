"""What may enter a step of the world: one frozen dataclass a kind of input, and nothing else gets in.

Owns the names of everything that hands, boards, keys, recorded visits and doors can tell the world.
Refuses to know which door an input came through: a recorded press and a real one are the same value.
`at_ns` is world time: integer nanoseconds since the world began. It never lies in a later step than the
one that the input enters, and touches are sounded from it (see effects.py), not from the step's own time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PadFrameArrived:
    """A board's message: one raw 16-bit value a pad (0..65535, larger = pressed harder)."""

    at_ns: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PressuresGiven:
    """Calibrated pressures 0..1, one a pad, from a recorded visit: they pass calibration by."""

    at_ns: int
    pressures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FingerMoved:
    """A finger (or the mouse, or a held key) on the body on the screen.

    `x`, `y` are body coordinates: the body's rim is the unit circle, x to the right, y up.
    `force` is 0..1; a finger is a new one if its number was not down before.
    """

    at_ns: int
    finger: int
    x: float
    y: float
    force: float


@dataclass(frozen=True, slots=True)
class FingerLifted:
    """The finger of that number left the body."""

    at_ns: int
    finger: int


@dataclass(frozen=True, slots=True)
class LevelChosen:
    """A facilitator chose a guidance level (its number in content/levels.yaml)."""

    at_ns: int
    level: int


@dataclass(frozen=True, slots=True)
class LockSet:
    """A facilitator locked (or freed) the guidance level: locked, it changes by hand only."""

    at_ns: int
    locked: bool


@dataclass(frozen=True, slots=True)
class StyleChosen:
    """A facilitator (or, one day, a gesture) chose a style by name."""

    at_ns: int
    style: str


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """Begin afresh: the start level, no memory of the visitor, every note ended."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class PortChanged:
    """The board's port was found (`device` names it) or lost (`device` is None)."""

    at_ns: int
    device: str | None


@dataclass(frozen=True, slots=True)
class SoundChanged:
    """The sound door's state: "device", "silent" (no device, the show goes on) or "lost"."""

    at_ns: int
    state: str


Input = (
    PadFrameArrived
    | PressuresGiven
    | FingerMoved
    | FingerLifted
    | LevelChosen
    | LockSet
    | StyleChosen
    | ResetAsked
    | PortChanged
    | SoundChanged
)
