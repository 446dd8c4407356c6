"""The audio process: `python -m installation.shell.audio_process ORDERS`, started by shell/sound.py.

Owns the engine while the show runs: it fills blocks inside the device's callback, keeps the shared clock, and
when the device goes lets the null device take over in time and looks for the device again.
Refuses to import the rest of the installation (a test holds it to numpy, numba, sounddevice and the sampler),
to wait for anybody, and to outlive whoever started it (its standard input closes).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.meter import (
    held_back_db,
    level_db,
    long_level_db,
    loudness_lufs,
    measure,
    meter_of,
)
from installation.shell import ring as shared
from installation.shell.bank_file import mapped_bank
from installation.shell.devices import RATE_HZ, NullDevice, PortAudioDevice, look_again
from installation.shell.ring import Ring, mapped

if TYPE_CHECKING:
    from installation.sampler.bank import Bank
    from installation.shell.devices import Device

STALE_FRAMES = RATE_HZ // 10
"""A note that comes later than this after its time is not played: better none than a burst after a stall."""
WATCH_S = 0.05
LOOK_AGAIN_S = 1.0
MOST_SKIPPED = 30 * RATE_HZ
UNSAFE = 20
"""Underruns within ten seconds after which the device is opened again with larger blocks."""


class Player:
    """Fills blocks: events from the ring, sound from the engine, time to the clock.

    Only the device that owns it is served: a stalled one that wakes up gets silence.

    Args:
        engine: makes the sound.
        ring: brings events.
        ceiling_db: the A-weighted level, in dB against full scale, that the hall is held under; None: no ceiling.
    """

    def __init__(self, engine: Engine, ring: Ring, ceiling_db: float | None = None) -> None:
        self.engine, self.ring = engine, ring
        self.meter, self.held_back_db = meter_of(), 0.0
        self._ceiling_db = ceiling_db
        self.owner: object = None
        self._last: tuple[int, int] | None = None  # frame, when it was heard

    def serve(self, owner: object) -> None:
        """From now on fill this one's blocks."""
        self.owner = owner

    def fill_for(self, owner: object, out: np.ndarray, heard_ns: int) -> None:
        """Fill `out` for `owner`, heard from `heard_ns` on."""
        if owner is not self.owner:
            out[:] = 0
            return
        began_ns = time.monotonic_ns()
        self._catch_up(heard_ns)
        self.ring.tell(self.engine.frame, heard_ns)
        self._last = (self.engine.frame + len(out), heard_ns + len(out) * 1_000_000_000 // RATE_HZ)
        events = self.ring.take()
        if len(events):
            self.engine.schedule(self._fresh(events))
        out[:] = self.engine.render(len(out))
        self._mind_ceiling(out)
        words = self.ring.words
        words[shared.BEAT_NS] = now_ns = time.monotonic_ns()
        words[shared.RENDER_NS] = max(now_ns - began_ns, int(words[shared.RENDER_NS]))

    def _mind_ceiling(self, heard: np.ndarray) -> None:
        """Measure what is heard, and hold back what would be too loud for the hall."""
        measure(self.meter, heard)
        if self._ceiling_db is not None:
            level, seconds = level_db(self.meter), len(heard) / RATE_HZ
            self.held_back_db = held_back_db(self.held_back_db, level, self._ceiling_db, seconds)
            self.engine.hold_back(10 ** (-self.held_back_db / 20))

    def _fresh(self, events: np.ndarray) -> np.ndarray:
        """Without the notes whose time has long passed."""
        stale = (events["kind"] == Kind.START) & (events["frame"] < self.engine.frame - STALE_FRAMES)
        self.ring.words[shared.STALE] += int(stale.sum())
        return np.asarray(events[~stale])

    def _catch_up(self, heard_ns: int) -> None:
        """After a gap between devices, let the frames nobody heard go by, so that the music stays in time."""
        if self._last is None:
            return
        frame, was_ns = self._last
        missing = frame + (heard_ns - was_ns) * RATE_HZ // 1_000_000_000 - self.engine.frame
        if missing < RATE_HZ // 50:
            return
        missing = min(missing, MOST_SKIPPED)
        self.ring.words[shared.SKIPPED] += missing
        for first in range(0, missing, 1024):
            self.engine.render(min(1024, missing - first))


class House:
    """Keeps one device playing: the wanted one if it can be had, else the null device."""

    def __init__(self, player: Player, orders: dict[str, Any]) -> None:
        self.player = player
        self._name: str | None = orders["device"]
        self._wav = Path(orders["wav"]) if orders["wav"] else None
        self._device: Device | None = None
        self._leaving: Device | None = None  # being closed
        self._real = self._had_one = self._safe = False
        self._next_look_s = 0.0
        self._earlier_underruns = 0
        self._calm_s, self._calm_underruns = 0.0, 0

    def watch(self, now_s: float) -> None:
        """Look whether the device lives; let the null device play where it does not, and find it again.

        The null device begins first: a driver that hangs while it is opened or closed then holds up nothing else.
        """
        if self._device is None:
            self._device = self._null()
        if self._real and not self._device.alive():
            self._lose()
        if self._leaving is not None and self._leaving.close():
            self._leaving = None
        if self._leaving is not None:
            return  # a driver that hangs: if it does for long, the door begins this process again
        if not self._real and self._name is not None and now_s >= self._next_look_s:
            self._next_look_s = now_s + LOOK_AGAIN_S
            self._report()
            self._try_real(self._name)
        self._mind_underruns(now_s)
        self._report()

    def _try_real(self, name: str) -> None:
        """Open the real device; only then does the null device stop."""
        owner = object()
        with contextlib.suppress(OSError):
            if self._had_one:
                look_again()
            device = PortAudioDevice(self._filler(owner), name, safe=self._safe)
            self.player.serve(owner)
            self._change(device)
            self._real = self._had_one = True

    def _lose(self) -> None:
        """Let the null device play instead of the real one."""
        self._change(self._null())
        self._next_look_s = 0.0

    def _change(self, device: Device) -> None:
        """Another device plays; the one that did is closed."""
        old, self._device = self._device, device
        if old is not None:
            self._earlier_underruns += self._underruns(old)
            self._real = False
            self._leaving = old
            self._report()

    def _null(self) -> Device:
        owner = object()
        self.player.serve(owner)
        return NullDevice(self._filler(owner), self._wav)

    def _underruns(self, device: Device) -> int:
        """What it counted; while a real one is looked for, the null device's own count for nothing."""
        return device.underruns() if self._real or self._name is None else 0

    def _filler(self, owner: object) -> Any:
        return lambda out, heard_ns: self.player.fill_for(owner, out, heard_ns)

    def _mind_underruns(self, now_s: float) -> None:
        """Too many underruns in ten seconds: open the device again in safe mode."""
        if now_s - self._calm_s < 10 or self._device is None:
            return
        found = self._earlier_underruns + self._underruns(self._device)
        if self._real and not self._safe and found - self._calm_underruns > UNSAFE:
            self._safe = True
            self._lose()
        self._calm_s, self._calm_underruns = now_s, found

    def _report(self) -> None:
        words, engine, meter = self.player.ring.words, self.player.engine, self.player.meter
        counts = engine.counts
        words[shared.WATCHED_NS] = time.monotonic_ns()
        words[shared.STATE] = shared.DEVICE if self._real else shared.LOST if self._had_one else shared.SILENT
        if self._device is not None:
            words[shared.LATENCY] = self._device.latency_frames
            words[shared.UNDERRUNS] = self._earlier_underruns + self._underruns(self._device)
        words[shared.LATE], words[shared.PLAYING] = counts["late"], counts["playing"]
        words[shared.PEAK] = int(engine.true_peak * 1_000_000)
        words[shared.LOUDNESS] = int(1_000 * loudness_lufs(meter))
        words[shared.LEVEL] = int(1_000 * long_level_db(meter))
        words[shared.HELD_BACK] = int(1_000 * self.player.held_back_db)
        words[shared.SAFE] = self._safe and self._real
        self.player.ring.tell_name("" if self._device is None else self._device.name)

    def close(self) -> None:
        """Stop the device, finish its file."""
        if self._device is not None:
            self._device.close()


def be_quick() -> bool:
    """Ask for real-time scheduling, and keep the collector from pausing; whether the system allowed the first."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))
    except (AttributeError, OSError):
        return False
    return True


def _warm(bank: Bank) -> None:
    """Load the compiled code before the first block is due, with an engine that nobody hears."""
    engine, ring = Engine(bank, polyphony=8), Ring(np.zeros(shared.SIZE, np.uint8))
    ring.put(np.array([(0, 60.0, 90.0, 1, Kind.START, 0, 0), (9, 0.0, 0.0, 1, Kind.STOP, 0, 0)], EVENT))
    engine.schedule(ring.take())
    measure(meter_of(), engine.render(2048))


def _leave_if_left(warm: threading.Event) -> None:
    """End this process if standard input closes before it is warm: compiling may take a minute, and nobody waits."""
    while not warm.wait(WATCH_S):
        if select.select([sys.stdin], [], [], 0)[0]:
            os._exit(0)


def main(orders: dict[str, Any]) -> None:
    """Play until standard input closes."""
    warm = threading.Event()
    threading.Thread(target=_leave_if_left, args=(warm,), daemon=True).start()
    ring = Ring(mapped(orders["ring"]))
    bank = mapped_bank(orders["bank"])
    _warm(bank)
    warm.set()
    engine = Engine(bank)
    ring.words[shared.FIFO] = be_quick()
    house = House(Player(engine, ring, orders["ceiling_db"]), orders)
    while not select.select([sys.stdin], [], [], WATCH_S)[0]:
        house.watch(time.monotonic())
    house.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
