"""Gestures in light: the trace that one leaves on the body where it was made, and the same trace shown to be copied.

Owns what the trace of each gesture looks like, and when it comes and goes. Refuses to know how gestures are told from
pressures (pads/gestures.py) and what they change (turns.py draws that). Whoever has seen the wall show a gesture
recognises the own one: both are the same strokes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation.visuals.composition import eased
from installation.visuals.palette import DISC, HAND, HAND_TIP, PAD_COLOURS, PEARL, lighter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from installation.snapshot import GestureView, Snapshot
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout

    Point = tuple[float, float]

TRY = "try."
"""A task that begins so proposes the gesture that follows."""
SHOWN_S = 4.2
"""From one showing of a gesture to the next."""
STAYS_S, GOES_S = 1.7, 0.7
"""How long the trace of a gesture stays, and how long it takes to go."""
_RUNS_S = 0.35  # a trace runs so long from its beginning to its end
_AFTER_S = 1.0  # hands must be off for so long before the wall shows one
_CALM = 0.4  # how fast it shows where little may move
_TURN = math.radians(62)  # of the twist that is shown
_MOST_TURN = math.radians(150)
_HAND, _TIP = 0.14, 0.036
_STROKE = 0.020
_FREE = 0.19  # the middle of the body is left free so far: a sign stands there


@dataclass(frozen=True, slots=True)
class _Trace:
    """How far a gesture has come: `share` 0..1, `turned` radians of a twist, how clearly it is seen, fingers or not."""

    pads: tuple[int, ...]
    share: float
    turned: float
    alpha: float
    fingers: bool


@dataclass(frozen=True, slots=True)
class _Skin:
    """Where the pads are now: their places, angles clockwise from the top and mean distance, around `centre`."""

    centre: Point
    body_radius: float
    places: Sequence[Point]
    angles: tuple[float, ...]
    radius: float

    def at(self, angle: float, radius: float) -> Point:
        """A place of the stage."""
        return (self.centre[0] + radius * math.sin(angle), self.centre[1] + radius * math.cos(angle))


def proposed(now: Snapshot) -> str:
    """The gesture that the task proposes, or ""."""
    return now.words.task.removeprefix(TRY) if now.words.task.startswith(TRY) else ""


def seen(gesture: GestureView) -> float:
    """How clearly the trace of a gesture is still seen, 1..0."""
    return 1.0 - eased((gesture.ago_s - STAYS_S) / GOES_S)


def draw(
    sheet: Sheet, layout: Layout, now: Snapshot, places: Sequence[Point], strength: float, *, calm: bool
) -> None:
    """The trace of the gesture that was made; without one, hands off, the one to be tried."""
    if strength <= 0.0:
        return
    made = now.gesture
    if made.name in _DRAWN and seen(made) > 0.0:
        share = eased(made.ago_s / _RUNS_S)
        turned = min(max(math.radians(made.value), -_MOST_TURN), _MOST_TURN)
        alpha = seen(made) * strength
        _DRAWN[made.name](
            sheet, _skin(layout, places), _Trace(made.pads, share, turned, alpha, fingers=False)
        )
        return
    name = proposed(now)
    waited_s = now.idle_s - _AFTER_S
    if name in _DRAWN and waited_s > 0.0:
        turn, at_s = divmod(waited_s * (_CALM if calm else 1.0), SHOWN_S)
        share = eased((at_s - 0.7) / 1.3)
        alpha = eased(at_s / 0.5) * (1 - eased((at_s - 3.1) / 0.8)) * strength
        pads = _shown_pads(name, int(turn))
        trace = _Trace(pads, share, _TURN * share * (-1) ** int(turn), alpha, fingers=True)
        _DRAWN[name](sheet, _skin(layout, places), trace)


def _shown_pads(name: str, turn: int) -> tuple[int, ...]:
    """On which pads a gesture is shown: on others each time."""
    first = turn % 4
    match name:
        case "slide":
            return (3, 0, 1) if turn % 2 == 0 else (1, 0, 3)
        case "two_handed":
            return (first % 2, first % 2 + 2)
        case "tap" | "hold":
            return (first,)
    return (0, 1, 2, 3)


def _skin(layout: Layout, places: Sequence[Point]) -> _Skin:
    x, y = layout.centre
    angles = tuple(math.atan2(at[0] - x, at[1] - y) for at in places)
    radius = sum(math.dist(at, layout.centre) for at in places) / len(places)
    return _Skin(layout.centre, layout.body_radius, places, angles, radius)


def _slide(sheet: Sheet, skin: _Skin, trace: _Trace) -> None:
    """Along the edge from pad to pad, in the colour of the pad that was left; an arrow where the finger went."""
    first, then, _ = trace.pads
    way = 1 if (then - first) % len(skin.places) == 1 else -1
    start, run = skin.angles[first], way * math.pi * trace.share
    quarter = way * math.pi / 2
    for part, pad in enumerate((first, then)):
        low, high = part * quarter, way * min(abs((part + 1) * quarter), abs(run))
        if abs(high) > abs(low):
            colour = lighter(PAD_COLOURS[pad], 0.35)
            sheet.arc(
                skin.centre, skin.radius, (start + low, start + high), 1.4 * _STROKE, colour, trace.alpha
            )
    at = skin.at(start + run, skin.radius)
    _arrow(sheet, at, _onward(start + run, way), trace.alpha * trace.share)
    _tip(sheet, at, trace, hand=True)


def _twist(sheet: Sheet, skin: _Skin, trace: _Trace) -> None:
    """Around the middle from every pad, as far as the hand turned, each in its colour."""
    way = 1 if trace.turned >= 0 else -1
    for pad, angle in enumerate(skin.angles):
        end = angle + trace.turned
        colour = lighter(PAD_COLOURS[pad], 0.35)
        sheet.arc(skin.centre, skin.radius, (angle, end), 1.4 * _STROKE, colour, trace.alpha)
        at = skin.at(end, skin.radius)
        if abs(trace.turned) > 0.1:
            _arrow(sheet, at, _onward(end, way), trace.alpha)
        _tip(sheet, at, trace)


def _squeeze(sheet: Sheet, skin: _Skin, trace: _Trace) -> None:
    """From all sides inwards, and a ring that tightens around the body."""
    radius = skin.body_radius * (1.06 - 0.16 * trace.share)
    sheet.circle(skin.centre, radius, _STROKE, PEARL, 0.75 * trace.alpha)
    _press_in(sheet, skin, trace, tuple(range(len(skin.places))))


def _two_handed(sheet: Sheet, skin: _Skin, trace: _Trace) -> None:
    """From two sides inwards, and from both pads a line towards the other."""
    joined = eased(2 * trace.share - 1)
    for pad in trace.pads[:2]:
        at, angle = skin.places[pad], skin.angles[pad]
        end = skin.at(angle, skin.radius + (_FREE - skin.radius) * joined)
        sheet.line(at, end, 0.7 * _STROKE, lighter(PAD_COLOURS[pad], 0.35), trace.alpha * joined)
    _press_in(sheet, skin, trace, trace.pads[:2])


def _press_in(sheet: Sheet, skin: _Skin, trace: _Trace, pads: tuple[int, ...]) -> None:
    """A stroke from the body's edge to each pad, its arrow at the pad, and a ring around it once it is there."""
    for pad in pads:
        angle, colour = skin.angles[pad], lighter(PAD_COLOURS[pad], 0.35)
        far, near = 0.97 * skin.body_radius, skin.radius + 0.095
        head = skin.at(angle, far + (near - far) * trace.share)
        sheet.line(skin.at(angle, far), head, 1.2 * _STROKE, colour, trace.alpha)
        _arrow(sheet, head, angle + math.pi, trace.alpha * trace.share)
        arrived = eased(3 * trace.share - 2)
        sheet.circle(skin.places[pad], 0.095, 0.7 * _STROKE, colour, trace.alpha * arrived)
        reach = far + (skin.radius - far) * trace.share
        _tip(sheet, skin.at(angle, reach), trace)


def _tap(sheet: Sheet, skin: _Skin, trace: _Trace) -> None:
    """A tap or a hold: a ring that opens around the pad and stays."""
    for pad in trace.pads:
        colour = lighter(PAD_COLOURS[pad], 0.35)
        sheet.circle(skin.places[pad], 0.075 + 0.05 * trace.share, 0.8 * _STROKE, colour, trace.alpha)
        _tip(sheet, skin.places[pad], trace, hand=True)


_DRAWN = {
    "slide": _slide,
    "twist": _twist,
    "squeeze": _squeeze,
    "two_handed": _two_handed,
    "tap": _tap,
    "hold": _tap,
}


def _onward(angle: float, way: int) -> float:
    """Where something heads that goes around the middle, clockwise (1) or against it (-1)."""
    return angle + way * math.pi / 2


def _arrow(sheet: Sheet, at: Point, heading: float, alpha: float) -> None:
    """The head of an arrow, its tip a little ahead of the place."""
    long = 0.085 * (0.55 + 0.45 * sheet.bold)  # bold strokes must not run together
    tip = (at[0] + 0.035 * math.sin(heading), at[1] + 0.035 * math.cos(heading))
    for side in (-1, 1):
        back = heading + math.pi + side * 0.62
        leg = (tip[0] + long * math.sin(back), tip[1] + long * math.cos(back))
        sheet.line(tip, leg, 1.1 * _STROKE / math.sqrt(sheet.bold), PEARL, alpha)


def _tip(sheet: Sheet, at: Point, trace: _Trace, *, hand: bool = False) -> None:
    """Where a finger is, while the wall shows how: a hand of one finger, or a fingertip of light."""
    if not trace.fingers:
        return
    sheet.halo(at, 0.16, PEARL, 0.35 * trace.alpha)
    if hand:
        middle = (at[0] - HAND_TIP[0] * _HAND, at[1] - HAND_TIP[1] * _HAND)
        sheet.mark(middle, _HAND, HAND, PEARL, 0.95 * trace.alpha)
    else:
        sheet.mark(at, _TIP, DISC, PEARL, 0.9 * trace.alpha)
