"""What sounds, in a few words, for those who cannot hear it.

Owns which words describe a measure: how many notes, how high, how they move. Refuses to know languages (it gives
keys of content/languages) and where captions stand.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from installation.score import Measure

_FEW, _MANY = 5, 9  # notes: fewer than the first are few, from the second on many
_LOW, _HIGH = 67.0, 76.0  # mean pitch
_STEP, _LEAP = 2.5, 4.5  # mean semitones from note to note


def caption(measure: Measure) -> tuple[str, ...]:
    """Keys of the words for a measure, in the order in which they are said."""
    pitches = [note.pitch for note in measure.notes]
    if not pitches:
        return ("caption.silent",)
    return (_count(len(pitches)), _height(sum(pitches) / len(pitches)), *_motion(pitches))


def _count(notes: int) -> str:
    return "caption.few" if notes < _FEW else "caption.many" if notes >= _MANY else "caption.some"


def _height(pitch: float) -> str:
    return "caption.low" if pitch < _LOW else "caption.high" if pitch >= _HIGH else "caption.middle"


def _motion(pitches: list[int]) -> tuple[str, ...]:
    if len(pitches) < 2:
        return ()
    mean = sum(abs(b - a) for a, b in pairwise(pitches)) / (len(pitches) - 1)
    return (
        "caption.walking" if mean < _STEP else "caption.leaping" if mean >= _LEAP else "caption.swinging",
    )
