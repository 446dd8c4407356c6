"""What a step may ask the shell for: one frozen dataclass an effect, named as an order.

Owns the names of everything that the world can cause. Refuses to know who carries it out, and how.
`frame` counts audio frames at FRAME_RATE since the world began; the shell maps it to the device's own count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FRAME_RATE = 48_000
"""Audio frames a second."""


def frame_at(time_ns: int) -> int:
    """The audio frame that is heard at a world time (nanoseconds)."""
    return time_ns * FRAME_RATE // 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Sounded:
    """What every effect for the ear says first: at which audio frame."""

    frame: int


@dataclass(frozen=True, slots=True)
class _Said:
    """What every other one says first: at which world time."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class StartNote(_Sounded):
    """Start a note: `note` is its number, unlike any other that sounds; velocity 1..127."""

    part: str
    note: int
    pitch: float
    velocity: int


@dataclass(frozen=True, slots=True)
class StopNote(_Sounded):
    """Let go of the note of that number."""

    note: int


@dataclass(frozen=True, slots=True)
class TouchPad(_Sounded):
    """The touch sound of a pad follows its pressure 0..1 (0 = let go)."""

    pad: int
    pressure: float


@dataclass(frozen=True, slots=True)
class EndAllNotes(_Sounded):
    """Every note and touch sound ends, softly."""


@dataclass(frozen=True, slots=True)
class SeatBand(_Sounded):
    """From now on these play: (part, instrument) pairs.

    `tonic` is the pitch class that touch sounds sit on, `gain_db` what makes this style as loud as the others;
    `mix` says how much louder than usual a part is and where it sits: (part, dB, pan -1..1).
    """

    instruments: tuple[tuple[str, str], ...]
    tonic: int
    gain_db: float = 0.0
    mix: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SetVolume(_Sounded):
    """Everything gets this loud (0 dB: as the styles are made), smoothly."""

    volume_db: float


@dataclass(frozen=True, slots=True)
class MuteSound(_Sounded):
    """Everything falls silent, or is heard again, smoothly; the music goes on meanwhile."""

    muted: bool


@dataclass(frozen=True, slots=True)
class ShapeSound(_Sounded):
    """Everything gets louder by `loudness_db` (beside the volume), and new notes brighter: -1 dark .. 1 bright."""

    loudness_db: float
    timbre: float


@dataclass(frozen=True, slots=True)
class LightPads(_Said):
    """The object's lights: brightness 0..255 of each pad's."""

    brightness: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShakeObject(_Said):
    """The object trembles under the hand: strength 0..255, for so long; of two, the one with that board."""

    strength: int
    duration_ms: int
    board: str = ""  # all there are


@dataclass(frozen=True, slots=True)
class NoteDown(_Said):
    """A line for the journal: what was decided or changed, with its reason; `facts` hold JSON values."""

    kind: str
    facts: dict[str, Any]


SoundEffect = StartNote | StopNote | TouchPad | EndAllNotes | SeatBand | SetVolume | MuteSound | ShapeSound
ObjectEffect = LightPads | ShakeObject
Effect = SoundEffect | ObjectEffect | NoteDown
