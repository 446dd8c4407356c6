"""Controllers that stand in for hands: any MIDI control or gamepad axis to any pad.

Owns which control presses which pad, and how its value becomes a force. Refuses to know devices: a control is a
name such as "midi 74" or "pad 0 axis 5" and a value 0..1.

A control that is not bound yet takes the first pad that has none when it is moved: nobody needs to set anything up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from installation.score import PADS

MOVED = 0.08
"""A control that is not bound is moved on purpose if its value changes by so much."""
LET_GO = 0.02


@dataclass(frozen=True, slots=True)
class Pressed:
    """A control presses a pad with this force 0..1; 0: it lets go."""

    pad: int
    force: float


@dataclass(frozen=True, slots=True)
class ControllersState:
    """`bound`: (control, pad), each control once. `values`: (control, value when first seen or last moved)."""

    bound: tuple[tuple[str, int], ...] = ()
    values: tuple[tuple[str, float], ...] = ()
    pressed: tuple[int, ...] = ()  # pads that a control presses


def bind(text: str) -> ControllersState:
    """Bindings from text such as "midi 1=rhythm, midi 74=jump"; empty: learn all of them.

    Raises:
        ValueError: a part is no CONTROL=PAD, or names a pad that does not exist; says which.
    """
    bound: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        control, found, pad = (word.strip() for word in part.rpartition("="))
        if not found or not control:
            raise ValueError(f"{part!r} is no CONTROL=PAD")
        if pad not in PADS:
            raise ValueError(f"{part!r}: there is no pad {pad!r}, but {', '.join(PADS)}")
        bound[control] = PADS.index(pad)
    return ControllersState(tuple(bound.items()))


def midi_controls(data: bytes) -> tuple[tuple[str, float], ...]:
    """Control changes in a MIDI message of three bytes, as (control, value 0..1); () for any other message."""
    if len(data) < 3 or data[0] & 0xF0 != 0xB0 or data[1] > 119 or data[2] > 127:
        return ()
    return ((f"midi {data[1]}", data[2] / 127),)


def move(state: ControllersState, control: str, value: float) -> tuple[ControllersState, tuple[Pressed, ...]]:
    """A control has the value 0..1 now; what that presses or lets go."""
    value = min(1.0, max(0.0, value)) if value == value else 0.0  # noqa: PLR0124 - NaN is unlike itself
    known = dict(state.values)
    before = known.setdefault(control, 0.0 if value < MOVED else value)
    bound = dict(state.bound)
    free = [pad for pad in range(len(PADS)) if pad not in bound.values()]
    if control not in bound and free and abs(value - before) >= MOVED:
        bound[control] = free[0]
    state = replace(state, bound=tuple(bound.items()), values=tuple(known.items()))
    if control not in bound:
        return state, ()
    return _press(state, bound[control], value)


def _press(state: ControllersState, pad: int, value: float) -> tuple[ControllersState, tuple[Pressed, ...]]:
    others = tuple(other for other in state.pressed if other != pad)
    if value >= LET_GO:
        return replace(state, pressed=(*others, pad)), (Pressed(pad, value),)
    return replace(state, pressed=others), (Pressed(pad, 0.0),) if pad in state.pressed else ()


def let_go(state: ControllersState) -> tuple[ControllersState, tuple[Pressed, ...]]:
    """The controllers are gone: what they pressed is let go."""
    return replace(state, pressed=()), tuple(Pressed(pad, 0.0) for pad in state.pressed)
