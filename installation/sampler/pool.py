"""From recorded samples to the pool: oversampled, and prefiltered for every upward shift that may come.

Owns the copies: each is the sample at `oversampling` times the rate that its band needs, low-passed so that
nothing folds back when it is played up to `most_ratio` times as fast, loops unrolled so that they join exactly,
and raised where the interpolation of lanes.py droops. Refuses to know regions and files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from installation.sampler.kernel import kernel

OVERSAMPLING = 2
"""Pool frames a sample frame, where nobody asks for more.

The spline's images lie (x / (1 - x)) ** 4 low, x in turns a pool frame.
"""
FOLD_HZ = 28_000.0
"""Highest frequency (after the shift, at 48 kHz) that a copy may hold: it folds to 20 kHz, past hearing."""
FIRST_RATIO = 2.0 ** (4.2 / 12)
BAND = 2.0 ** (4 / 12)
"""The first copy serves shifts up to four semitones and a vibrato, each further one four semitones more."""
TAPS = 40
"""Half the filter's length, in sample frames at full band."""
QUIET = 192
"""Silent pool frames behind a sample that does not loop; a voice past its end turns in them."""
LONGEST_STEP = 64
"""Most pool frames a voice may move in one audio frame."""
SHORTEST_LOOP = 512
"""Pool frames: shorter loops are unrolled to at least this."""

COPY = np.dtype(
    [
        (
            "first",
            np.int64,
        ),  # pool position of sample frame 0 (of the neighbour before it, as lanes.py reads)
        ("wrap", np.int64),  # from here on a position goes `back`
        ("back", np.int64),
        ("end", np.int64),  # a voice at or past this is over; of a loop: only once it has left the loop
        ("rate", np.float64),  # pool frames a sample frame, times the sample's rate over the engine's
        ("most_ratio", np.float64),  # serves shifts up to this
        ("leave", np.int64),  # where the unrolled loop ends, and what lies behind it begins
    ]
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Recorded sound: (N,) float32 mono at `rate_hz`; `loop` = (first frame, frame after the last) or None.

    Raises:
        ValueError: no frames, frames that are no finite numbers, no rate, or a loop outside.
    """

    frames: np.ndarray
    rate_hz: float
    loop: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot sound."""
        if self.frames.ndim != 1 or len(self.frames) == 0 or not np.isfinite(self.frames).all():
            raise ValueError("a sample is a row of finite numbers, at least one")
        if not 400 <= self.rate_hz <= 400_000:
            raise ValueError(f"a sample's rate is 400 to 400000 Hz, not {self.rate_hz}")
        if self.loop is not None and not 0 <= self.loop[0] < self.loop[1] <= len(self.frames):
            raise ValueError(f"loop {self.loop} outside a sample of {len(self.frames)} frames")


def copies_of(
    sample: Sample, highest_ratio: float, engine_hz: float, first: int, oversampling: int = OVERSAMPLING
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The pool's pieces and their table rows for one sample, the first piece beginning at pool frame `first`.

    Args:
        sample: what was recorded.
        highest_ratio: how many times faster than recorded it will be played at most, in pitch.
        engine_hz: the engine's rate.
        first: where in the pool the first piece will lie.
        oversampling: 1, 2 or 4 pool frames a sample frame.
    """
    pieces: list[np.ndarray] = []
    rows: list[np.ndarray] = []
    base = sample.rate_hz / engine_hz
    ratio = FIRST_RATIO
    while True:
        piece, row = _copy(sample, ratio * base, base, first, oversampling)
        row["most_ratio"] = ratio
        pieces.append(piece)
        rows.append(row)
        first += len(piece)
        if ratio >= highest_ratio or ratio > 32:
            return pieces, rows
        ratio *= BAND


def _copy(
    sample: Sample, speed: float, base: float, first: int, oversampling: int
) -> tuple[np.ndarray, np.ndarray]:
    """One copy, fit for playing `speed` sample frames an audio frame; (pool frames, its row)."""
    stop = min(0.5, FOLD_HZ / 48_000.0 / speed)
    octaves = max(0, math.floor(math.log2(0.5 / stop)))
    taps = TAPS * 2**octaves
    rate = oversampling / 2**octaves
    extended, wrap, back, leave = _extended(sample, taps, rate)
    frames = _resampled(extended, rate, stop, taps)
    row = np.zeros((), COPY)
    row["first"], row["rate"], row["end"] = first + 3, rate * base, first + len(frames) + 6
    row["wrap"], row["back"] = row["end"] + LONGEST_STEP, LONGEST_STEP
    if sample.loop is not None:
        row["wrap"], row["back"] = first + 3 + math.ceil(wrap * rate), round(back * rate)
        row["leave"] = first + 3 + math.floor(leave * rate)
    around = np.repeat(frames[:1], 4), frames, np.zeros(QUIET, np.float32)
    return np.concatenate(around), row


def _extended(sample: Sample, taps: int, rate: float) -> tuple[np.ndarray, int, int, int]:
    """The sample, its loop unrolled far enough for filter and interpolation; (frames, wrap, back, leave).

    What follows the loop stays behind it: a voice that leaves the loop plays on into it.
    """
    frames = sample.frames.astype(np.float32)
    if sample.loop is None:
        return np.concatenate([frames, np.zeros(taps, np.float32)]), 0, 0, 0
    start, end = sample.loop
    length = end - start
    turns = math.ceil(SHORTEST_LOOP / (length * rate))
    if rate < 1:
        turns = math.ceil(turns * rate) * round(1 / rate)
    wrap = start + taps + turns * length
    whole = math.ceil((wrap - start + taps + (8 + LONGEST_STEP) / rate) / length)
    places = start + np.arange(whole * length) % length
    return (
        np.concatenate([frames[:start], frames[places], frames[end:], np.zeros(taps, np.float32)]),
        wrap,
        turns * length,
        start + whole * length,
    )


def _resampled(frames: np.ndarray, rate: float, stop: float, taps: int) -> np.ndarray:
    """`frames` low-passed (nothing left at `stop` turns a frame) at `rate` times its rate, float32, times 1/6.

    Before its first frame lies that frame's value: a voice begins there, and must not begin with a ripple.
    """
    phases = max(1, round(rate))
    stride = max(1, round(1 / rate))
    bank = _impulses(taps, phases, stop, rate)
    padded = np.concatenate([np.repeat(frames[:1], taps - 1), frames, np.zeros(taps, np.float32)])
    out = np.empty(phases * math.ceil(len(frames) / stride), np.float32)
    _convolve(padded, bank, stride, out)
    return out


@cache
def _impulses(taps: int, phases: int, stop: float, rate: float) -> np.ndarray:
    """The filters of all phases, (phases, 2 * taps) float32: a bank asks for the same few again and again."""
    bank = [_impulse(taps, phase / phases, stop, rate) for phase in range(phases)]
    return np.stack(bank).astype(np.float32)


def _impulse(taps: int, phase: float, stop: float, rate: float) -> np.ndarray:
    """Weights (2 * taps,) of the frames around a place `phase` past a frame, droop of the spline made good."""
    width = 5.65 / (2 * taps)  # Kaiser, 90 dB: transition width in turns a frame
    middle = stop - width / 2
    grid = (np.arange(512) + 0.5) * (middle / 512)
    raised = 1.0 / np.sinc(grid / rate) ** 4
    times = phase - np.arange(1 - taps, taps + 1)
    ideal = 2.0 * (middle / 512) * (np.cos(2 * np.pi * np.outer(times, grid)) @ raised)
    window = np.i0(9.0 * np.sqrt(np.clip(1 - (times / taps) ** 2, 0, 1))) / np.i0(9.0)
    return np.asarray(ideal * window / 6.0)


@kernel
def _convolve(padded: np.ndarray, bank: np.ndarray, stride: int, out: np.ndarray) -> None:
    phases, length = bank.shape
    for phase in range(phases):
        taps = bank[phase]
        for k in range(len(out) // phases):
            heard = padded[k * stride : k * stride + length]
            total = np.float32(0.0)
            for tap in range(length):
                total += heard[tap] * taps[tap]
            out[k * phases + phase] = total
