"""What gestures made of a tune, on a grid that a code can hold.

Owns the grid's steps. Loudness is left out: a ringtone is as loud as its file lets it be. Refuses to know what a
shape does (measure/shape.py).
"""

from __future__ import annotations

from installation.measure.shape import NEUTRAL, Shape
from installation.score import MODES
from installation.settings import BOUNDS

_STEPS = {"register": 1.0, "timbre": 0.25, "articulation": 0.05, "tempo": 0.025}
_MODES = ("", *MODES)
SIZES = (
    *(round((BOUNDS[name][2] - BOUNDS[name][0]) / step) + 1 for name, step in _STEPS.items()),
    len(_MODES),
)
"""Places on the grid: of register, timbre, articulation, tempo, mode."""


def on_grid(shape: Shape) -> Shape:
    """The nearest shape on the grid."""
    return shape_at(places(shape))


def places(shape: Shape) -> tuple[int, ...]:
    """Where a shape stands on the grid, 0 .. SIZES - 1 each."""
    figures = [round((getattr(shape, name) - BOUNDS[name][0]) / step) for name, step in _STEPS.items()]
    return (*figures, _MODES.index(shape.mode))


def shape_at(found: tuple[int, ...]) -> Shape:
    """The shape at such places.

    Raises:
        ValueError: a place is none of the grid's.
    """
    if len(found) != len(SIZES) or not all(0 <= at < size for at, size in zip(found, SIZES, strict=True)):
        raise ValueError(f"no shape stands at {found}")
    *figures, mode = found
    values = [
        round(BOUNDS[name][0] + at * step, 6)
        for at, (name, step) in zip(figures, _STEPS.items(), strict=True)
    ]
    register, timbre, articulation, tempo = values
    shape = Shape(round(register), 0.0, timbre, articulation, tempo, _MODES[mode])
    return NEUTRAL if shape == NEUTRAL else shape
