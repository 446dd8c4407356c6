"""What asks for blocks of sound: a real device through PortAudio, or a clock that pretends to be one.

Owns the pace. Refuses to know where sound comes from: it calls `fill(out, heard_ns)` for every block, where
`out` is (frames, 2) float32 and `heard_ns` the monotonic time at which its first frame is heard.
"""

from __future__ import annotations

import contextlib
import struct
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Fill = Callable[[np.ndarray, int], None]

RATE_HZ = 48_000
BLOCK = 128
STALLED_NS = 600_000_000
"""A device that asked for nothing this long has stalled."""
_BYTES = 8
"""Of a frame: two floats."""
_MOST_BYTES = (2**32 - 1 - 36) // _BYTES * _BYTES
PATIENCE_S = 0.2
"""How long closing a device may take before others go on."""


class Device(Protocol):
    """What both devices can do."""

    name: str
    latency_frames: int

    def alive(self) -> bool:
        """Whether it still asks for sound."""

    def underruns(self) -> int:
        """How often sound came too late so far."""

    def close(self) -> bool:
        """Stop asking; whether it has let go, or (asked again) has done so by now."""


class NullDevice:
    """A device without a loudspeaker, paced by the clock.

    Block k is asked for k blocks after the start, and heard one block later, as on a device with two buffers.

    Args:
        fill: makes the sound.
        wav: a file that gets every frame, 32-bit float.
    """

    def __init__(self, fill: Fill, wav: Path | None = None) -> None:
        self.name, self.latency_frames = "", BLOCK
        self._fill, self._wav = fill, WavWriter(wav) if wav else None
        self._ending = threading.Event()
        self._underruns = 0
        self._thread = threading.Thread(target=self._run, name="null device", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        out = np.zeros((BLOCK, 2), np.float32)
        start_ns = time.monotonic_ns()
        block = 0
        while not self._ending.is_set():
            due_ns = start_ns + block * BLOCK * 1_000_000_000 // RATE_HZ
            _sleep_until(due_ns)
            self._fill(out, start_ns + (block + 1) * BLOCK * 1_000_000_000 // RATE_HZ)
            if time.monotonic_ns() > due_ns + BLOCK * 1_000_000_000 // RATE_HZ:
                self._underruns += 1
            if self._wav:
                self._wav.write(out)
            block += 1

    def alive(self) -> bool:
        """Always, until it is closed."""
        return self._thread.is_alive()

    def underruns(self) -> int:
        """Blocks that were not ready when they should have been heard."""
        return self._underruns

    def close(self) -> bool:
        """Stop, and finish the file."""
        self._ending.set()
        self._thread.join(timeout=2)
        if self._wav:
            self._wav.close()
        return True


def _sleep_until(due_ns: int) -> None:
    left_ns = due_ns - time.monotonic_ns()
    if left_ns > 0:
        time.sleep(left_ns / 1e9)


class WavWriter:
    """A WAV file of 32-bit floats, two channels; it can be read once it is closed.

    Its form knows sizes up to 4 GB, three hours: of a longer one it names so much, and holds all.
    """

    def __init__(self, path: Path) -> None:
        """Create the file (its folder must be there)."""
        self._file = path.open("wb")
        self._frames = 0
        self._head()

    def write(self, frames: np.ndarray) -> None:
        """Append (N, 2) float32."""
        self._file.write(frames.astype("<f4").tobytes())
        self._frames += len(frames)

    def _head(self) -> None:
        size = min(self._frames * _BYTES, _MOST_BYTES)
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 2, RATE_HZ, RATE_HZ * _BYTES, _BYTES, 32)
        self._file.write(struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form)
        self._file.write(struct.pack("<4sI", b"data", size))

    def close(self) -> None:
        """Write how long it became."""
        self._file.seek(0)
        self._head()
        self._file.close()


class PortAudioDevice:
    """A real device, opened by (part of) its name, or the system's default.

    Args:
        fill: makes the sound, in PortAudio's callback.
        name: part of the device's name; "" for the default one.
        safe: larger blocks, for a machine that cannot keep up.

    Raises:
        OSError: no PortAudio library, no such device, or it would not open.
    """

    def __init__(self, fill: Fill, name: str, *, safe: bool = False) -> None:
        sound = portaudio()
        self._fill = fill
        self._underruns = 0
        self._asked_ns = time.monotonic_ns()
        self._ended = False
        self._closing: threading.Thread | None = None
        block = 2 * BLOCK if safe else BLOCK
        try:
            number = _number(sound, name)
            self.name = str(sound.query_devices(number)["name"])
            self._stream = sound.OutputStream(
                samplerate=RATE_HZ, blocksize=block, channels=2, dtype="float32",
                device=number, latency="high" if safe else "low",
                callback=self._callback, finished_callback=self._finished,
            )  # fmt: skip
            try:
                self._stream.start()
            except sound.PortAudioError:
                self._stream.close()  # a device that is tried every second must not leave one behind each time
                raise
        except (sound.PortAudioError, ValueError) as error:
            raise OSError(f"sound device {name or 'default'}: {error}") from error
        self.latency_frames = max(block, round(self._stream.latency * RATE_HZ))

    def _callback(self, out: np.ndarray, _frames: int, timing: Any, status: Any) -> None:
        now_ns = time.monotonic_ns()
        self._asked_ns = now_ns
        if status.output_underflow:
            self._underruns += 1
        ahead_s = timing.outputBufferDacTime - timing.currentTime
        if not 0 < ahead_s < 1:  # some drivers give no times
            ahead_s = self._stream.latency
        self._fill(out, now_ns + int(ahead_s * 1e9))

    def _finished(self) -> None:
        self._ended = True

    def alive(self) -> bool:
        """Whether the device has asked for sound lately."""
        return not self._ended and time.monotonic_ns() - self._asked_ns < STALLED_NS

    def underruns(self) -> int:
        """Underflows that PortAudio told of."""
        return self._underruns

    def close(self) -> bool:
        """Stop, without waiting long for a device that hangs: until it has let go, `look_again` would hang too."""
        if self._closing is None:
            self._closing = threading.Thread(target=self._close, name="closing a device", daemon=True)
            self._closing.start()
        self._closing.join(timeout=PATIENCE_S)
        return not self._closing.is_alive()

    def _close(self) -> None:
        with contextlib.suppress(Exception):  # a dead device may refuse in any way
            self._stream.abort()
            self._stream.close()


def portaudio() -> Any:
    """The sounddevice module.

    Raises:
        OSError: the PortAudio library is not installed.
    """
    import sounddevice  # noqa: PLC0415 (raises OSError without the library, and then the show goes on)

    return sounddevice


def look_again() -> None:
    """Let PortAudio forget its list of devices and make a new one: it has no hot-plug."""
    sound = portaudio()
    with contextlib.suppress(sound.PortAudioError):
        sound._terminate()  # noqa: SLF001 (the library's only way to see new devices)
        sound._initialize()  # noqa: SLF001


def _number(sound: Any, name: str) -> int:
    """The first output device whose name holds `name`, whatever the case."""
    devices = sound.query_devices()
    outputs = [number for number, one in enumerate(devices) if one["max_output_channels"] >= 2]
    if not outputs:
        raise ValueError("there is no device at all")
    if not name:
        default = sound.default.device[1]
        return int(default) if default in outputs else outputs[0]
    for number in outputs:
        if name.lower() in devices[number]["name"].lower():
            return number
    raise ValueError("there is no device of that name")
