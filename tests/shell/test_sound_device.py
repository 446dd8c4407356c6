"""A device that is lost, and one that stalls: found again, and the music in time. On a real PortAudio and ALSA."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.effects import FRAME_RATE, StartNote, frame_at
from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.master import LOOK_AHEAD
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.shell.sound import SoundDoor
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
