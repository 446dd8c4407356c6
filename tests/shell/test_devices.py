"""Devices: the null one keeps time and writes what it plays; a real one that is not there says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from installation.shell.devices import BLOCK, RATE_HZ, NullDevice, PortAudioDevice, WavWriter

if TYPE_CHECKING:
    from pathlib import Path


def test_the_null_device_asks_for_block_after_block_in_even_steps(tmp_path: Path) -> None:
    heard: list[int] = []

    def fill(out: np.ndarray, heard_ns: int) -> None:
        out[:] = len(heard)
        heard.append(heard_ns)

    device = NullDevice(fill, tmp_path / "null.wav")
    while len(heard) < 20:
        time.sleep(0.01)
    assert device.alive()
    device.close()
    assert not device.alive()
    steps = np.diff(heard)
    assert np.abs(steps - BLOCK * 1_000_000_000 / RATE_HZ).max() <= 1
    sound, rate = soundfile.read(tmp_path / "null.wav", dtype="float32")
    assert rate == RATE_HZ
    assert sound[::BLOCK, 0].tolist() == list(range(len(heard)))


def test_a_wav_file_holds_its_floats_exactly(tmp_path: Path) -> None:
    frames = np.linspace(-1, 1, 200, dtype=np.float32).reshape(100, 2)
    writer = WavWriter(tmp_path / "a.wav")
    writer.write(frames[:40])
    writer.write(frames[40:])
    writer.close()
    assert np.array_equal(soundfile.read(tmp_path / "a.wav", dtype="float32")[0], frames)


def test_a_device_that_is_not_there_says_so() -> None:
    with pytest.raises(OSError, match=r"no such thing|PortAudio"):
        PortAudioDevice(lambda _out, _ns: None, "no such thing")
