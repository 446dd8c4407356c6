"""The one record that asks the engine for anything, and its kinds.

Owns the layout of an event: what travels through shared memory to the audio process.
Refuses to know who asks: parts and instruments are numbers here, names live above (shell/sound.py).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Kind(IntEnum):
    """What an event asks for, and what its fields mean then."""

    START = 0  # part, note = its number, pitch = MIDI pitch (may be fractional), value = velocity 1..127
    STOP = 1  # note
    TOUCH = 2  # part, note = its number, pitch, value = pressure 0..1: starts, follows, and at 0 lets go
    END_ALL = 3  # every note and touch, softly
    INSTRUMENT = 4  # part, note = the instrument's number in the bank
    LEVEL = 5  # part, value = linear gain
    PAN = 6  # part, value = -1 (left) .. 1 (right)
    SEND = 7  # part, value = linear gain into the room
    BEND = 8  # part, value = cents
    VIBRATO = 9  # part, value = 0..1 (2: pressure beside the wheel): depth of the second oscillator
    SUSTAIN = 10  # part, value = 1 down, 0 up
    CUT = 11  # every voice of a part, or of all if part is 255, at once but without a click
    VOLUME = 12  # value = linear gain of everything
    MUTE = 13  # value = 1 silent, 0 heard
    SHAPE = 14  # value = linear gain of everything, pitch = timbre of new notes, -1 dark .. 1 bright


EVENT = np.dtype(
    [
        ("frame", np.int64),  # the audio frame at which it happens, counted by whoever plays it
        ("pitch", np.float32),
        ("value", np.float32),
        ("note", np.int32),
        ("kind", np.uint8),
        ("part", np.uint8),
        ("lap", np.uint16),  # the ring's: marks a record as written in this round (shell/ring.py)
    ]
)
"""One event: 24 bytes."""
ALL_PARTS = 255


def events(count: int) -> np.ndarray:
    """Room for `count` events, all zero."""
    return np.zeros(count, EVENT)
