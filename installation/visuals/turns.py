"""What gestures have made of the tune, in signs: register, loudness, timbre, articulation, tempo, mode, style.

Owns a sign for each of them, which shows how far it is changed; the sign of what was changed just now stands large
in the middle of the body with one word, then goes down to the others at the body's foot, where all that is changed
stays to be seen. Refuses to know which gesture changes what (content/mapping.yaml), and languages.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation.score import MODES
from installation.settings import BOUNDS
from installation.visuals.composition import eased
from installation.visuals.layout import Place
from installation.visuals.palette import DISC, MIST, NIGHT, PEARL, from_hex, mix

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.measure.shape import Shape
    from installation.snapshot import GestureView, Snapshot
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout

    Point = tuple[float, float]

LARGE_S, FALLS_S = 2.0, 0.7
"""How long the sign of a change stands in the middle, and how long it takes to its place at the foot."""
WORD_WIDE = 0.47
"""Room for the word between the strokes of a gesture, on a body of the usual size."""
_BODY = 0.534  # the radius of the body in a wide picture
_ROOMY = 0.95  # of that size: on a smaller one the strokes of a gesture leave no room for a word; the sentence has it
_COMES_S = 0.2
_LARGE, _SMALL = 0.095, 0.050
_FOOT, _APART = 0.86, 0.150  # the row at the body's foot: on so much of its radius, and how far apart
_PLATE = 0.46  # how dark the ground of a sign is
_HUES = tuple(from_hex(text) for text in ("#8FA8F0", "#C79BE8", "#F0A8C0"))  # nacre: no pad's colour
_MODES = ("", *MODES)


def changed_parts(shape: Shape) -> tuple[str, ...]:
    """What of a tune is not as it was decoded, in a lasting order."""
    figures = [name for name, (_, neutral, _) in BOUNDS.items() if getattr(shape, name) != neutral]
    return (*figures, *(("mode",) if shape.mode else ()))


def share_of(shape: Shape, name: str) -> float:
    """How far something is changed, 0..1 between its ends; of a mode, which one."""
    if name not in BOUNDS:
        return _MODES.index(shape.mode) / len(_MODES)
    low, _, high = BOUNDS[name]
    return float((getattr(shape, name) - low) / (high - low))


def draw(sheet: Sheet, layout: Layout, now: Snapshot, strength: float) -> None:
    """The signs of all that is changed, and the word for what was changed just now."""
    if strength <= 0.0:
        return
    fresh = now.gesture.changed if now.gesture.ago_s < LARGE_S + FALLS_S else ""
    lasting = changed_parts(now.shape)
    feet = _feet(layout, len(lasting))
    for name, foot in zip(lasting, feet, strict=True):
        if name != fresh:
            _draw_sign(sheet, foot, _SMALL, name, share_of(now.shape, name), strength)
    if fresh in _SIGNS:
        falls_to = feet[lasting.index(fresh)] if fresh in lasting else None
        _draw_fresh(sheet, layout, now, falls_to, strength)


def _draw_fresh(sheet: Sheet, layout: Layout, now: Snapshot, foot: Point | None, strength: float) -> None:
    """Large in the middle with its word; then down to its place, or away if the tune is as it was."""
    made = now.gesture
    falls = eased((made.ago_s - LARGE_S) / FALLS_S)
    there = eased(made.ago_s / _COMES_S) * strength
    scale = min(1.0, layout.body_radius / _BODY)  # on a smaller body it is smaller
    middle, large = (layout.centre[0], layout.centre[1] + 0.045 * scale), _LARGE * scale
    if foot is None:
        at, size, there = middle, large, there * (1 - falls)
    else:
        at = (middle[0] + (foot[0] - middle[0]) * falls, middle[1] + (foot[1] - middle[1]) * falls)
        size = large + (_SMALL - large) * falls
    words = there * max(0.0, 1 - 2 * falls) if scale >= _ROOMY else 0.0
    if words > 0.0:
        _draw_plate(sheet, layout.centre, 0.185 * scale, words)
        place = Place(layout.centre[0], layout.centre[1] - 0.062 * scale, 0.084, WORD_WIDE * scale)
        sheet.text(word_of(made), place, PEARL, words)
    share = share_of(now.shape, made.changed) if made.changed != "style" else 0.5
    _draw_sign(sheet, at, size, made.changed, share, there, plate=falls)


def word_of(made: GestureView) -> str:
    """The key of the word for what a gesture changed."""
    which = "" if made.changed in {"mode", "style"} else ".more" if made.more else ".less"
    return f"shape.{made.changed}{which}"


def _feet(layout: Layout, count: int) -> list[Point]:
    """Places at the body's foot, side by side along its edge."""
    radius = _FOOT * layout.body_radius
    apart = _APART / radius
    angles = [math.pi + apart * ((count - 1) / 2 - number) for number in range(count)]
    return [
        (layout.centre[0] + radius * math.sin(angle), layout.centre[1] + radius * math.cos(angle))
        for angle in angles
    ]


def _draw_plate(sheet: Sheet, at: Point, radius: float, strength: float) -> None:
    """A soft dark ground, so that a sign is read on bright skin."""
    for share in (1.0, 0.86):
        wide = share * radius
        sheet.circle(at, wide / 2, wide / sheet.bold, NIGHT, _PLATE * strength / sheet.bold)


def _draw_sign(
    sheet: Sheet, at: Point, size: float, name: str, share: float, strength: float, *, plate: float = 1.0
) -> None:
    """One sign, of about that radius."""
    _draw_plate(sheet, at, 1.45 * size, plate * strength)
    _SIGNS[name](sheet, at, size, min(max(share, 0.0), 1.0), strength)


def _register(sheet: Sheet, at: Point, size: float, share: float, alpha: float) -> None:
    """A note on a ladder: high or low."""
    for step in (-1, 0, 1):
        y = at[1] + 0.62 * size * step
        sheet.line((at[0] - 0.75 * size, y), (at[0] + 0.75 * size, y), 0.13 * size, MIST, 0.7 * alpha)
    sheet.mark((at[0], at[1] + 1.24 * size * (2 * share - 1)), 0.36 * size, DISC, PEARL, alpha)


def _loudness(sheet: Sheet, at: Point, size: float, share: float, alpha: float) -> None:
    """A source and its waves: more of them when it is loud."""
    source = (at[0] - 0.75 * size, at[1])
    sheet.mark(source, 0.26 * size, DISC, PEARL, alpha)
    for wave in range(3):
        lit = min(max(3.4 * share - wave, 0.0), 1.0)
        colour = mix(MIST, PEARL, lit)
        sheet.arc(
            source, (0.62 + 0.45 * wave) * size, (0.9, 2.24), 0.17 * size, colour, (0.25 + 0.75 * lit) * alpha
        )


def _timbre(sheet: Sheet, at: Point, size: float, share: float, alpha: float) -> None:
    """A sun: with long rays when bright, a hollow disc when dark."""
    sheet.mark(
        at,
        (0.62 - 0.16 * share) * size,
        DISC,
        mix(MIST, PEARL, share),
        alpha,
        hollow=1.0 if share < 0.5 else 0.0,
    )
    for ray in range(8):
        angle = ray * math.pi / 4
        x, y = math.sin(angle), math.cos(angle)
        low, high = 0.66 * size, (0.66 + 0.50 * share) * size
        start, end = (at[0] + low * x, at[1] + low * y), (at[0] + high * x, at[1] + high * y)
        sheet.line(start, end, 0.15 * size, PEARL, min(1.0, 2 * share) * alpha)


def _articulation(sheet: Sheet, at: Point, size: float, share: float, alpha: float) -> None:
    """Three notes: held, or cut short."""
    for note in range(3):
        x = at[0] + size * (-0.85 + 0.68 * note)
        y = at[1] + size * (-0.4 + 0.4 * note)
        sheet.line((x, y), (x + 0.62 * size * share, y), 0.16 * size, PEARL, 0.75 * alpha)
        sheet.mark((x, y), 0.23 * size, DISC, PEARL, alpha)


def _tempo(sheet: Sheet, at: Point, size: float, share: float, alpha: float) -> None:
    """Arrows onward: more of them when it is fast."""
    for arrow in range(3):
        lit = min(max(3.4 * share - arrow, 0.0), 1.0)
        tip = (at[0] + size * (-0.30 + 0.58 * arrow), at[1])
        for side in (-1, 1):
            leg = (tip[0] - 0.46 * size, tip[1] + side * 0.58 * size)
            sheet.line(tip, leg, 0.17 * size, mix(MIST, PEARL, lit), (0.25 + 0.75 * lit) * alpha)


def _mode(sheet: Sheet, at: Point, size: float, share: float, alpha: float) -> None:
    """Three colours that overlap, turned another way for each scale."""
    for number, hue in enumerate(_HUES):
        angle = 2 * math.pi * (share + number / len(_HUES))
        place = (at[0] + 0.40 * size * math.sin(angle), at[1] + 0.40 * size * math.cos(angle))
        sheet.circle(place, 0.55 * size, 0.16 * size, hue, alpha)


def _style(sheet: Sheet, at: Point, size: float, _share: float, alpha: float) -> None:
    """A small ring of notes, as the shelf has them: another tune."""
    sheet.circle(at, 0.80 * size, 0.10 * size, MIST, 0.8 * alpha)
    for note in range(5):
        angle = note * 2 * math.pi / 5
        out = (0.80 if note % 2 else 0.45) * size
        place = (at[0] + out * math.sin(angle), at[1] + out * math.cos(angle))
        sheet.mark(place, 0.20 * size, DISC, PEARL, alpha)


_SIGNS: dict[str, Callable[[Sheet, Point, float, float, float], None]] = {
    "register": _register,
    "loudness": _loudness,
    "timbre": _timbre,
    "articulation": _articulation,
    "tempo": _tempo,
    "mode": _mode,
    "style": _style,
}
