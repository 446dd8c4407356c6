"""Why it sounds so, drawn: the measure before and the one after, and what each pad changed.

Owns the two small rolls, side by side where the place is wide, else one above the other: time to the right, pitch
upwards, a bead a note, a post on each beat as the ring has them. What has gone is faint in the first, what has come
wears the colour and shape of its pad in the second; hollow is only what has not come yet. Refuses to know which change
is worth telling.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from installation import score
from installation.explanation.why import NOBODY, differing
from installation.visuals.drawing import Sheet
from installation.visuals.layout import Place
from installation.visuals.palette import DISC, MIST, PAD_COLOURS, PAD_SHAPES, PEARL, lighter

if TYPE_CHECKING:
    from installation.explanation.why import Why
    from installation.score import Note
    from installation.visuals.aside import Box

    Point = tuple[float, float]

_GAP = 0.10  # half the room between them
_WORD = 0.070
_FAINT = 0.38  # what has gone
_ROOMY = 0.33  # half the width of a roll; beads are smaller in a narrower one
_TIMES = tuple(float(score.tick_position(tick)) / score.BEATS for tick in range(score.TICKS + 1))


@lru_cache(maxsize=8)
def drawn(box: Box, why: Why, bold: float) -> Sheet:
    """Both measures and the way from one to the other."""
    sheet = Sheet(bold)
    changed = differing(why.before, why.after)
    wide = box.half_width > 1.5 * box.half_height
    half, away = _halves(box, wide=wide)
    low, high = _pitches(why)
    for measure, sign, word in ((why.before, -1, "bars.before"), (why.after, 1, "bars.after")):
        middle = (box.x + sign * away[0], box.y - sign * away[1])
        _roll(sheet, middle, half)
        over = Place(middle[0] - half[0], middle[1] + half[1] + 0.085, _WORD, 2 * half[0], align="left")
        sheet.text(word, over, MIST, 0.95)
        for note in measure.notes:
            pad = why.due[note.tick] if note.tick in changed else None
            y = middle[1] + 0.8 * half[1] * (2 * (note.pitch - low) / (high - low) - 1)
            _note(sheet, note, (middle[0], y), half[0], pad, gone=sign < 0)
    _arrow(sheet, (box.x, box.y if wide else box.y + 0.5 * _WORD), wide=wide)
    return sheet


def _halves(box: Box, *, wide: bool) -> tuple[Point, Point]:
    """Half the width and height of each roll, and how far its middle is from the place's."""
    if wide:
        half = (box.half_width / 2 - _GAP, box.half_height)
        return half, (half[0] + _GAP, 0.0)
    half = (box.half_width, box.half_height / 2 - _GAP)
    return half, (0.0, half[1] + _GAP)


def _pitches(why: Why) -> tuple[int, int]:
    """The lowest and highest pitch of both, at least an octave apart: the ends of both rolls."""
    found = [note.pitch for measure in (why.before, why.after) for note in measure.notes] or [60]
    low, high = min(found), max(found)
    room = max(0, 12 - (high - low))
    return low - room // 2, high + room - room // 2


def _roll(sheet: Sheet, middle: Point, half: Point) -> None:
    """The four beats of a measure, as posts."""
    for beat in range(score.BEATS):
        x = middle[0] + half[0] * (2 * beat / score.BEATS - 1)
        ends = ((x, middle[1] - half[1]), (x, middle[1] + half[1]))
        sheet.line(*ends, 0.014 * min(1.0, half[0] / _ROOMY), MIST, 0.34 if beat == 0 else 0.22)


def _note(
    sheet: Sheet,
    note: Note,
    place: Point,
    half_width: float,
    pad: int | None,
    *,
    gone: bool,
) -> None:
    """A note: a line as long as it sounds, and its bead; `pad` changed it (None: it has not changed)."""
    start = place[0] + half_width * (2 * _TIMES[note.tick] - 1)
    end = place[0] + half_width * (2 * _TIMES[min(note.tick + note.ticks, score.TICKS)] - 1) - 0.008
    colour = PEARL if pad is None or pad == NOBODY else PAD_COLOURS[pad]
    alpha = 0.55 if pad is None else _FAINT if gone else 1.0
    sheet.line((start, place[1]), (max(end, start), place[1]), 0.010, colour, 0.5 * alpha)
    shape = PAD_SHAPES[pad] if pad is not None and pad != NOBODY else DISC
    size = (0.020 if pad is None else 0.030) * min(1.0, half_width / _ROOMY)
    if pad is not None and not gone:
        sheet.halo((start, place[1]), 3.2 * size, colour, 0.35)
    sheet.mark((start, place[1]), size, shape, lighter(colour, 0.15), alpha)


def _arrow(sheet: Sheet, at: Point, *, wide: bool) -> None:
    """From before to after: to the right, or down."""
    size = 0.018
    if wide:
        tip, legs = (
            (at[0] + size, at[1]),
            ((at[0] - size, at[1] + 2 * size), (at[0] - size, at[1] - 2 * size)),
        )
    else:
        tip, legs = (
            (at[0], at[1] - size),
            ((at[0] - 2 * size, at[1] + size), (at[0] + 2 * size, at[1] + size)),
        )
    for leg in legs:
        sheet.line(leg, tip, 0.010, PEARL, 0.8)
