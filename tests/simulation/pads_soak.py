"""Long trials of the object's line, each from one seed: fuzzed frames, a simulated board, a cable in and out.

Every function gives what went wrong, or "" if nothing did.
"""

from __future__ import annotations

import gc
import os
import random
import tempfile
import threading
import time
import tracemalloc
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from installation.inputs import PadFrameArrived, PortChanged
from installation.pads import protocol
from installation.pads.protocol import PadFrame, Receiver
from installation.shell import port, port_finder, priority
from installation.shell.port import PortDoor
from installation.world import STEP_NS
from tests.fakes.board import Board
from tests.fakes.line import BadLine, Faults
from tests.fakes.simboard import SimulatedBoard, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    import serial
    from numpy.typing import NDArray

CHANGE_S = 4.0
"""Voltages stay for so long: a simulation that runs later than this would still say those before the last."""
WITHIN_S = 2.0
"""A port that is plugged in again is found within this."""
SETTLING_TURNS, LEFT_MOST_BYTES = 5, 16_384
"""After so many turns all is loaded that is loaded once; what grows by more than this afterwards is being left behind.
One serial port takes some 3,000 bytes."""


def fuzzed_frames(seed: int, count: int) -> str:
    """Feed so many frames, whole, mutated and made up, and see that the receiver stays in step and small."""
    chance, receiver = random.Random(seed), Receiver()
    for number in range(count):
        message = PadFrame(
            number % 65_536, chance.randrange(2**32), tuple(chance.choices(range(65_536), k=4))
        )
        receiver, _ = protocol.feed(receiver, _mutated(protocol.encode(message), chance))
        if len(receiver.begun) > protocol.LONGEST + 1:
            return f"frame {number}: {len(receiver.begun)} bytes are kept"
        if number % 16 == 0:
            receiver, _ = protocol.feed(receiver, protocol.encode(message))  # it may end a broken one
            receiver, heard = protocol.feed(receiver, protocol.encode(message))
            if heard != (message,):
                return f"frame {number}: out of step, heard {heard}"
    return ""


def _mutated(frame: bytes, chance: random.Random) -> bytes:
    """One of eight mishaps."""
    at = chance.randrange(len(frame))
    return chance.choice(
        [
            chance.randbytes(chance.randrange(120)),
            frame[:at],
            frame[:at] + chance.randbytes(chance.randrange(1, 8)) + frame[at:],
            frame[:at] + bytes([frame[at] ^ (1 << chance.randrange(8))]) + frame[at + 1 :],
            frame[:at] + b"\0" + frame[at:],
            frame[:-1],
            frame[at:] + frame[:at],
            frame * chance.randrange(1, 4),
        ]
    )


@contextmanager
def door_comes_first() -> Iterator[bool]:
    """The door gets the processor as the engine does when it plays; whether the system allows that.

    A thread or process that is begun meanwhile gets it the same way; afterwards all is as before.
    """
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    allowed = priority.come_first()
    try:
        yield allowed
    finally:
        os.sched_setscheduler(0, *before)


@cache
def _built() -> tuple[Path, Path]:
    return build(Path(tempfile.mkdtemp(prefix="deformtune-board-")))


@contextmanager
def simulated_line(seed: int, share: float) -> Iterator[tuple[SimulatedBoard, PortDoor]]:
    """The real firmware on a simulated chip, over a line with that share of bytes lost or flipped, to the real door."""
    with tempfile.TemporaryDirectory() as folder:
        board = SimulatedBoard(*_built(), Path(folder) / "ttySIM", Path(folder) / "frames")
        board.stand_behind()
        line = BadLine(board.link, Path(folder) / "ttyBAD", random.Random(seed)) if share else None
        door = PortDoor.open(str(line.link if line else board.link))
        try:
            until_s = time.monotonic() + 10.0
            while not any(isinstance(each, PadFrameArrived) for each in door.read(time.monotonic_ns())):
                time.sleep(0.01)
                if time.monotonic() > until_s:
                    raise TimeoutError("no frame from the simulated board")
            if line:
                line.faults = Faults(drop=share / 2, flip=share / 2)
            yield board, door
        finally:
            door.close()
            if line:
                line.close()
            board.close()


@dataclass
class Watched:
    """What was seen of a board for a while."""

    frames: int = 0
    wrong: int = 0
    lost: int = 0
    refused: int = 0
    ages_ms: NDArray[np.float64] = field(
        default_factory=lambda: np.zeros(0)
    )  # of the newest frame, at any moment
    late_s: float = 0.0  # the most by which the simulation itself ran behind
    stolen_s: float = 0.0  # for which a machine below this one kept its processors

    def p(self, share: float) -> float:
        """A percentile of the age."""
        return float(np.percentile(self.ages_ms, share))


class _Tap:
    """What the door takes from its line, with the times; it goes on to the door as it is.

    It hears on its own, from what the door has heard so far: the door begins anew with each line it finds.
    """

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = Receiver(receiver.begun, receiver.overlong, receiver.sequence)
        self.taken: list[tuple[float, bytes]] = []

    def take(self, line: serial.Serial) -> bytes:
        """As port.take."""
        data = port_finder.take(line)
        self.taken.append((time.monotonic(), data))
        return data

    def frames(self) -> list[tuple[int, float]]:
        """The pad frames in it: (sequence number, seconds of the wall clock at which it was taken)."""
        found = []
        for at_s, data in self.taken:
            self.receiver, messages = protocol.feed(self.receiver, data)
            found += [(each.sequence, at_s) for each in messages if isinstance(each, PadFrame)]
        return found


def watch_board(seed: int, seconds: float, share: float) -> Watched:
    """Voltages in, values out, step after step.

    The door is asked once a step, as the engine does at least. Ages count from when the board had put a frame's last
    byte on the line, by the board's own clock, so that a simulation that runs late on a busy machine is not taken for a
    door that does; see `ages_ms`.
    """
    chance, seen = np.random.default_rng(seed), Watched()
    with simulated_line(seed, share) as (board, door):
        volts = chance.uniform(200, 4_800, 4)
        before = volts
        board.volts(volts)
        time.sleep(0.5)
        door.read(time.monotonic_ns())
        begin_s = now_s = changed_s = time.monotonic()
        stolen_s = _stolen_s()
        tap = _Tap(door.lines[0].receiver)
        with patch.object(port, "take", tap.take):
            while now_s < begin_s + seconds:
                time.sleep(max(0.0, STEP_NS / 1e9 - (time.monotonic() - now_s)))
                now_s = time.monotonic()
                if now_s - changed_s > CHANGE_S:
                    before, volts, changed_s = volts, chance.uniform(200, 4_800, 4), now_s
                    board.volts(volts)
                for news in door.read(time.monotonic_ns()):
                    if isinstance(news, PadFrameArrived):
                        seen.frames += 1
                        seen.wrong += not _may_be(news.values, before, volts)
        seen.late_s, seen.stolen_s = board.time()[1], _stolen_s() - stolen_s
        seen.ages_ms = ages_ms(tap.frames(), board.written())
        seen.lost, seen.refused = tap.receiver.counts.lost, _refused(tap.receiver)
    return seen


def _stolen_s() -> float:
    """For how long the machine that this one runs on as a guest has kept its processors from it; 0 on a real one."""
    return int(Path("/proc/stat").read_text().split()[8]) / os.sysconf("SC_CLK_TCK")


def ages_ms(taken: list[tuple[int, float]], written: NDArray[np.float64]) -> NDArray[np.float64]:
    """How old the newest frame in hand is, every millisecond of the board's own time.

    A frame is in hand as long after the board's own moment of writing it as it waited in the line by the wall clock.
    Where the simulation stands still, the board's time does too; where the door is late, or frames were damaged, the
    newest one in hand grows old.

    Args:
        taken: (sequence number, seconds of the wall clock) of each frame that the door got.
        written: (F, 2) of frame number 0 on: seconds of the wall clock, and of the board's.
    """
    numbers = np.array([number for number, _ in taken])
    waited_s = np.array([at_s for _, at_s in taken]) - written[numbers, 0]
    in_hand_s = np.maximum.accumulate(written[numbers, 1] + np.maximum(waited_s, 0.0))
    moments_s = np.arange(in_hand_s[0], in_hand_s[-1], 1e-3)
    newest = np.searchsorted(in_hand_s, moments_s, side="right") - 1
    return 1e3 * (moments_s - written[numbers[newest], 1])


def _refused(receiver: Receiver) -> int:
    counts = receiver.counts
    return counts.broken + counts.damaged + counts.long + counts.foreign + counts.unknown


def _may_be(values: tuple[int, ...], before: np.ndarray, now: np.ndarray) -> bool:
    """Whether these values lie between what the voltages were and what they are, to 1 %."""
    low, high = np.minimum(before, now), np.maximum(before, now)
    read = np.array(values) * 5_000 / 65_535
    return bool(((read > low - 50) & (read < high + 50)).all())


def replugged(seed: int, times: int) -> tuple[str, list[float]]:
    """Pull a cable and put it back, again and again: (what went wrong, seconds until it was found each time)."""
    chance, found_s = random.Random(seed), []
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder) / "ttyBOARD")
        door = PortDoor.open(str(board.link))
        try:
            with board.streaming(), _memory_counted():
                _wait(door, PadFrameArrived)
                for turn in range(times):
                    if turn == min(SETTLING_TURNS, times - 1):
                        before = _held()
                    board.commands.clear()
                    board.unplug()
                    if not _wait(door, PortChanged):
                        return f"turn {turn}: not noticed that it was pulled", found_s
                    time.sleep(chance.uniform(0.0, 0.1))
                    board.plug()
                    began_s = time.monotonic()
                    if not _wait(door, PadFrameArrived):
                        return f"turn {turn}: not found again: {door.trouble}", found_s
                    found_s.append(time.monotonic() - began_s)
                left = [now - then for now, then in zip(_held(), before, strict=True)]
        finally:
            door.close()
            board.close()
    if max(found_s) > WITHIN_S:
        return f"found after {max(found_s):.1f} s only", found_s
    if left[:2] != [0, 0] or left[2] > LEFT_MOST_BYTES:
        return f"left behind: {left[0]} threads, {left[1]} open files, {left[2]} bytes", found_s
    return "", found_s


@contextmanager
def _memory_counted() -> Iterator[None]:
    """Meanwhile `_held` knows how much memory Python's objects take."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def _held() -> tuple[int, int, int]:
    """Threads, open files, and bytes of Python's objects."""
    gc.collect()
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return threading.active_count(), files, tracemalloc.get_traced_memory()[0]


def _wait(door: PortDoor, kind: type) -> bool:
    until_s = time.monotonic() + 5.0
    while time.monotonic() < until_s:
        if any(isinstance(news, kind) for news in door.read(time.monotonic_ns())):
            return True
        time.sleep(0.004)
    return False
