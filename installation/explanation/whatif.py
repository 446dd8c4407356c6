"""What would change: the measure one level further on a pad, decoded before it is shown.

Owns the last preview: of the pad that is touched, or, where none is, of the one whose next level would change most.
Decodes only in steps in which the tune itself was not decoded, and one measure a step, so a preview never delays
what is heard. Refuses to show what it has not decoded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from installation.guidance.levels import fine
from installation.score import PADS
from installation.words import with_gaps

if TYPE_CHECKING:
    from installation.latent.tune import Asked, Heard, Kit
    from installation.score import Note

HIGHEST = 10.0
HARD = 0.12
"""Pressure (0..1) from which on a pad is what the preview is of; below it no level has moved yet."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One level more on `pad` than what is asked: `heard` is its decoded answer."""

    pad: int
    heard: Heard


class Ahead(Struct, frozen=True):
    """What is looked into: the pads that may be previewed, those that are decoded, and the preview that is shown."""

    heard: Heard | None = None
    pads: tuple[int, ...] = ()
    found: tuple[Preview, ...] = ()
    preview: Preview | None = None


NOWHERE = Ahead()


def candidates(pressures: tuple[float, ...], live: tuple[bool, ...]) -> tuple[int, ...]:
    """The hardest pressed pad that plays; if none is pressed hard, all that play."""
    if max(pressures) < HARD:
        return _playing(live)
    hardest = max(_playing(live), key=pressures.__getitem__, default=None)
    return _playing(live) if hardest is None or pressures[hardest] < HARD else (hardest,)


@lru_cache(maxsize=16)
def _playing(live: tuple[bool, ...]) -> tuple[int, ...]:
    return tuple(pad for pad, plays in enumerate(live) if plays)


def advance(
    state: Ahead, heard: Heard, pads: tuple[int, ...], kit: Kit, steps: int | None = None, *, spare: bool
) -> Ahead:
    """Look ahead on these pads: the same state while nothing changes.

    Args:
        state: what was looked into so far.
        heard: what is heard now.
        pads: those to look ahead on; of several, the one that would change most is shown.
        kit: the style's control and decoder.
        steps: how fine the pads are at this guidance level (None: as fine as can be).
        spare: whether this step may decode.
    """
    if heard is not state.heard or (pads is not state.pads and pads != state.pads):
        state = _begun(state, heard, pads, steps)
    if state.preview is not None or len(state.found) == len(state.pads) or not spare:
        return state
    pad = state.pads[len(state.found)]
    found = (*state.found, Preview(pad, kit.play(one_further(heard.asked, pad, steps))))
    best = max(found, key=lambda preview: len(new_notes(preview, heard)))
    return Ahead(heard, state.pads, found, best if len(found) == len(state.pads) else None)


def _begun(state: Ahead, heard: Heard, pads: tuple[int, ...], steps: int | None) -> Ahead:
    """Begin to look; a preview that is true still stays (the hand is on its way to it)."""
    pads = tuple(pad for pad in pads if heard.asked.levels[pad] < HIGHEST)
    if pads == state.pads and heard is state.heard:
        return state
    kept = state.preview
    if len(pads) == 1 and kept is not None and kept.heard.asked == one_further(heard.asked, pads[0], steps):
        return Ahead(heard, pads, (kept,), kept)
    return Ahead(heard, pads)


def one_further(asked: Asked, pad: int, steps: int | None = None) -> Asked:
    """The same, one step further on one pad, ten at the most: what a press further will bring.

    A step is a whole level above the nearest one (so that a finger on its way asks for one preview a level and not
    for one a quarter), or the next of those that a guidance level with coarser pads has.
    """
    levels = list(asked.levels)
    whole = math.floor(levels[pad] + 0.5) + 1
    further = (fine(float(level), steps) for level in range(whole, int(HIGHEST)))
    levels[pad] = next((level for level in further if level > asked.levels[pad]), HIGHEST)
    return replace(asked, levels=(levels[0], levels[1], levels[2], levels[3]))


def said(preview: Preview | None, heard: Heard) -> str:
    """The key of the sentence that says what hollow beads are, or "" while there are none."""
    if preview is None or not new_notes(preview, heard):
        return ""
    name = PADS[preview.pad]
    return with_gaps("said.further", f"pad.{name}", f"sign.{name}")


def new_notes(preview: Preview | None, heard: Heard) -> tuple[Note, ...]:
    """The notes that the preview has and the measure has not (another pitch or tick)."""
    if preview is None:
        return ()
    there = {(note.tick, note.pitch) for note in heard.measure.notes}
    return tuple(note for note in preview.heard.measure.notes if (note.tick, note.pitch) not in there)
