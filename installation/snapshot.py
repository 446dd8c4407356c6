"""All that eyes may see: what the picture, the console and a simulated visitor read, and nothing more.

Owns the frozen view of one moment. Refuses to hold pixels, words in a language (it holds keys of
content/languages) or anything that a viewer could change. It is small, pickles, and is made on request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from installation.score import Measure


@dataclass(frozen=True, slots=True)
class PadView:
    """One pad: what it steers, how it is pressed, what it does to the tune."""

    name: str  # of score.PADS
    live: bool  # plays at this guidance level, and is not out of order
    pressure: float  # 0..1
    pressure_level: float  # 1..10, what the model is asked for
    touched: bool
    touched_s: float  # since this touch began; 0 when not touched
    released_s: float  # since it was last let go; large if never touched
    meter: float  # 0..1: its attribute as the DECODED measure has it, between the ends of its scale
    fault: str  # "" or the key of what is wrong with it


@dataclass(frozen=True, slots=True)
class BeadView:
    """One note of the measure on the ring."""

    tick: int
    pitch: int
    ticks: int
    changed_by: int  # the pad (index) whose change brought it, or -1
    changed_s: float  # how long ago; large if long ago


@dataclass(frozen=True, slots=True)
class GhostView:
    """A hollow bead: a note that one level more on pad `pad` WOULD bring (verified by decoding)."""

    tick: int
    pitch: int
    ticks: int
    pad: int


@dataclass(frozen=True, slots=True)
class Words:
    """Keys into content/languages: never more than one sentence at a time."""

    title: str  # of the level
    task: str  # what to do here: one step, one action; "" when there is none
    said: str  # a hint or an explanation, shown now; "" when there is none


@dataclass(frozen=True, slots=True)
class Health:
    """How the doors are: words for the technician's corner."""

    port: str  # "none", "lost" or the device's name
    sound: str  # "device", "silent", "lost"
    dropped_steps: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the world."""

    step: int
    time_s: float
    level: int
    level_name: str  # "invite", "one_pad", "two_pads", "four_pads", "gestures", "ringtone"
    level_s: float  # since this level began
    locked: bool
    style: str
    tempo_bpm: float
    idle_s: float  # since the last touch
    pads: tuple[PadView, ...]
    body: np.ndarray  # (N, 3) float32, positions of the mesh's nodes; see pads/body.py
    measure: Measure
    bar: int  # 0..3: which bar of the phrase sounds
    playhead_beats: float  # 0..4 from the bar line
    sounding: int  # the tick whose note sounds now, or -1
    struck_s: float  # since that note began; large when silent
    beads: tuple[BeadView, ...]
    ghosts: tuple[GhostView, ...]
    point: tuple[float, ...]  # the latent point, D floats
    words: Words
    health: Health
