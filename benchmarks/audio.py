"""Underruns and gaps through the real PortAudio beside a busy program: a process of its own, and the same process.

A steady tone plays on a PulseAudio server of our own and is recorded; its period is 48 frames, so wherever a frame
is not what it was 48 frames ago something was left out. SECONDS_EACH sets how long each way is tried (60).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from installation.effects import StartNote, frame_at
from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region
from installation.shell.devices import PortAudioDevice
from installation.shell.sound import SoundDoor
from installation.shell.sound_events import Seat
from tests.fakes.pulse import Pulse

HOME = Path(__file__).parents[1]
SECONDS = float(os.environ.get("SECONDS_EACH", "60"))
RATE_HZ, PERIOD = 48_000, 48
START_S = 120.0
SETTLED_S = 2.0


def figures() -> dict[str, Any]:
    """Both ways, one after the other."""
    return {
        "load": os.getloadavg()[0],
        "own process": tried(SECONDS, own_process=True),
        "same process": tried(SECONDS, own_process=False),
    }


def tried(seconds: float, *, own_process: bool) -> dict[str, Any]:
    """Play for `seconds` beside a busy program: underruns that PortAudio told of, and what the recording says."""
    with tempfile.TemporaryDirectory(prefix="dt") as folder, Pulse(Path(folder)) as pulse:
        kept = {name: os.environ.get(name) for name in pulse.environment}
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        try:
            os.environ.update(pulse.environment | {"XDG_CACHE_HOME": cache})
            told = _in_its_own(pulse, seconds) if own_process else _in_the_same(pulse, seconds)
        finally:
            for name, value in kept.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        return told | gaps(pulse.heard()[0])


def gaps(heard: np.ndarray) -> dict[str, Any]:
    """Places in (N, 2) where the tone is not what it was a period ago, and the seconds of silence among them."""
    sounding = np.flatnonzero(np.abs(heard[:, 0]) > 1e-3)
    if not len(sounding):
        return {"heard s": 0.0, "gaps": -1, "silent ms": 0.0}
    tone = heard[sounding[0] + int(SETTLED_S * RATE_HZ) : sounding[-1] - RATE_HZ // 10, 0]
    wrong = np.flatnonzero(np.abs(tone[PERIOD:] - tone[:-PERIOD]) > 1e-3)
    places = 1 + int((np.diff(wrong) > RATE_HZ // 20).sum()) if len(wrong) else 0
    silent = np.abs(tone[: len(tone) // PERIOD * PERIOD]).reshape(-1, PERIOD).max(axis=1) < 1e-3
    silent_ms = float(silent.sum()) * PERIOD * 1_000 / RATE_HZ
    return {"heard s": len(tone) / RATE_HZ, "gaps": places, "silent ms": silent_ms}


def _in_its_own(pulse: Pulse, seconds: float) -> dict[str, Any]:
    origin_ns = time.monotonic_ns()
    door = SoundDoor.open(origin_ns, bank=tone_bank(), band={"melody": Seat("tone", send_db=-200.0)})
    try:
        end = time.monotonic() + START_S
        while door.state() != "device":
            if time.monotonic() > end:
                raise OSError("the audio process found no device")
            time.sleep(0.05)
        pulse.record()
        time.sleep(1.0)
        door.play([StartNote(frame_at(time.monotonic_ns() - origin_ns) + 4_800, "melody", 1, 60.0, 90)])
        _busy(seconds + SETTLED_S)
        facts = door.facts()
        return {
            "underruns": facts.underruns,
            "realtime": facts.realtime,
            "restarts": facts.restarts,
            "longest render ms": facts.longest_render_ms,
        }
    finally:
        door.close()


def _in_the_same(pulse: Pulse, seconds: float) -> dict[str, Any]:
    pulse.record()
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.audio", str(seconds)],
        cwd=HOME,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def tone_bank() -> Bank:
    """A tone of 1000 Hz that never ends."""
    tone = 0.3 * np.sin(2 * np.pi * np.arange(4_800) / PERIOD)
    region = Region(0, velocity_track=0.0, volume=Envelope(attack_s=0.001))
    return bank_of([Instrument("tone", (Sample(tone.astype(np.float32), RATE_HZ, (0, 4_800)),), (region,))])


def _busy(seconds: float) -> None:
    """Keep the interpreter busy, as a step, a picture and a page together do."""
    end, kept = time.monotonic() + seconds, {}
    while time.monotonic() < end:
        for k in range(1_000):
            kept[k] = str(k * k)


def _alone(seconds: float) -> dict[str, Any]:
    """The same engine inside this busy program."""
    engine = Engine(tone_bank())
    engine.schedule(
        np.array([(0, 0, 0, 0, Kind.SEND, 0, 0), (48_000, 60.0, 90.0, 1, Kind.START, 0, 0)], EVENT)
    )
    engine.render(480)
    longest = [0.0]

    def fill(out: np.ndarray, _heard_ns: int) -> None:
        began = time.monotonic()
        out[:] = engine.render(len(out))
        longest[0] = max(longest[0], time.monotonic() - began)

    device = PortAudioDevice(fill, "")
    busy = threading.Thread(target=_busy, args=(seconds + SETTLED_S,))
    busy.start()
    busy.join()
    told = {"underruns": device.underruns(), "longest render ms": 1_000 * longest[0]}
    device.close()
    return told


if __name__ == "__main__":
    print(json.dumps(_alone(float(sys.argv[1]))))
