"""Devices: the null one keeps time and writes what it plays; a real one that is not there says so."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

from installation.shell import devices
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


def test_a_wav_file_longer_than_its_form_can_say_is_closed_all_the_same(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "long.wav")
    writer.write(np.zeros((100, 2), np.float32))
    writer._frames = 2**30
    writer.close()
    head = (tmp_path / "long.wav").read_bytes()[:44]
    assert int.from_bytes(head[40:], "little") + 36 == int.from_bytes(head[4:8], "little") > 4_294_967_000


class Refusing:
    """PortAudio with one device, which opens but does not start."""

    PortAudioError = RuntimeError
    default = SimpleNamespace(device=(-1, 0))

    def __init__(self) -> None:
        self.open = 0

    def query_devices(self, number: int | None = None) -> Any:
        card = {"name": "card", "max_output_channels": 2}
        return [card] if number is None else card

    def OutputStream(self, **_asked: Any) -> Refusing:  # noqa: N802 - the library's own name
        self.open += 1
        return self

    def start(self) -> None:
        raise RuntimeError("the device is busy")

    def close(self) -> None:
        self.open -= 1


def test_a_device_that_does_not_start_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Refusing()
    monkeypatch.setattr(devices, "portaudio", lambda: library)
    for _ in range(3):
        with pytest.raises(OSError, match="busy"):
            PortAudioDevice(lambda _out, _ns: None, "")
    assert library.open == 0


def test_a_device_that_is_not_there_says_so() -> None:
    with pytest.raises(OSError, match=r"no such thing|PortAudio"):
        PortAudioDevice(lambda _out, _ns: None, "no such thing")
