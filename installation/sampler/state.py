"""What the engine remembers while it plays: arrays of a fixed size, made once.

Owns the layout of voices, parts and counters. Refuses to move any of it: that is voice.py, player.py, master.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from installation.sampler.event import EVENT
from installation.sampler.lanes import FLOATS, LANES, WORDS
from installation.sampler.region import REGION

if TYPE_CHECKING:
    from installation.sampler.bank import Bank

QUANTUM = 32
"""Audio frames between two looks at envelopes and oscillators. Whole quanta are rendered, whatever the block."""
SPARE = 32
"""Slots beyond the polyphony, where stolen voices fade."""
PARTS = 32
WAITING = 8192
"""Events that may wait for their frame."""

FREE, PLAYING, DYING = range(3)
VOICE = np.dtype(
    [
        ("state", np.uint8), ("part", np.uint8), ("stage", np.uint8), ("mod_stage", np.uint8),
        ("fresh", np.uint8), ("filtered", np.uint8), ("moving_pitch", np.uint8), ("moving_filter", np.uint8),
        ("held", np.uint8), ("touch", np.uint8), ("settling", np.uint8),
        ("note", np.int32), ("copy", np.int32), ("serial", np.int64),
        ("age", np.int64), ("end", np.int64),
        ("ratio", np.float64),
        ("level", np.float32), ("left", np.float32), ("mod_level", np.float32), ("mod_left", np.float32),
        ("fade", np.float32), ("gain", np.float32), ("cutoff", np.float32), ("damping", np.float32),
        ("share_left", np.float32), ("share_right", np.float32), ("pan_at", np.float32),
        ("pressure", np.float32), ("pressed_to", np.float32), ("velocity", np.float32),
    ],
    align=True,
)  # fmt: skip
PART = np.dtype(
    [
        ("instrument", np.int32), ("turn", np.int32), ("sustain", np.uint8),
        ("gain", np.float32), ("gain_now", np.float32), ("pan", np.float32), ("pan_now", np.float32),
        ("send", np.float32), ("send_was", np.float32), ("bend", np.float32), ("bend_now", np.float32),
        ("vibrato", np.float32), ("vibrato_now", np.float32),
    ],
    align=True,
)  # fmt: skip

NOW, PENDING, SERIAL, LATE, DROPPED, REFUSED, STOLEN, READY, STARTED, CORNER = range(10)
COUNTERS = 16
"""Rows of `counters`: the frame rendered next, waiting events, notes begun, events that came late, events
dropped for want of room, voices refused, voices stolen, frames ready in `ready`, voices started, frames
until the first attack of any voice begins or ends."""

VOLUME, HEARD, HELD_BACK, SHAPED, TIMBRE = range(5)
"""Rows of `volume`, linear gains of everything: what was asked for, 0 while muted, what the hall's ceiling leaves,
what gestures have made of it; and beside them how bright new notes are, -1..1."""


class State(NamedTuple):
    """Every array of one engine. A tuple, because compiled code takes those as they are."""

    pool: np.ndarray  # (P,) float32
    copies: np.ndarray  # (C,) COPY
    regions: np.ndarray  # (R,) REGION
    modulators: np.ndarray  # (M,) MODULATOR
    instruments: np.ndarray  # (I,) INSTRUMENT
    voices: np.ndarray  # (V,) VOICE
    own: np.ndarray  # (V,) REGION: each voice's copy of its region, moved by its modulators
    own_numbers: np.ndarray  # (V, N) float32: the same memory, number by number
    words: np.ndarray  # (V / 8, WORDS, 8) uint32
    floats: np.ndarray  # (V / 8, FLOATS, 8) float32
    parts: np.ndarray  # (PARTS,) PART
    waiting: np.ndarray  # (WAITING,) EVENT, by frame
    counters: np.ndarray  # (COUNTERS,) int64
    buses: np.ndarray  # (3, QUANTUM, 8) float32
    mixed: np.ndarray  # (3, QUANTUM) float32: left, right, send
    ready: np.ndarray  # (QUANTUM, 2) float32: the quantum rendered last
    volume: np.ndarray  # (5,) float32, see VOLUME..TIMBRE
    polyphony: int


def _counters() -> np.ndarray:
    counters = np.zeros(COUNTERS, np.int64)
    counters[CORNER] = QUANTUM
    return counters


def state_of(bank: Bank, polyphony: int) -> State:
    """All silent, at frame 0, every part on the bank's first instrument."""
    groups = -(-(polyphony + SPARE) // LANES)
    own, parts = np.zeros(groups * LANES, REGION), np.zeros(PARTS, PART)
    parts["gain"] = parts["gain_now"] = 1.0
    parts["send"] = 0.2
    return State(
        **bank.arrays(),
        voices=np.zeros(groups * LANES, VOICE),
        own=own,
        own_numbers=own.view(np.float32).reshape(len(own), -1),
        words=np.zeros((groups, WORDS, LANES), np.uint32),
        floats=np.zeros((groups, FLOATS, LANES), np.float32),
        parts=parts,
        waiting=np.zeros(WAITING, EVENT),
        counters=_counters(),
        buses=np.zeros((3, QUANTUM, LANES), np.float32),
        mixed=np.zeros((3, QUANTUM), np.float32),
        ready=np.zeros((QUANTUM, 2), np.float32),
        volume=np.array([1, 1, 1, 1, 0], np.float32),
        polyphony=polyphony,
    )
