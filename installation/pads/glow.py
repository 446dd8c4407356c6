"""What the object itself shows: a light a pad, and a short tremble under the finger that has just come.

Owns how bright each light is and how seldom that is said. Refuses to know ports and bytes: the world asks, the port's
door carries it out. With no object there, or nothing new, the same state comes back.

A pad that plays glows a little and shines with its pressure; one that rests at this level is dark, and answers a touch
faintly; one that is out of order stays dark. Where no pad plays at all, all of them breathe: they invite.
"""

from __future__ import annotations

import math

from msgspec import Struct

EVERY_NS = 40_000_000
"""Lights are changed 25 times a second at most, a touch excepted."""
AGAIN_NS = 2_000_000_000
"""All is said again so often, for an object that was reset or has missed it."""
LEAST_CHANGE = 3
"""A light that moves by less is left as it is (of 255)."""
WAITING, BRIGHTEST = 24, 255
"""Brightness of a pad that plays and is not touched, and of one that is pressed to the full."""
FAINT = 0.35
"""Of that, what a pad shows that does not play."""
BREATH_S, BREATH = 5.0, 70
TREMBLE, TREMBLE_MS = 150, 30
"""The motor at a touch: strength of 255, and how long."""
TREMBLE_NS = 90_000_000
"""Two trembles are at least so far apart."""
_NEVER_NS = -(10**18)


class GlowState(Struct, frozen=True):
    """`lights`: brightness 0..255 a pad, as last said. `tremble`: strength asked for in this very step."""

    lights: tuple[int, ...] = ()
    said_ns: int = _NEVER_NS
    new: bool = False  # the lights are to be said in this very step
    tremble: int = 0
    shaken: tuple[int, ...] = ()  # the objects that are to tremble: 0, or 1 for the second of two
    touched: tuple[bool, ...] = ()
    trembled_ns: tuple[int, ...] = ()  # each object


DARK = GlowState()
"""Nothing was said to any object."""


def advance(
    state: GlowState,
    pressures: tuple[float, ...],
    touched: tuple[bool, ...],
    live: tuple[bool, ...],
    faults: tuple[str, ...],
    now_ns: int,
) -> GlowState:
    """What the object is to show at `now_ns` (world time).

    Args:
        state: what it was told last.
        pressures: 0..1, one a pad.
        touched: which pads are touched; of two objects, those of the first and then those of the second.
        live: which pads steer the tune.
        faults: what is wrong with each pad, "" where all is well.
        now_ns: world time.
    """
    begun = _begun(touched, state.touched, len(pressures)) if touched != state.touched else ()
    if not begun and now_ns - state.said_ns < EVERY_NS:
        return state if not (state.new or state.tremble) else _quiet(state, touched)
    rest = WAITING if any(live) else _breath(now_ns)
    lights = tuple(
        0 if fault else _light(pressure, rest, plays=plays or not any(live))
        for pressure, plays, fault in zip(pressures, live, faults, strict=True)
    )
    trembled_ns = dict(enumerate(state.trembled_ns))
    shaken = tuple(each for each in begun if now_ns - trembled_ns.get(each, _NEVER_NS) >= TREMBLE_NS)
    new = bool(begun) or now_ns - state.said_ns >= AGAIN_NS or _moved(lights, state.lights)
    if not new:
        return (
            state if state.touched == touched and not (state.new or state.tremble) else _quiet(state, touched)
        )
    return GlowState(
        lights=lights,
        said_ns=now_ns,
        new=True,
        tremble=TREMBLE if shaken else 0,
        shaken=shaken,
        touched=touched,
        trembled_ns=tuple(
            now_ns if each in shaken else trembled_ns.get(each, _NEVER_NS)
            for each in range(len(touched) // len(pressures))
        ),
    )


def _begun(touched: tuple[bool, ...], before: tuple[bool, ...], pads: int) -> tuple[int, ...]:
    """The objects on which a touch has begun."""
    before = before if len(before) == len(touched) else (False,) * len(touched)
    begun = [pad for pad, (now, was) in enumerate(zip(touched, before, strict=True)) if now and not was]
    return tuple(sorted({pad // pads for pad in begun}))


def _quiet(state: GlowState, touched: tuple[bool, ...]) -> GlowState:
    """The same lights, with nothing to be said."""
    return GlowState(state.lights, state.said_ns, touched=touched, trembled_ns=state.trembled_ns)


def _light(pressure: float, rest: int, *, plays: bool) -> int:
    if not plays:
        return round(FAINT * BRIGHTEST * pressure)
    return round(rest + (BRIGHTEST - rest) * pressure)


def _breath(now_ns: int) -> int:
    """Between dark and BREATH, in and out once in BREATH_S."""
    return round(BREATH * 0.5 * (1.0 - math.cos(2.0 * math.pi * (now_ns / 1e9 % BREATH_S) / BREATH_S)))


def _moved(lights: tuple[int, ...], before: tuple[int, ...]) -> bool:
    """Whether a light has moved enough to be seen, or has come to one of its ends."""
    return len(lights) != len(before) or any(
        abs(now - was) >= LEAST_CHANGE or (now != was and now in {0, WAITING, BRIGHTEST})
        for now, was in zip(lights, before, strict=True)
    )
