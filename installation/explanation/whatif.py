"""What would change: the measure one level further on the pad that is touched, decoded before it is shown.

Owns the last preview. Decodes only in steps in which the tune itself was not decoded, so a preview never
delays what is heard. Refuses to show what it has not decoded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from installation.latent.tune import Asked, Heard, Kit
    from installation.score import Note

HIGHEST = 10.0


@dataclass(frozen=True, slots=True)
class Preview:
    """One level more on `pad` than what is asked: `heard` is its decoded answer (None: not decoded yet)."""

    pad: int
    heard: Heard


def advance(
    preview: Preview | None, heard: Heard, pad: int | None, kit: Kit, *, spare: bool
) -> Preview | None:
    """The preview for a touched pad (None: no pad): the one there is while it is true, else a new one.

    Args:
        preview: what was previewed so far.
        heard: what is heard now.
        pad: the pad to look ahead on.
        kit: the style's control and decoder.
        spare: whether this step may decode.
    """
    if pad is None or heard.asked.levels[pad] >= HIGHEST:
        return None
    wanted = one_further(heard.asked, pad)
    if preview is not None and preview.heard.asked == wanted:
        return preview
    return Preview(pad, kit.play(wanted)) if spare else None


def one_further(asked: Asked, pad: int) -> Asked:
    """The same, one whole level above the nearest one on one pad, ten at the most: what a press further will bring.

    Whole levels, so that a finger on its way asks for one preview a level and not for one a quarter.
    """
    levels = list(asked.levels)
    levels[pad] = min(HIGHEST, math.floor(levels[pad] + 0.5) + 1.0)
    return replace(asked, levels=(levels[0], levels[1], levels[2], levels[3]))


def new_notes(preview: Preview | None, heard: Heard) -> tuple[Note, ...]:
    """The notes that the preview has and the measure has not (another pitch or tick)."""
    if preview is None:
        return ()
    there = {(note.tick, note.pitch) for note in heard.measure.notes}
    return tuple(note for note in preview.heard.measure.notes if (note.tick, note.pitch) not in there)
