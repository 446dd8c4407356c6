"""Calibrating the hall: a test sound at a known level, and what a sound level meter reads of it.

Owns the test sound and the way it begins. Refuses to know people: the command asks for the reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from installation.sampler.meter import RATE_HZ, level_db, measure, meter_of
from installation.shell.devices import PortAudioDevice

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.shell.devices import Device

LOOP_S = 8
RISE_S = 3.0
LOW_HZ, HIGH_HZ = 40.0, 12_000.0


def pink_sound(level: float) -> np.ndarray:
    """Pink noise, (N, 2) float32, that joins its own beginning; each channel by itself, `level` dB(A) together."""
    chance = np.random.default_rng(11)
    frames = LOOP_S * RATE_HZ
    hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
    weight = np.where((hz >= LOW_HZ) & (hz <= HIGH_HZ), 1 / np.sqrt(np.maximum(hz, 1.0)), 0.0)
    spectra = weight * np.exp(2j * np.pi * chance.random((2, len(hz))))
    sound = np.fft.irfft(spectra, frames).T
    sound = (sound / np.abs(sound).max() * 0.5).astype(np.float32)
    meter = meter_of()
    powers = []
    for first in range(0, frames, RATE_HZ // 2):
        measure(meter, sound[first : first + RATE_HZ // 2])
        powers.append(10 ** (level_db(meter) / 10))
    found_db = 10 * np.log10(np.mean(powers[4:]))  # once the meter has settled
    return np.asarray(sound * 10 ** ((level - found_db) / 20), np.float32)


class CalibratingSound:
    """The test sound on a device, rising softly, until it is closed.

    Raises:
        OSError: no such device.
    """

    def __init__(self, name: str, level: float, device: Callable[..., Device] = PortAudioDevice) -> None:
        """Begin."""
        self._sound, self._frame = pink_sound(level), 0
        self._device = device(self._fill, name, safe=True)

    def _fill(self, out: np.ndarray, _heard_ns: int) -> None:
        places = self._frame + np.arange(len(out))
        rise = np.minimum(places / (RISE_S * RATE_HZ), 1.0) ** 2
        out[:] = self._sound[places % len(self._sound)] * rise[:, None]
        self._frame += len(out)

    def __enter__(self) -> Self:
        """It plays already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._device.close()
