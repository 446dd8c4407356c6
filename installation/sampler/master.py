"""The last stage: everything in one sound, and no louder than it may be.

Owns the limiter and what it costs in time (LOOK_AHEAD). Refuses to know voices.
The limiter sees true peaks (four times oversampled as ITU-R BS.1770 does, but with 24 taps a phase), looks 32 frames
ahead, and lowers the gain along a straight ramp that arrives with the peak; it recovers within a tenth of a second.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from installation.sampler.kernel import kernel
from installation.sampler.state import QUANTUM

WINDOW = 32
TAPS = 24
PEAK_DELAY = TAPS // 2
SPAN = WINDOW + 2
LOOK_AHEAD = WINDOW + PEAK_DELAY
"""Frames between a sound's making and its leaving the engine."""
CEILING = 10 ** (-1.4 / 20)
"""-1.4 dB: what the estimate may miss between its four points a frame stays under -1 dBTP."""
REACH = 2.3
"""No value between the frames is more than this many times the largest of the TAPS frames around it: the sum of the
taps' magnitudes at the worst phase is 2.25."""
RECOVERY = 1.0 - float(np.exp(-1.0 / 4_800))


HELD, PEAK, GAIN, GOAL, SILENT_S, RISE = range(6)
"""Rows of `now`: the limiter's gain, the highest true peak so far (from CEILING up), the master gain and the one
aimed at, seconds of silence so far, and the gain of the slow rise after it."""
SILENCE_S = 20.0
"""After this much silence what comes begins softly, RISE_FROM, and is at its level within some seconds."""
RISE_FROM = 0.4
SILENT = 10 ** (-70 / 20)
QUANTUM_S = QUANTUM / 48_000
RISE_SHARE = 1.0 - float(np.exp(-QUANTUM_S / 1.5))


class Master(NamedTuple):
    """The limiter's memory: the recent past of each row, oldest first, and room for one quantum more."""

    past: np.ndarray  # (2, LOOK_AHEAD + QUANTUM) float32: sound on its way
    needed: np.ndarray  # (SPAN + QUANTUM,) float32: the gain that each frame on its way needs
    gains: np.ndarray  # (WINDOW + QUANTUM,) float32: the gains that are averaged
    taps: np.ndarray  # (4, TAPS) float32
    now: np.ndarray  # (6,) float32, see HELD..RISE


def master_of() -> Master:
    """Silent, with all gains at 1."""
    times = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - np.arange(4)[:, None] / 4
    window = np.i0(7.0 * np.sqrt(1 - (times / (TAPS // 2 + 0.01)) ** 2))
    taps = np.sinc(times) * window
    return Master(
        past=np.zeros((2, LOOK_AHEAD + QUANTUM), np.float32),
        needed=np.ones(SPAN + QUANTUM, np.float32),
        gains=np.ones(WINDOW + QUANTUM, np.float32),
        taps=(taps / taps.sum(axis=1, keepdims=True)).astype(np.float32),
        now=np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0], np.float32),
    )


@kernel
def limit(master: Master, mixed: np.ndarray, ready: np.ndarray) -> None:
    """From mixed (3, QUANTUM) left, right, send to ready (QUANTUM, 2), LOOK_AHEAD frames later."""
    _take_in(master, mixed)
    _find_needs(master)
    _find_gains(master)
    for frame in range(len(ready)):
        total = np.float32(0.0)
        for gain in master.gains[frame + 1 : frame + 1 + WINDOW]:
            total += gain
        mean = total * np.float32(1.0 / WINDOW)
        ready[frame, 0] = master.past[0, frame] * mean
        ready[frame, 1] = master.past[1, frame] * mean


@kernel
def _take_in(master: Master, mixed: np.ndarray) -> None:
    """Move the past along and append a quantum at the master gain."""
    past, now = master.past, master.now
    for channel in range(2):
        for k in range(LOOK_AHEAD):
            past[channel, k] = past[channel, k + QUANTUM]
    loudest, before = np.float32(0.0), now[GAIN] * now[RISE]
    for frame in range(QUANTUM):
        loudest = max(loudest, abs(mixed[0, frame]), abs(mixed[1, frame]))
    _rise(now, float(loudest))
    now[GAIN] += (now[GOAL] - now[GAIN]) * np.float32(0.03)
    step = (now[GAIN] * now[RISE] - before) / QUANTUM
    for frame in range(QUANTUM):
        before += step
        past[0, LOOK_AHEAD + frame] = mixed[0, frame] * before
        past[1, LOOK_AHEAD + frame] = mixed[1, frame] * before


@kernel
def _rise(now: np.ndarray, loudest: float) -> None:
    """Count silence; what ends a long one begins softly."""
    if loudest < SILENT:
        now[SILENT_S] += QUANTUM_S
        if now[SILENT_S] > SILENCE_S:
            now[RISE] = RISE_FROM
        return
    now[SILENT_S] = 0.0
    now[RISE] += (1.0 - now[RISE]) * RISE_SHARE


@kernel
def _find_needs(master: Master) -> None:
    """The gain that each frame of the newest quantum but PEAK_DELAY needs: four points a frame, both channels."""
    needed, past, taps = master.needed, master.past, master.taps
    for k in range(SPAN):
        needed[k] = needed[k + QUANTUM]
    frames = len(needed) - SPAN
    peaks = needed[SPAN:]
    peaks[:] = np.float32(CEILING)
    if _loudest(past) * np.float32(REACH) < np.float32(CEILING):
        master.now[PEAK] = max(master.now[PEAK], np.float32(CEILING))
        peaks[:] = np.float32(1.0)
        return
    for channel in range(past.shape[0]):
        for phase in range(taps.shape[0]):
            _raise_peaks(past[channel, LOOK_AHEAD - TAPS + 1 :], taps[phase], peaks)
    for frame in range(frames):
        master.now[PEAK] = max(master.now[PEAK], peaks[frame])
        peaks[frame] = np.float32(CEILING) / peaks[frame]


@kernel
def _loudest(past: np.ndarray) -> float:
    """The largest frame of those that the newest quantum's peaks are made of."""
    largest = np.float32(0.0)
    for channel in range(past.shape[0]):
        for frame in range(LOOK_AHEAD - TAPS + 1, past.shape[1]):
            largest = max(largest, abs(past[channel, frame]))
    return float(largest)


@kernel
def _raise_peaks(sound: np.ndarray, taps: np.ndarray, peaks: np.ndarray) -> None:
    """Let peaks (N,) be at least what lies between the frames of `sound` (N + TAPS - 1,) at one phase."""
    for frame in range(len(peaks)):
        total = np.float32(0.0)
        for tap in range(len(taps)):
            total += taps[tap] * sound[frame + tap]
        peaks[frame] = max(peaks[frame], abs(total))


@kernel
def _find_gains(master: Master) -> None:
    """The least need of the frames on their way, recovering slowly."""
    gains = master.gains
    if master.now[HELD] == 1.0 and master.needed.min() >= 1.0:
        for k in range(WINDOW):
            gains[k] = gains[k + QUANTUM]
        gains[WINDOW:] = np.float32(1.0)
        return
    for k in range(WINDOW):
        gains[k] = gains[k + QUANTUM]
    held = master.now[HELD]
    for frame in range(len(gains) - WINDOW):
        least = np.float32(1.0)
        for need in master.needed[frame + 1 : frame + 1 + SPAN]:
            least = min(least, need)
        held = min(least, held + (np.float32(1.0) - held) * np.float32(RECOVERY))
        gains[WINDOW + frame] = held
    master.now[HELD] = held
