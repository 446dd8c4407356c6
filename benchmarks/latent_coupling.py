"""How well pictures tell points of the latent space apart: distance there against distance on the wall.

Over pairs of likely points, pressures equal and nobody touching: the rank correlation between the distance along
the decoder's active directions and the mean CIELAB difference of the two pictures at 64x64. A direction is active
in proportion to how much the decoder's logits move with it. Beside it the same for the pattern alone.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from installation.measure.decoder import Decoder
from installation.shell.offscreen import Offscreen
from installation.snapshot import BeadView, Snapshot
from installation.visuals import field
from installation.visuals.examples import moment

HOME = Path(__file__).resolve().parents[1]
PAIRS, SEED, DRAWN, SIDE = 2_000, 64, 256, 64


def figures() -> dict[str, Any]:
    """Draw both points of every pair with the notes that they decode to."""
    decoder = _decoder()
    chance = np.random.default_rng(SEED)
    active = _activity(decoder, chance)
    ones = chance.normal(size=(PAIRS, decoder.latent)).astype(np.float32)
    near = chance.uniform(0.05, 1.0, size=(PAIRS, 1)).astype(np.float32)
    others = ones + near * (chance.normal(size=ones.shape).astype(np.float32) - ones)
    apart = np.linalg.norm((ones - others) * active, axis=1)
    seen, patterns = _differences(decoder, ones, others)
    return {
        "pairs": PAIRS,
        "active_directions": int((active > 0.1).sum()),
        "rank_correlation_pictures": round(float(spearmanr(apart, seen).statistic), 3),
        "rank_correlation_patterns": round(float(spearmanr(apart, patterns).statistic), 3),
        "median_difference_cielab": round(float(np.median(seen)), 2),
    }


def _decoder() -> Decoder:
    folder = HOME / "models" / "folk"
    return Decoder.from_bytes(
        (folder / "weights.safetensors").read_bytes(), json.loads((folder / "config.json").read_text())
    )


def _activity(decoder: Decoder, chance: np.random.Generator) -> np.ndarray:
    """How much each direction moves the logits, 1 for the most active; (D,)."""
    points = chance.normal(size=(200, decoder.latent)).astype(np.float32)
    _, before = decoder.symbols(points)
    moved = np.zeros(decoder.latent)
    for axis in range(decoder.latent):
        shifted = points.copy()
        shifted[:, axis] += 0.5
        moved[axis] = np.abs(decoder.symbols(shifted)[1] - before).mean()
    return moved / moved.max()


def _differences(decoder: Decoder, ones: np.ndarray, others: np.ndarray) -> tuple[list[float], list[float]]:
    """The mean CIELAB differences of the pictures, and of the patterns, of each pair."""
    screen = Offscreen((DRAWN, DRAWN), HOME / "shaders", scale=1.0)
    seen, patterns = [], []
    for one, other in zip(ones, others, strict=True):
        first, second = (_lab(screen.draw(_at_rest(decoder, point))) for point in (one, other))
        seen.append(float(np.linalg.norm(first - second, axis=2).mean()))
        a, b = (field.pattern(tuple(map(float, point)))[..., :3] for point in (one, other))
        patterns.append(float(np.linalg.norm(a - b, axis=2).mean()))
    screen.close()
    return seen, patterns


def _at_rest(decoder: Decoder, point: np.ndarray) -> Snapshot:
    """A moment with nobody there, the notes of the point on the ring."""
    measure = decoder.decode(point)
    beads = tuple(BeadView(note.tick, note.pitch, note.ticks, -1, 99.0) for note in measure.notes)
    return replace(
        moment(3, playhead_beats=0.0),
        measure=measure,
        beads=beads,
        point=tuple(map(float, point)),
        sounding=-1,
        struck_s=99.0,
    )


def _lab(picture: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of a picture made SIDE by SIDE; (SIDE, SIDE, 3)."""
    light = np.where(picture <= 10.31475, picture / 255 / 12.92, ((picture / 255 + 0.055) / 1.055) ** 2.4)
    cell = DRAWN // SIDE
    small = light.reshape(SIDE, cell, SIDE, cell, 3).mean(axis=(1, 3))
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    scaled = small @ to_xyz.T / np.array([0.95047, 1.0, 1.08883])
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
