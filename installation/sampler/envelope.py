"""Envelopes: delay, attack, hold, decay, sustain, release.

Owns their shapes: the volume's attack is straight in amplitude, its decay and release straight in decibels;
the modulation's all straight. Refuses to know what an envelope moves. Times are in frames, and any number of
frames may pass at once: cutting time differently gives the same level.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from installation.sampler.kernel import kernel

DELAY, ATTACK, HOLD, DECAY, SUSTAIN, RELEASE, DONE = range(7)
SILENCE = 1e-5
"""-100 dB: below it a voice is over."""
SILENCE_LOG = math.log(SILENCE)

ENVELOPE = np.dtype(
    [
        ("delay", np.float32),
        ("attack", np.float32),
        ("hold", np.float32),
        ("decay", np.float32),  # frames from full to -100 dB (volume) or to zero (modulation)
        ("sustain", np.float32),  # level 0..1
        ("release", np.float32),  # as decay
    ]
)
"""Times in frames."""


@kernel
def advance_volume(
    shape: Any, stage: int, level: float, left: float, frames: float
) -> tuple[int, float, float]:
    """The volume envelope `frames` later: (stage, level, frames left of a timed stage)."""
    while frames > 0.0 and stage not in (SUSTAIN, DONE):
        if stage in (DELAY, HOLD):
            spent = min(left, frames)
            left -= spent
            frames -= spent
            if left <= 0.0:
                stage += 1
                left = shape.attack if stage == ATTACK else 0.0
        elif stage == ATTACK:
            spent = min(left, frames)
            level = 1.0 - (left - spent) / shape.attack if shape.attack > 0.0 else 1.0
            left -= spent
            frames -= spent
            if left <= 0.0:
                stage, level, left = HOLD, 1.0, shape.hold
        else:
            stage, level = _fall(shape, stage, level, frames)
            frames = 0.0
    return stage, level, left


@kernel
def _fall(shape: Any, stage: int, level: float, frames: float) -> tuple[int, float]:
    """Decay or release, straight in decibels."""
    length = shape.decay if stage == DECAY else shape.release
    level *= math.exp(SILENCE_LOG * frames / max(length, 1.0))
    if stage == DECAY and level <= max(shape.sustain, SILENCE):
        stage, level = SUSTAIN, max(shape.sustain, 0.0)
    if level < SILENCE:
        stage, level = DONE, 0.0
    return stage, level


@kernel
def advance_modulation(
    shape: Any, stage: int, level: float, left: float, frames: float
) -> tuple[int, float, float]:
    """The modulation envelope `frames` later: straight everywhere, 0..1."""
    while frames > 0.0 and stage < SUSTAIN:
        if stage == DECAY:
            level = max(level - frames / max(shape.decay, 1.0), shape.sustain)
            frames = 0.0
            stage = SUSTAIN if level <= shape.sustain else DECAY
            continue
        spent = min(left, frames)
        left -= spent
        frames -= spent
        if stage == ATTACK:
            level = 1.0 - left / shape.attack if shape.attack > 0.0 else 1.0
        if left <= 0.0:
            stage += 1
            left = shape.attack if stage == ATTACK else shape.hold
    if stage == RELEASE:
        level = max(level - frames / max(shape.release, 1.0), 0.0)
    return stage, level, left
