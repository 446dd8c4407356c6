"""Small signs of the wall itself: the switch of languages with its globe, and the lock.

Owns their shapes. Refuses to know which languages there are and who locked the level.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation.visuals.palette import MIST

if TYPE_CHECKING:
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout

_GLOBE = 0.030  # radius
_STROKE = 0.006


def draw_switch(sheet: Sheet, layout: Layout, *, bold: bool) -> None:
    """A rim that says "touch me" around the next language's name, and a globe that says what for."""
    alpha = 0.95 if bold else 0.5
    left, right, y, half = layout.switch_rim()
    for side in (half, -half):
        sheet.line((left + half, y + side), (right - half, y + side), _STROKE, MIST, alpha)
    sheet.arc((left + half, y), half, (math.pi, 2 * math.pi), _STROKE, MIST, alpha)
    sheet.arc((right - half, y), half, (0.0, math.pi), _STROKE, MIST, alpha)
    _draw_globe(sheet, (left + half + 0.018, y), alpha)


def _draw_globe(sheet: Sheet, at: tuple[float, float], alpha: float) -> None:
    """A circle, its equator, and two meridians: arcs of larger circles through both poles."""
    sheet.circle(at, _GLOBE, _STROKE, MIST, alpha)
    sheet.line((at[0] - _GLOBE, at[1]), (at[0] + _GLOBE, at[1]), _STROKE, MIST, alpha)
    away = 0.75 * _GLOBE
    radius = math.hypot(away, _GLOBE)
    reach = math.atan2(_GLOBE, away)
    sheet.arc((at[0] - away, at[1]), radius, (math.pi / 2 - reach, math.pi / 2 + reach), _STROKE, MIST, alpha)
    west = 3 * math.pi / 2
    sheet.arc((at[0] + away, at[1]), radius, (west - reach, west + reach), _STROKE, MIST, alpha)


def draw_lock(sheet: Sheet, layout: Layout) -> None:
    """A faint padlock in the technician's corner: the level stays as a facilitator has set it.

    It is not for visitors, who would take it for their being locked out.
    """
    x, y = layout.notice.x, layout.notice.y - 0.02
    sheet.line((x - 0.022, y - 0.009), (x + 0.022, y - 0.009), 0.032, MIST, 0.45)
    sheet.arc((x, y + 0.010), 0.017, (-math.pi / 2, math.pi / 2), 0.006, MIST, 0.45)
