"""A device that is lost, and one that stalls: found again, and the music in time. On a real PortAudio and ALSA."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.effects import FRAME_RATE, StartNote, frame_at
from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.master import LOOK_AHEAD
from installation.sampler.meter import RATE_HZ, level_db, measure, meter_of
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.shell.places import HOME
from installation.shell.sound import SoundDoor
from installation.shell.sound_check import RISE_S
from installation.shell.sound_events import Seat
from tests.fakes.pulse import Pulse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WAIT_S = 90


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pulse]:
    cache = Path.home() / ".cache"
    with tempfile.TemporaryDirectory(prefix="dt") as folder, Pulse(Path(folder)) as server:
        for name, value in (server.environment | {"XDG_CACHE_HOME": str(cache)}).items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture(scope="module")
def bank() -> Bank:
    sample = Sample(np.full(4_800, 0.3, np.float32), 48_000.0, (0, 4_800))
    return bank_of([Instrument("dc", (sample,), (Region(0, cents_per_key=0),))])


def wait_for(happened: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WAIT_S
    while not happened():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def in_time(door: SoundDoor, began_ns: int) -> bool:
    """Whether what is asked for now will be heard when it is asked for (and a slow device's constant wait later)."""
    frame = frame_at(time.monotonic_ns() - began_ns)
    heard_ns = door.heard_ns(frame + door._following.offset() + LOOK_AHEAD)
    return heard_ns is not None and abs(heard_ns - began_ns - frame * 1e9 / FRAME_RATE) < 20_000_000


def test_a_device_that_dies_or_stalls_is_found_again_and_the_music_is_in_time(
    pulse: Pulse, bank: Bank
) -> None:
    began_ns = time.monotonic_ns()
    door = SoundDoor.open(began_ns, bank=bank, band={"melody": Seat("dc")})
    try:
        wait_for(lambda: door.state() == "device", "the device is opened")
        assert door.report().device
        pulse.kill()
        wait_for(lambda: door.state() == "lost", "the loss is noticed")
        assert door.report().device == ""
        pulse.start()
        wait_for(lambda: door.state() == "device", "the device is found again")
        pulse.record()
        door.play([StartNote(frame_at(time.monotonic_ns() - began_ns) + FRAME_RATE, "melody", 1, 60.0, 100)])
        wait_for(lambda: any(np.abs(piece).max(initial=0.0) > 0.01 for piece in pulse.heard()), "it is heard")
        pulse.stall(stalled=True)
        wait_for(lambda: door.state() == "lost", "the stall is noticed")
        pulse.stall(stalled=False)
        wait_for(lambda: door.state() == "device", "it goes on")
        wait_for(lambda: door.state() == "device" and in_time(door, began_ns), "the music is in time")
    finally:
        pulse.stall(stalled=False)
        door.close()


def test_the_sound_that_calibrates_a_hall_reaches_the_device_at_the_level_it_says(
    pulse: Pulse, tmp_path: Path
) -> None:
    kept = tmp_path / "hall.json"
    pulse.record()
    command = [
        sys.executable,
        "-m",
        "installation",
        "sound",
        "calibrate",
        "--level",
        "-28",
        "--kept",
        str(kept),
    ]
    asked = subprocess.Popen(
        command, cwd=HOME, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        steady = int((RISE_S + 3) * RATE_HZ)
        wait_for(lambda: len(since_it_began(pulse)) > steady, "the test sound is heard")
        heard = since_it_began(pulse)[int(RISE_S * RATE_HZ) : steady]
        told, _ = asked.communicate("61.5\n", timeout=WAIT_S)
    finally:
        asked.kill()
    assert asked.returncode == 0
    assert "full scale is 89.5 dB(A)" in told
    assert json.loads(kept.read_text("utf-8"))["offset_db"] == 89.5
    assert levels_db(heard) == pytest.approx(-28.0, abs=0.7)


def since_it_began(pulse: Pulse) -> np.ndarray:
    """What was recorded from the first frame that is not silent on."""
    heard = pulse.heard()[0]
    sounding = np.abs(heard).max(axis=1) > 1e-5
    return heard[int(sounding.argmax()) :] if sounding.any() else heard[:0]


def levels_db(heard: np.ndarray) -> float:
    """The middle one of the levels of half seconds, so that a gap of a busy machine does not count."""
    meter, levels = meter_of(), []
    for first in range(0, len(heard) - RATE_HZ // 2, RATE_HZ // 2):
        measure(meter, heard[first : first + RATE_HZ // 2])
        levels.append(level_db(meter))
    return float(np.median(levels[1:]))
