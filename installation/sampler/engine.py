"""The engine: events in, sound out; the same sound whatever the block size.

Owns time: it renders whole quanta, cut where an event or an attack's corner falls, and hands out any number of
frames. Refuses to know devices, processes and the world's clock: `frame` counts what this engine has rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.sampler import state as names
from installation.sampler.kernel import inner, kernel
from installation.sampler.lanes import LANES, render_filtered, render_open
from installation.sampler.master import GOAL, PEAK, Master, limit, master_of
from installation.sampler.player import enqueue, obey_due
from installation.sampler.room import Room, reverberate, room_of
from installation.sampler.state import (
    CORNER,
    FREE,
    HEARD,
    HELD_BACK,
    NOW,
    QUANTUM,
    READY,
    SHAPED,
    VOLUME,
    State,
    state_of,
)
from installation.sampler.voice import move

if TYPE_CHECKING:
    from installation.sampler.bank import Bank

POLYPHONY = 128


class Engine:
    """One sampler, playing one bank. It allocates when it is made, and then only renders.

    Args:
        bank: what may sound; its arrays are read, never written.
        polyphony: voices that may play at once; stolen ones fade in slots of their own.
        block: the most frames one call of `render` will be asked for without allocating.
        dry: leave out room and limiter, and with them the LOOK_AHEAD.
    """

    def __init__(
        self, bank: Bank, polyphony: int = POLYPHONY, block: int = 2048, *, dry: bool = False
    ) -> None:
        self._state = state_of(bank, polyphony)
        self._master = master_of()
        self._room = room_of()
        self._dry = dry
        self._out = np.zeros((block, 2), np.float32)

    @property
    def frame(self) -> int:
        """The frame that `render` will give next (what was handed out so far)."""
        return int(self._state.counters[NOW] - self._state.counters[READY])

    def schedule(self, events: np.ndarray) -> None:
        """Let these events ((N,) EVENT) happen at their frames; those of the past at once, counted as late."""
        enqueue(self._state, events)

    def render(self, frames: int) -> np.ndarray:
        """The next (frames, 2) float32, left and right within -1 dBTP: a view that the next call overwrites."""
        if frames > len(self._out):
            self._out = np.zeros((frames, 2), np.float32)
        out = self._out[:frames]
        _render(self._state, self._room, self._master, out, self._dry)
        return out

    @property
    def counts(self) -> dict[str, int]:
        """What was counted since the start: late and dropped events, voices refused, stolen, started, playing."""
        counters = self._state.counters
        rows = ("LATE", "DROPPED", "REFUSED", "STOLEN", "STARTED", "SERIAL", "PENDING")
        counts = {row.lower(): int(counters[getattr(names, row)]) for row in rows}
        return counts | {"playing": int((self._state.voices["state"] != FREE).sum())}

    @property
    def true_peak(self) -> float:
        """The highest true peak that entered the limiter so far."""
        return float(self._master.now[PEAK])

    def hold_back(self, gain: float) -> None:
        """Let no more than this share (0..1) of the volume through: what the hall's ceiling leaves."""
        self._state.volume[HELD_BACK] = gain


@kernel
def _render(state: State, room: Room, master: Master, out: np.ndarray, dry: bool) -> None:  # noqa: FBT001 (compiled)
    """Fill `out` from ready frames, rendering a quantum whenever there are none."""
    counters = state.counters
    done = 0
    while done < len(out):
        if counters[READY] == 0:
            _quantum(state)
            if dry:
                _copy_out(state)
            else:
                reverberate(room, state.mixed)
                volume = state.volume
                master.now[GOAL] = volume[VOLUME] * volume[HEARD] * volume[HELD_BACK] * volume[SHAPED]
                limit(master, state.mixed, state.ready)
        take = min(counters[READY], len(out) - done)
        first = QUANTUM - counters[READY]
        for k in range(take):
            out[done + k, 0] = state.ready[first + k, 0]
            out[done + k, 1] = state.ready[first + k, 1]
        counters[READY] -= take
        done += take


@kernel
def _copy_out(state: State) -> None:
    for frame in range(QUANTUM):
        state.ready[frame, 0] = state.mixed[0, frame]
        state.ready[frame, 1] = state.mixed[1, frame]


@kernel
def _quantum(state: State) -> None:
    """Render QUANTUM frames of voices into `mixed`."""
    done = 0
    while done < QUANTUM:
        frames = min(QUANTUM - done, obey_due(state), state.counters[CORNER])
        state.counters[CORNER] = QUANTUM
        _segment(state, done, frames)
        state.counters[NOW] += frames
        done += frames
    state.counters[READY] = QUANTUM


@inner
def _segment(state: State, first: int, frames: int) -> None:
    """Render `frames` frames in which nothing happens."""
    moved = _move_parts(state, frames)
    buses = state.buses
    for bus in range(3):
        for frame in range(frames):
            for lane in range(LANES):
                buses[bus, frame, lane] = 0.0
    for group in range(len(state.words)):
        _group(state, group, frames, moved)
    for bus in range(3):
        for frame in range(frames):
            total = np.float32(0.0)
            for lane in range(LANES):
                total += buses[bus, frame, lane]
            state.mixed[bus, first + frame] = total


@inner
def _group(state: State, group: int, frames: int, moved: bool) -> None:  # noqa: FBT001 (compiled)
    """Move and render eight voices, if any of them plays."""
    some, filtered = False, False
    for slot in range(group * LANES, (group + 1) * LANES):
        if state.voices[slot].state != FREE:
            move(state, slot, frames, moved)
            some = True
            filtered |= state.voices[slot].filtered != 0
    if filtered:
        render_filtered(state.pool, state.words[group], state.floats[group], state.buses, frames)
    elif some:
        render_open(state.pool, state.words[group], state.floats[group], state.buses, frames)


@inner
def _move_parts(state: State, frames: int) -> bool:
    """Levels, pans, bends follow what was asked within some ten milliseconds; whether any is on its way."""
    share = np.float32(1.0 - np.exp(-frames / 480.0))
    moved = False
    for row in range(len(state.parts)):
        part = state.parts[row]
        away = (
            abs(part.gain - part.gain_now)
            + abs(part.pan - part.pan_now)
            + abs(part.vibrato - part.vibrato_now)
        )
        moved |= away > 0 or part.send != part.send_was
        near = away < 1e-5
        part.gain_now = part.gain if near else part.gain_now + (part.gain - part.gain_now) * share
        part.pan_now = part.pan if near else part.pan_now + (part.pan - part.pan_now) * share
        part.vibrato_now = (
            part.vibrato if near else part.vibrato_now + (part.vibrato - part.vibrato_now) * share
        )
        part.bend_now += (part.bend - part.bend_now) * np.float32(0.5)
        part.send_was = part.send
    return moved
