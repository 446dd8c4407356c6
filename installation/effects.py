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
class StartNote:
    """Start a note: `note` is its number, unlike any other that sounds; velocity 1..127."""

    frame: int
    part: str
    note: int
    pitch: float
    velocity: int


@dataclass(frozen=True, slots=True)
class StopNote:
    """Let go of the note of that number."""

    frame: int
    note: int


@dataclass(frozen=True, slots=True)
class TouchPad:
    """The touch sound of a pad follows its pressure 0..1 (0 = let go)."""

    frame: int
    pad: int
    pressure: float


@dataclass(frozen=True, slots=True)
class EndAllNotes:
    """Every note and touch sound ends, softly."""

    frame: int


@dataclass(frozen=True, slots=True)
class SeatBand:
    """From now on these play: (part, instrument) pairs.

    `tonic` is the pitch class that touch sounds sit on, `gain_db` what makes this style as loud as the others;
    `mix` says how much louder than usual a part is and where it sits: (part, dB, pan -1..1).
    """

    frame: int
    instruments: tuple[tuple[str, str], ...]
    tonic: int
    gain_db: float = 0.0
    mix: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Everything gets this loud (0 dB: as the styles are made), smoothly."""

    frame: int
    volume_db: float


@dataclass(frozen=True, slots=True)
class MuteSound:
    """Everything falls silent, or is heard again, smoothly; the music goes on meanwhile."""

    frame: int
    muted: bool


@dataclass(frozen=True, slots=True)
class ShapeSound:
    """Everything gets louder by `loudness_db` (beside the volume), and new notes brighter: -1 dark .. 1 bright."""

    frame: int
    loudness_db: float
    timbre: float


@dataclass(frozen=True, slots=True)
class LightPads:
    """The object's lights: brightness 0..255 of each pad's."""

    at_ns: int
    brightness: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShakeObject:
    """The object trembles under the hand: strength 0..255, for so long; of two, the one with that board."""

    at_ns: int
    strength: int
    duration_ms: int
    board: str = ""  # all there are


@dataclass(frozen=True, slots=True)
class NoteDown:
    """A line for the journal: what was decided or changed, with its reason; `facts` hold JSON values."""

    at_ns: int
    kind: str
    facts: dict[str, Any]


SoundEffect = StartNote | StopNote | TouchPad | EndAllNotes | SeatBand | SetVolume | MuteSound | ShapeSound
ObjectEffect = LightPads | ShakeObject
Effect = SoundEffect | ObjectEffect | NoteDown
