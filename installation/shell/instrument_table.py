"""What our instruments are, measured from their files by playing them: one line a note and layer.

Owns the measuring. Refuses to trust the recipes: it hears what the engine plays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.bank import bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.modal import key_hz
from installation.shell.instruments import FOLDER, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from installation.sampler.bank import Bank

RATE_HZ = 48_000
VELOCITIES = (30, 74, 120)
WINDOW = 480
"""Frames over which a level is taken: 10 ms."""
HEAD = f"{'instrument':12}{'key':>4}{'vel':>5}{'cents':>8}{'dB':>8}{'centroid Hz':>13}{'T60 s':>8}  partials (ratio dB)"


def rows(names: tuple[str, ...], folder: Path = FOLDER) -> Iterator[str]:
    """The table of these instruments, line by line; the last of each says how velocity moves its brightness."""
    yield HEAD
    for name in names:
        bank = bank_of([read(name, folder)])
        least = np.inf
        for key in _keys(bank):
            heard = {velocity: _played(bank, key, velocity) for velocity in VELOCITIES}
            bright = [_centroid(one) for one in heard.values()]
            least = min(least, bright[-1] / bright[0] if sorted(bright) == bright else 0.0)
            yield from (
                f"{name:12}{key:4}{velocity:5}" + _measured(heard[velocity], key) for velocity in heard
            )
        yield f"{name:12}loudest to softest, brightness: {least:.2f} at least (0: it does not rise all the way)"


def _keys(bank: Bank) -> list[int]:
    """Three keys across what was rendered, or every sound of a kit."""
    roots = sorted({int(root) for root in bank.regions["root"]})
    kit = all(region["key_low"] == region["key_high"] for region in bank.regions)
    return roots if kit else [roots[0], roots[len(roots) // 2], roots[-1]]


def _played(bank: Bank, key: int, velocity: int) -> np.ndarray:
    """Three seconds of that note (or touch), dry, both channels' mean, (N,)."""
    engine = Engine(bank, dry=True)
    touch = bool(bank.regions["touch"].any())
    value = velocity / 127 if touch else velocity
    engine.schedule(np.array([(0, key, value, 1, Kind.TOUCH if touch else Kind.START, 0, 0)], EVENT))
    return np.asarray(engine.render(3 * RATE_HZ).mean(axis=1), np.float64)


def _measured(heard: np.ndarray, key: int) -> str:
    level_db = 10 * np.log10(np.mean(heard[: RATE_HZ // 4] ** 2) + 1e-12)
    peaks = _partials(heard, key_hz(key))
    cents = 1200 * np.log2(peaks[0][0] / key_hz(key)) if peaks else float("nan")
    listed = " ".join(f"{hz / key_hz(key):.2f} {db:.0f}" for hz, db in peaks[:6])
    tuned = f"{cents:8.2f}" if abs(cents) < 50 else f"{'-':>8}"
    return f"{tuned}{level_db:8.1f}{_centroid(heard):13.0f}{_t60(heard):8.2f}  {listed}"


def _centroid(heard: np.ndarray) -> float:
    """Of the first quarter second, its onset counting most: the window falls from there."""
    first = heard[: RATE_HZ // 4]
    amplitude = np.abs(np.fft.rfft(first * np.hanning(2 * len(first))[len(first) :]))
    return float((amplitude * np.fft.rfftfreq(len(first), 1 / RATE_HZ)).sum() / amplitude.sum())


def _t60(heard: np.ndarray) -> float:
    """From the time that 20 dB of fall take, or from the fall between 0.3 and 1.3 s; infinite where nothing falls."""
    levels = np.sqrt(np.mean(heard[: len(heard) // WINDOW * WINDOW].reshape(-1, WINDOW) ** 2, axis=1)) + 1e-9
    top = int(levels.argmax())
    fallen = np.flatnonzero(levels[top:] < levels[top] / 10)
    if len(fallen) and (levels[top + fallen[0] :] < levels[top] / 5).all():
        return float(3 * fallen[0] * WINDOW / RATE_HZ)
    early, late = (np.mean(heard[int(s * RATE_HZ) : int((s + 0.2) * RATE_HZ)] ** 2) for s in (0.3, 1.3))
    fall_db = 10 * np.log10((early + 1e-14) / (late + 1e-14))
    return float(60 / fall_db) if fall_db > 0.2 else float("inf")


def _partials(heard: np.ndarray, near_hz: float) -> list[tuple[float, float]]:
    """The strongest partials of the first second, the note's own first: (Hz, dB against the strongest)."""
    first = heard[2_400 : 2_400 + RATE_HZ]
    amplitude = np.abs(np.fft.rfft(first * np.hanning(len(first)), 8 * len(first)))
    step = RATE_HZ / (8 * len(first))
    found = []
    for _ in range(7):
        top = int(amplitude.argmax())
        if amplitude[top] <= 0:
            break
        found.append(((top + _between(amplitude, top)) * step, float(amplitude[top])))
        amplitude[max(0, top - int(25 / step)) : top + int(25 / step)] = 0
    loudest = found[0][1] if found else 1.0
    own = max(
        (one for one in found if abs(one[0] / near_hz - 1) < 0.03), key=lambda one: one[1], default=None
    )
    listed = [(hz, float(20 * np.log10(size / loudest))) for hz, size in found if size > loudest * 1e-3]
    return sorted(listed, key=lambda one: (own is None or one[0] != own[0], one[0]))


def _between(amplitude: np.ndarray, top: int) -> float:
    """Where between the bins the peak lies: a parabola through three logarithms."""
    if not 0 < top < len(amplitude) - 1:
        return 0.0
    left, middle, right = np.log(amplitude[top - 1 : top + 2] + 1e-20)
    return float(0.5 * (left - right) / (left - 2 * middle + right))
