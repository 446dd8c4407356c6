"""Random playing, 36 seconds a seed (a hundred make an hour): finite, under the ceiling, no voice left, same bytes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.touches import FIRST_KEY
from installation.shell.instruments import load_bank

if TYPE_CHECKING:
    from installation.sampler.bank import Bank

TRIALS = 100
SECONDS = 36
RATE_HZ = 48_000
TAIL_S = 12
BLOCKS = (64, 128, 480)
CEILING = 10 ** (-1 / 20)


@cache
def _bank() -> Bank:
    return load_bank()


def trial(seed: int) -> str:
    """What went wrong with that seed, or nothing."""
    chance = np.random.default_rng(seed)
    rows = _played(chance)
    first, engine = _rendered(rows, BLOCKS[seed % 3])
    if not np.isfinite(first).all():
        return "not finite"
    if np.abs(first).max() > CEILING:
        return f"peak {np.abs(first).max()}"
    if engine.counts["playing"]:
        return f"{engine.counts['playing']} voices left"
    again, _ = _rendered(rows, BLOCKS[(seed + 1) % 3])
    return "" if np.array_equal(first, again) else "another block size gives other bytes"


def _played(chance: np.random.Generator) -> np.ndarray:
    """Notes, touches, wheels, pedals, volume, mute and what is no number on eight parts; all let go at the end."""
    instruments = len(_bank().names)
    rows: list[tuple[int, float, float, int, int, int, int]] = [
        (0, 0.0, 0.0, int(chance.integers(instruments)), Kind.INSTRUMENT, part, 0) for part in range(8)
    ]
    touch = _bank().number("touch")
    rows.append((0, 0.0, 0.0, touch, Kind.INSTRUMENT, 8, 0))
    end = SECONDS * RATE_HZ
    for note in range(int(chance.integers(50, 1_500))):
        start, part = int(chance.integers(end)), int(chance.integers(8))
        stop = min(start + int(chance.exponential(RATE_HZ)), end)
        rows.append((start, chance.uniform(20, 110), chance.uniform(1, 127), note, Kind.START, part, 0))
        rows.append((stop, 0.0, 0.0, note, Kind.STOP, 0, 0))
    for _ in range(int(chance.integers(0, 2_000))):
        pad, pressure = int(chance.integers(4)), max(0.0, chance.uniform(-0.2, 1))
        rows.append((int(chance.integers(end)), FIRST_KEY + pad, pressure, -1 - pad, Kind.TOUCH, 8, 0))
    for kind, low, high in (
        (Kind.BEND, -200, 200),
        (Kind.LEVEL, 0, 3),
        (Kind.PAN, -1, 1),
        (Kind.SUSTAIN, -1, 1),
        (Kind.VOLUME, 0, 2),
        (Kind.MUTE, -8, 1),
        (Kind.SHAPE, 0, 2),
    ):
        for _ in range(40):
            value = chance.uniform(low, high)
            rows.append((int(chance.integers(end)), 0.0, value, 0, kind, int(chance.integers(8)), 0))
    for kind in (
        Kind.START,
        Kind.BEND,
        Kind.LEVEL,
        Kind.PAN,
        Kind.SEND,
        Kind.VIBRATO,
        Kind.VOLUME,
        Kind.SHAPE,
    ):
        none = float(chance.choice([np.nan, np.inf, -np.inf]))
        rows.append((int(chance.integers(end)), none, none, -99, kind, int(chance.integers(8)), 0))
    rows += [(end, 0.0, 0.0, 0, Kind.SUSTAIN, part, 0) for part in range(8)]
    rows.append((end, 0.0, 0.0, 0, Kind.END_ALL, 0, 0))
    return np.sort(np.array(rows, EVENT), order="frame", kind="stable")


def _rendered(rows: np.ndarray, block: int) -> tuple[np.ndarray, Engine]:
    engine, pieces, place = Engine(_bank(), 64, block), [], 0
    while engine.frame < (SECONDS + TAIL_S) * RATE_HZ:
        after = int(np.searchsorted(rows["frame"], engine.frame + RATE_HZ))
        engine.schedule(rows[place:after])
        place = max(place, after)
        pieces.append(engine.render(block).copy())
    return np.concatenate(pieces)[: SECONDS * RATE_HZ], engine
