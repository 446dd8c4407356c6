"""FluidSynth through its C library, as the yardstick for agreement and for benchmarks."""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any

import numpy as np

RATE_HZ = 48_000


class Fluid:
    """One synthesiser with one SoundFont, without reverb and chorus, at gain 1."""

    def __init__(self, path: str, polyphony: int = 256, interpolation: int = 4) -> None:
        """Load a SoundFont file.

        Raises:
            OSError: the library is not installed, or the font does not load.
        """
        found = ctypes.util.find_library("fluidsynth")
        if not found:
            raise OSError("libfluidsynth is not installed")
        self._lib: Any = ctypes.CDLL(found)
        for name in ("new_fluid_settings", "new_fluid_synth"):
            getattr(self._lib, name).restype = ctypes.c_void_p
        quiet = ctypes.c_void_p(None)
        for level in range(5):
            self._lib.fluid_set_log_function(level, quiet, quiet)
        self._settings = ctypes.c_void_p(self._lib.new_fluid_settings())
        self._set(polyphony)
        self._synth = ctypes.c_void_p(self._lib.new_fluid_synth(self._settings))
        if self._lib.fluid_synth_sfload(self._synth, path.encode(), 1) < 0:
            raise OSError(f"{path} does not load")
        self._lib.fluid_synth_set_interp_method(self._synth, -1, interpolation)

    def _set(self, polyphony: int) -> None:
        numbers = {b"synth.sample-rate": float(RATE_HZ), b"synth.gain": 1.0}
        for name, value in numbers.items():
            self._lib.fluid_settings_setnum(self._settings, name, ctypes.c_double(value))
        whole = {b"synth.polyphony": polyphony, b"synth.reverb.active": 0, b"synth.chorus.active": 0}
        for name, one in whole.items():
            self._lib.fluid_settings_setint(self._settings, name, one)

    def program(self, channel: int, bank: int, program: int) -> None:
        """Choose a preset."""
        self._lib.fluid_synth_bank_select(self._synth, channel, bank)
        self._lib.fluid_synth_program_change(self._synth, channel, program)

    def on(self, key: int, velocity: int, channel: int = 0) -> None:
        """Start a note."""
        self._lib.fluid_synth_noteon(self._synth, channel, key, velocity)

    def off(self, key: int, channel: int = 0) -> None:
        """Stop it."""
        self._lib.fluid_synth_noteoff(self._synth, channel, key)

    def voices(self) -> int:
        """How many sound."""
        return int(self._lib.fluid_synth_get_active_voice_count(self._synth))

    def render(self, frames: int) -> np.ndarray:
        """The next (frames, 2) float32."""
        out = np.zeros((frames, 2), np.float32)
        place = out.ctypes.data_as(ctypes.c_void_p)
        self._lib.fluid_synth_write_float(self._synth, frames, place, 0, 2, place, 1, 2)
        return out

    def close(self) -> None:
        """Let go of it."""
        self._lib.delete_fluid_synth(self._synth)
        self._lib.delete_fluid_settings(self._settings)
