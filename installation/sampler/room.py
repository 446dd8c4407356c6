"""The room: sixteen delay lines that feed each other through a Hadamard matrix, after six that smear.

Owns the reverberation and its memory. Refuses to know voices: it hears one send and answers left and right.
Each line's gain and damping follow from its length, so that low tones fall by 60 dB in DECAY_S and high ones in
DECAY_HIGH_S whatever path they take (Jot 1991); lengths share no factor; they breathe by a few frames, each at
its own pace, so that no tone stays in a notch. The direct sound is not touched, and is not later for it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from installation.sampler.kernel import kernel
from installation.sampler.state import QUANTUM

LENGTHS = (
    701, 797, 907, 1_019, 1_153, 1_307, 1_481, 1_669, 1_889, 2_141, 2_423, 2_741, 3_109, 3_517, 3_989, 4_507,
)  # fmt: skip
"""In equal steps by ear: 0.7 tones a hertz, and more than a thousand echoes a second after a twentieth of one."""
LINES = len(LENGTHS)
SMEARS = (61, 107, 173, 241, 443, 613)
BEFORE = 672
"""Frames before the room answers at all: 14 ms, a wall some five metres away."""
DECAY_S = 2.1
DECAY_HIGH_S = 0.8
BREATH_FRAMES = 5.0
RING = 8_192
SMEAR = 0.62
LEVEL = 0.3
"""So that a send of 1 gives about the level of what was sent."""
LOW_CUT = 1.0 - math.exp(-2 * math.pi * 140 / 48_000)
EVEN = LINES**-0.5
NO_DENORMAL = np.float32(1e-18)


class Room(NamedTuple):
    """The memory of the room."""

    lines: np.ndarray  # (LINES, RING) float32
    smears: np.ndarray  # (1 + S, RING) float32: the way to the room, then the all-passes
    gains: np.ndarray  # (LINES,) float32
    damping: np.ndarray  # (LINES,) float32
    dull: np.ndarray  # (LINES + 1,) float32: each line's low-pass, the send's low cut
    heard: np.ndarray  # (LINES,) float32: what comes out of each line now
    starts: np.ndarray  # (LINES,) float64: how long each line is at the quantum's start, in frames
    steps: np.ndarray  # (LINES,) float64: how much longer it gets a frame
    clock: np.ndarray  # (1,) int64
    lengths: np.ndarray  # (LINES,) float64
    smear_lengths: np.ndarray  # (S,) int64


def room_of() -> Room:
    """An empty, silent room."""
    lengths = np.array(LENGTHS, np.float64)
    gains = 10 ** (-3 * lengths / (DECAY_S * 48_000))
    damping = math.log(10) / 4 * np.log10(gains) * (1 - (DECAY_S / DECAY_HIGH_S) ** 2)
    return Room(
        lines=np.zeros((LINES, RING), np.float32),
        smears=np.zeros((1 + len(SMEARS), RING), np.float32),
        gains=gains.astype(np.float32),
        damping=np.clip(damping, 0, 0.95).astype(np.float32),
        dull=np.zeros(LINES + 1, np.float32),
        heard=np.zeros(LINES, np.float32),
        starts=np.zeros(LINES),
        steps=np.zeros(LINES),
        clock=np.zeros(1, np.int64),
        lengths=lengths,
        smear_lengths=np.array(SMEARS, np.int64),
    )


@kernel
def reverberate(room: Room, mixed: np.ndarray) -> None:
    """Add the room's answer to the send, mixed[2], to left and right, mixed[0:2]; (3, QUANTUM)."""
    start = room.clock[0]
    _breathe(room, start)
    heard = room.heard
    for frame in range(mixed.shape[1]):
        now = start + frame
        sent = _smeared(room, mixed[2, frame], now)
        for line in range(len(heard)):
            heard[line] = _read(room, line, now, room.starts[line] + room.steps[line] * frame)
        left, right = np.float32(0.0), np.float32(0.0)
        for line in range(0, len(heard), 4):
            left += heard[line] - heard[line + 2]
            right += heard[line + 1] - heard[line + 3]
        _mix(heard)
        for line in range(len(heard)):
            room.lines[line, now & (RING - 1)] = heard[line] + (sent if line % 2 else -sent) + NO_DENORMAL
        mixed[0, frame] += left * np.float32(LEVEL)
        mixed[1, frame] += right * np.float32(LEVEL)
    room.clock[0] = start + mixed.shape[1]


@kernel
def _breathe(room: Room, start: int) -> None:
    """How long each line is at the quantum's start, and how it moves a frame."""
    for line in range(len(room.starts)):
        turn = 2 * math.pi * (0.31 + 0.043 * line) / 48_000.0
        room.starts[line] = room.lengths[line] + BREATH_FRAMES * math.sin(turn * start + line)
        after = room.lengths[line] + BREATH_FRAMES * math.sin(turn * (start + QUANTUM) + line)
        room.steps[line] = (after - room.starts[line]) / QUANTUM


@kernel
def _smeared(room: Room, sent: float, now: int) -> float:
    """The send, cut low, later, and smeared by all-passes."""
    place = now & (RING - 1)
    room.dull[LINES] += (sent - room.dull[LINES]) * np.float32(LOW_CUT)
    room.smears[0, place] = sent - room.dull[LINES]
    value = room.smears[0, (now - BEFORE) & (RING - 1)]
    for k in range(len(room.smear_lengths)):
        ring = room.smears[k + 1]
        back = ring[(now - room.smear_lengths[k]) & (RING - 1)]
        inward = value + back * np.float32(SMEAR)
        ring[place] = inward
        value = back - inward * np.float32(SMEAR)
    return float(value)


@kernel
def _read(room: Room, line: int, now: int, length: float) -> float:
    """What comes out of a line, damped: between two frames, straight."""
    whole = int(length)
    part = np.float32(length - whole)
    near = room.lines[line, (now - whole) & (RING - 1)]
    far = room.lines[line, (now - whole - 1) & (RING - 1)]
    came = (near + (far - near) * part) * room.gains[line]
    room.dull[line] = came + (room.dull[line] - came) * room.damping[line]
    return float(room.dull[line])


@kernel
def _mix(heard: np.ndarray) -> None:
    """The Hadamard matrix of order LINES, in place, keeping the energy."""
    span = 1
    while span < len(heard):
        for first in range(0, len(heard), 2 * span):
            for k in range(first, first + span):
                one, other = heard[k], heard[k + span]
                heard[k] = one + other
                heard[k + span] = one - other
        span *= 2
    for k in range(len(heard)):
        heard[k] *= np.float32(EVEN)
