"""The door to sound: starts the audio process, watches over it, and hands it what is to be played.

Owns the way between the world's frames and the audio process's: it follows the device's clock slowly, so that
what was even stays even. Refuses to render, and to wait: it is called inside a step.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from installation.effects import FRAME_RATE, MuteSound, SeatBand, SetVolume, ShapeSound, frame_at
from installation.inputs import SoundReport
from installation.sampler.master import LOOK_AHEAD
from installation.shell import ring as shared
from installation.shell.bank_file import as_bytes, mapped_bank
from installation.shell.devices import BLOCK
from installation.shell.instruments import bank_file
from installation.shell.ring import SIZE, Ring, mapped, shared_file
from installation.shell.sound_events import BAND, Seat, newly_seated, rows_of, seating, those_there
from installation.shell.sound_hall import UNKNOWN, Hall
from installation.world import LEAD_NS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.effects import SoundEffect
    from installation.sampler.bank import Bank

JUMP_FRAMES = 480.0
"""The clock is this far (10 ms) from where it was: another device, not a drift."""
FOLLOW_S = 2.0
"""Time constant of following a drift; what is under half a frame is left alone."""
DEAD_NS = 1_500_000_000
"""The heart, the rendering of blocks, has stopped."""
HUNG_NS = 8_000_000_000
"""It renders, but whoever looks for devices hangs in a driver: a fresh process may find one."""
START_NS = 240_000_000_000
"""The first start compiles the sampler, and on a busy machine that takes minutes."""
STEP_FRAMES = 120
"""What a touch waits at most (2.5 ms) for its step and for the next block to ask."""
STATES = ("silent", "device", "silent", "lost")


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """How the sound is: for the technician's corner and the benchmarks."""

    latency_frames: int  # from a block's making to its being heard
    late_by_frames: int  # later than asked, always, because the device is slow
    underruns: int
    late: int  # events that came after their frame
    stale: int  # notes not played because they came far too late
    dropped: int  # events that found the ring full, or no process
    playing: int  # voices
    peak: float  # highest true peak before the limiter
    longest_render_ms: float
    realtime: bool  # SCHED_FIFO was allowed
    restarts: int


class Following:
    """Turns world frames into the audio process's, following a clock that jitters and drifts."""

    def __init__(self, origin_ns: int) -> None:
        """World time 0 was at `origin_ns` of the monotonic clock."""
        self._origin_ns = origin_ns
        self._offset: float | None = None
        self._at_ns = 0

    def follow(self, clock: shared.Clock) -> None:
        """Take in a clock."""
        world = (clock.heard_ns - self._origin_ns) * FRAME_RATE / 1e9
        seen = clock.frame - world
        if self._offset is None or abs(seen - self._offset) > JUMP_FRAMES:
            self._offset = float(round(seen))
        elif abs(seen - self._offset) > 1.0:
            passed_s = min(max((clock.heard_ns - self._at_ns) / 1e9, 0.0), FOLLOW_S)
            self._offset += (seen - self._offset) * passed_s / FOLLOW_S
        self._at_ns = clock.heard_ns

    @property
    def known(self) -> bool:
        """Whether any clock was seen."""
        return self._offset is not None

    def offset(self) -> int:
        """What to add to a world frame: the frame of the engine whose event is heard at that time."""
        return round(self._offset or 0.0) - LOOK_AHEAD


def late_by(latency_frames: int) -> int:
    """Frames by which everything is heard later than asked, on a device as slow as that.

    A touch is stamped LEAD_NS ahead. Where the device takes longer than that allows, a constant wait is added for
    all sound: a varying one would be heard more.
    """
    needed = latency_frames + BLOCK + LOOK_AHEAD + STEP_FRAMES
    return max(0, needed - frame_at(LEAD_NS))


class SoundDoor:
    """Sound in a process of its own. `open` it, `play` effects, look at its `state`, `close` it."""

    def __init__(
        self, origin_ns: int, device: str | None, wav: Path | None, bank: Bank | None, band: dict[str, Seat],
        hall: Hall,
    ) -> None:  # fmt: skip
        """See `open`."""
        self._band, self._tonic, self._hall = band, 0, hall
        self._volume: dict[type, SoundEffect] = {}  # the newest of each kind
        self._orders = {"device": device, "wav": str(wav) if wav else None}
        self._origin_ns = origin_ns
        self._restarts, self._earlier_underruns = -1, 0
        self._process: subprocess.Popen[bytes] | None = None
        self._bank_file = bank_file() if bank is None else _shared(bank)
        self._bank = mapped_bank(self._bank_file) if bank is None else bank
        self._start()

    @classmethod
    def open(
        cls, origin_ns: int, device: str | None = None, wav: Path | None = None,
        bank: Bank | None = None, band: dict[str, Seat] | None = None, hall: Hall = UNKNOWN,
    ) -> Self:  # fmt: skip
        """Start the audio process; it plays within a second or two, and until then nothing is heard.

        Args:
            origin_ns: when, on the monotonic clock, world time was 0.
            device: part of a device's name, None for the default one, "null" for none.
            wav: a file for what the null device plays, from its first frame.
            bank: what may sound; the installation's own if None.
            band: who plays the parts.
            hall: what is known of the hall.
        """
        return cls(origin_ns, device, wav, bank, band or BAND, hall)

    def _start(self) -> None:
        """Start (again): fresh shared memory, so that nothing old is played."""
        ring_file = shared_file(SIZE)
        self._ring = Ring(mapped(ring_file))
        self._following = Following(self._origin_ns)
        self._started_ns = time.monotonic_ns()
        self._restarts += 1
        self._dropped = 0
        device = self._orders["device"]
        orders = {"ring": ring_file, "bank": self._bank_file, "wav": self._orders["wav"],
                  "ceiling_db": self._hall.ceiling_at_full_scale_db,
                  "device": None if device == "null" else device or ""}  # fmt: skip
        self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
            [sys.executable, "-m", "installation.shell.audio_process", json.dumps(orders)],
            stdin=subprocess.PIPE, pass_fds=(ring_file, self._bank_file), cwd=Path(__file__).parents[2],
        )  # fmt: skip
        os.close(ring_file)
        self._ring.put(seating(self._bank, those_there(self._band, self._bank), 0, self._tonic))
        self._ring.put(rows_of([replace(told, frame=0) for told in self._volume.values()], self._bank))

    def play(self, effects: Iterable[SoundEffect]) -> None:
        """Let these sound at their world frames; what the ring has no room for is dropped and counted."""
        effects = tuple(effects)
        self._remember(effects)
        rows = rows_of(effects, self._bank)
        if not len(rows):
            return
        self._follow()
        if not self._following.known:
            self._dropped += len(rows)
            return
        rows["frame"] += self._following.offset() + late_by(int(self._ring.words[shared.LATENCY]))
        self._ring.put(rows)

    def _remember(self, effects: tuple[SoundEffect, ...]) -> None:
        """Who is seated, and how loud: a restarted process has to be told again."""
        for effect in effects:
            if isinstance(effect, SeatBand):
                self._band, self._tonic = newly_seated(effect, self._bank), effect.tonic
            elif isinstance(effect, (SetVolume, MuteSound, ShapeSound)):
                self._volume[type(effect)] = effect

    def _follow(self) -> None:
        clock = self._ring.clock()
        if clock is not None:
            self._following.follow(clock)

    def state(self) -> str:
        """How it is: "device", "silent" (no device: the show goes on) or "lost"; a dead process is restarted."""
        self._follow()
        process, now_ns = self._process, time.monotonic_ns()
        if process is None:
            return "lost"
        beat_ns = int(self._ring.words[shared.BEAT_NS]) or self._started_ns + START_NS - DEAD_NS
        watched_ns = int(self._ring.words[shared.WATCHED_NS]) or now_ns
        if process.poll() is not None or now_ns - beat_ns > DEAD_NS or now_ns - watched_ns > HUNG_NS:
            self._earlier_underruns += int(self._ring.words[shared.UNDERRUNS])
            process.kill()  # it does not listen, and a step may not wait for it
            self._stop()
            self._start()
            return "lost"
        return STATES[int(self._ring.words[shared.STATE])]

    def ready(self) -> bool:
        """Whether the audio process has begun to play."""
        self._follow()
        return self._following.known

    def facts(self) -> SoundFacts:
        """What the audio process says of itself."""
        words = self._ring.words
        return SoundFacts(
            latency_frames=int(words[shared.LATENCY]) + LOOK_AHEAD,
            late_by_frames=late_by(int(words[shared.LATENCY])),
            underruns=self._earlier_underruns + int(words[shared.UNDERRUNS]),
            late=int(words[shared.LATE]),
            stale=int(words[shared.STALE]),
            dropped=self._dropped + int(words[shared.DROPPED]),
            playing=int(words[shared.PLAYING]),
            peak=int(words[shared.PEAK]) / 1e6,
            longest_render_ms=int(words[shared.RENDER_NS]) / 1e6,
            realtime=bool(words[shared.FIFO]),
            restarts=self._restarts,
        )

    def report(self) -> SoundReport:
        """How it sounds, for the console."""
        words = self._ring.words
        level_db = int(words[shared.LEVEL]) / 1_000
        laeq_db = None if self._hall.offset_db is None else round(level_db + self._hall.offset_db, 1)
        return SoundReport(
            device=self._ring.name(),
            latency_ms=round((int(words[shared.LATENCY]) + LOOK_AHEAD) * 1_000 / FRAME_RATE, 1),
            underruns=self._earlier_underruns + int(words[shared.UNDERRUNS]),
            safe=bool(words[shared.SAFE]),
            loudness_lufs=round(int(words[shared.LOUDNESS]) / 1_000, 1),
            laeq_db=laeq_db,
            ceiling_db=None if self._hall.offset_db is None else self._hall.ceiling_db,
            held_back_db=round(int(words[shared.HELD_BACK]) / 1_000, 1),
        )

    def heard_ns(self, frame: int) -> int | None:
        """When frame `frame` of the audio process's sound (of a null device's file) is heard: monotonic time."""
        clock = self._ring.clock()
        if clock is None:
            return None
        return clock.heard_ns + (frame - clock.frame) * 1_000_000_000 // FRAME_RATE

    def _stop(self) -> None:
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        try:
            self._process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        """End the audio process; what it wrote is complete then."""
        self._stop()
        if self._bank_file >= 0:
            os.close(self._bank_file)
            self._bank_file = -1


def _shared(bank: Bank) -> int:
    """A file that holds the bank: its descriptor."""
    data = as_bytes(bank)
    descriptor = shared_file(len(data))
    mapped(descriptor)[:] = np.frombuffer(data, np.uint8)
    return descriptor
