"""How loud a sound is, by the standards that broadcasters measure with.

Owns two figures: true peak (ITU-R BS.1770) and integrated loudness (EBU R128). Refuses to change a sound.
The libraries behind it take long to load: whoever wants the show to begin soon imports this when it is over.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
from scipy.signal import resample_poly

from installation.effects import FRAME_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENCE_DB = -120.0
"""What is said of silence, for which a logarithm has no figure."""
LOUDNESS_BLOCK_S = 0.4


def true_peak_db(sound: NDArray[np.float32]) -> float:
    """The true peak of (N, 2) at 48 kHz in dBTP, oversampled four times (ITU-R BS.1770); SILENCE_DB at least."""
    peak = float(np.abs(resample_poly(sound, 4, 1, axis=0)).max()) if len(sound) else 0.0
    return round(20 * math.log10(peak), 2) if peak > 10 ** (SILENCE_DB / 20) else SILENCE_DB


def loudness_lufs(sound: NDArray[np.float32]) -> float:
    """Integrated loudness of (N, 2) at 48 kHz by EBU R128; SILENCE_DB for silence and what is too short."""
    if len(sound) < LOUDNESS_BLOCK_S * FRAME_RATE:
        return SILENCE_DB
    found = float(pyloudnorm.Meter(FRAME_RATE).integrated_loudness(sound.astype(np.float64)))
    return round(found, 2) if math.isfinite(found) else SILENCE_DB
