"""What our instruments are, measured from their files by playing them: one line a note and layer.

Owns the measuring. Refuses to trust the recipes: it hears what the engine plays.
"""

from __future__ import annotations

from itertools import combinations, pairwise
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

    from installation.sampler.bank import Bank, Instrument
    from installation.sampler.pool import Sample

RATE_HZ = 48_000
VELOCITIES = (30, 74, 120)
PRESSES = (0.3, 0.9)
EVEN_FRAMES = 24_000
"""Over which a level counts: half a second from the note's start."""
WINDOW = 480
"""Frames over which a level is taken: 10 ms."""
HEAD = f"{'instrument':12}{'key':>4}{'vel':>5}{'cents':>8}{'dB':>8}{'centroid Hz':>13}{'T60 s':>8}  partials (ratio dB)"


def rows(names: tuple[str, ...], folder: Path = FOLDER) -> Iterator[str]:
    """The table of these instruments, line by line; each ends with what holds for all of it."""
    yield HEAD
    for name in names:
        one = read(name, folder)
        bank = bank_of([one])
        least = np.inf
        for key in _keys(bank):
            heard = {velocity: _played(bank, key, velocity) for velocity in VELOCITIES}
            bright = [_centroid(sound) for sound in heard.values()]
            least = min(least, bright[-1] / bright[0] if sorted(bright) == bright else 0.0)
            yield from (
                f"{name:12}{key:4}{velocity:5}" + _measured(heard[velocity], key) for velocity in heard
            )
        yield f"{name:12}loudest to softest, brightness: {least:.2f} at least (0: it does not rise all the way)"
        yield from _whole(name, one, bank)


def _whole(name: str, one: Instrument, bank: Bank) -> Iterator[str]:
    """What holds for all of an instrument: how often it is sampled, how even it is, how its loops join."""
    keys = {region.root for region in one.regions}
    layers = min(len({r.velocity_low for r in one.regions if r.root == key and not r.touch}) for key in keys)
    turns = min(region.turns for region in one.regions)
    said = f"{len(keys)} keys rendered, {layers} layers, {turns} turns"
    if not bank.regions["touch"].any() and not _is_kit(bank):
        said += f"; from key to key within {uneven_db(bank):.2f} dB"
    seams = [seam_db(sample) for sample in one.samples if sample.loop is not None]
    if seams:
        said += f"; {len(seams)} loops join at {max(seams):.1f} dB of their own steepest bend"
    yield f"{name:12}{said}"
    if bank.regions["touch"].any():
        yield from _textures(name, bank)


def uneven_db(bank: Bank) -> float:
    """The largest step in level between neighbouring keys, whichever turn plays, at the middle velocity."""
    engine, levels = Engine(bank, dry=True), []
    roots = bank.regions["root"]
    for key in range(int(roots.min()), int(roots.max()) + 1):
        engine.schedule(
            np.array(
                [(0, 0, 0, 0, Kind.CUT, 255, 0), (engine.frame + 480, key, 74, 1, Kind.START, 0, 0)], EVENT
            )
        )
        heard = engine.render(480 + EVEN_FRAMES)[480:].mean(axis=1)
        levels.append(10 * np.log10(np.mean(heard.astype(np.float64) ** 2)))
    return float(np.abs(np.diff(levels)).max())


def seam_db(sample: Sample) -> float:
    """How sharply a loop bends where its end meets its beginning, against the sharpest bend within it."""
    if sample.loop is None:
        return float("-inf")
    loop = sample.frames[slice(*sample.loop)].astype(np.float64)
    around = np.abs(np.diff(np.concatenate([loop[-3:], loop[:3]]), 2)).max()
    return float(20 * np.log10((around + 1e-9) / (np.abs(np.diff(loop, 2)).max() + 1e-9)))


def _textures(name: str, bank: Bank) -> Iterator[str]:
    """The touches: what each sounds like while it is held, and how far apart they are."""
    yield f"{name:12}{'pad':>4}{'press':>7}{'centroid Hz':>13}{'noisiness':>11}{'moves dB':>10}"
    keys = sorted({int(key) for key in bank.regions["root"]})
    held = {(key, press): _held(bank, key, press) for key in keys for press in PRESSES}
    for (key, press), sound in held.items():
        flat, moves = noisiness(sound), movement_db(sound)
        yield f"{name:12}{key:4}{press:7.1f}{_centroid(sound):13.0f}{flat:11.3f}{moves:10.1f}"
    for press in PRESSES:
        apart = [
            f"{one}-{other} {apart_db(held[one, press], held[other, press]):.0f}"
            for one, other in combinations(keys, 2)
        ]
        yield f"{name:12}third-octave spectra apart, dB rms, press {press:.1f}: {', '.join(apart)}"


def _held(bank: Bank, key: int, press: float) -> np.ndarray:
    """Two seconds of a touch that is held, its onset left out, (N,)."""
    engine = Engine(bank, dry=True)
    engine.schedule(np.array([(0, key, press, 1, Kind.TOUCH, 0, 0)], EVENT))
    return np.asarray(engine.render(3 * RATE_HZ).mean(axis=1)[RATE_HZ:], np.float64)


def _power(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    window = np.hanning(8_192)
    pieces = [sound[k : k + 8_192] * window for k in range(0, len(sound) - 8_191, 4_096)]
    return np.fft.rfftfreq(8_192, 1 / RATE_HZ), np.mean(
        [np.abs(np.fft.rfft(one)) ** 2 for one in pieces], axis=0
    )


def noisiness(sound: np.ndarray) -> float:
    """Spectral flatness between 200 Hz and 8 kHz: 0 a tone, 1 white noise."""
    hz, power = _power(sound)
    heard = power[(hz > 200) & (hz < 8_000)] + 1e-20
    return float(np.exp(np.log(heard).mean()) / heard.mean())


def movement_db(sound: np.ndarray) -> float:
    """How much its level sways: the spread of what 20 ms have."""
    levels = 10 * np.log10(np.mean(sound[: len(sound) // 960 * 960].reshape(-1, 960) ** 2, axis=1) + 1e-14)
    return float(levels.std())


def apart_db(one: np.ndarray, other: np.ndarray) -> float:
    """How far the spectra of two sounds lie apart, equally loud: third octaves from 100 Hz to 10 kHz, dB rms."""
    bands = []
    for sound in (one, other):
        hz, power = _power(sound)
        edges = 100 * 2.0 ** (np.arange(21) / 3)
        energy = np.array([power[(hz >= a) & (hz < b)].sum() for a, b in pairwise(edges)])
        bands.append(
            10 * np.log10(np.maximum(energy / energy.sum(), 1e-4))
        )  # nobody hears what lies 40 dB lower
    return float(np.sqrt(np.mean((bands[0] - bands[1]) ** 2)))


def _is_kit(bank: Bank) -> bool:
    return bool(all(region["key_low"] == region["key_high"] for region in bank.regions))


def _keys(bank: Bank) -> list[int]:
    """Three keys across what was rendered, or every sound of a kit."""
    roots = sorted({int(root) for root in bank.regions["root"]})
    return roots if _is_kit(bank) else [roots[0], roots[len(roots) // 2], roots[-1]]


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
