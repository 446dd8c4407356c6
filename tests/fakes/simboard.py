"""The real firmware on a simulated chip: builds both with the system's compilers and drives them from Python."""

from __future__ import annotations

import os
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
FIRMWARE = ROOT / "hardware" / "firmware"
DATA_SPACE, HELD_BACK = 0x800000, 4
"""Where an AVR's symbols say that its memory begins; where in `struct counters` that counter stands."""
SIMULATOR = ROOT / "tests" / "firmware" / "simboard.c"


def build(folder: Path, pads: int = 4, line_out: int = 128) -> tuple[Path, Path]:
    """Build the firmware and the simulator into `folder`; (ELF, simulator).

    `line_out`: bytes that may wait for the line.

    Raises:
        subprocess.CalledProcessError: a compiler refused; its words are in `stderr`.
    """
    subprocess.run(
        ["make", "-C", FIRMWARE, f"BUILD={folder}", f"PADS={pads}", f"LINE_OUT={line_out}"],
        check=True,
        capture_output=True,
        text=True,
    )
    simulator = folder / "simboard"
    words = [
        "cc",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-o",
        simulator,
        SIMULATOR,
        "-lsimavr",
        "-lelf",
        "-lutil",
    ]
    subprocess.run(words, check=True, capture_output=True, text=True)
    return folder / "object.elf", simulator


class SimulatedBoard:
    """A board behind `link` that runs the firmware; see simboard.c for what the orders do."""

    def __init__(self, elf: Path, simulator: Path, link: Path, log: Path | None = None) -> None:
        """Switch it on; `log` is where it writes down when it has put each frame on the line."""
        self.link, self._elf, self._log = link, elf, log
        words = [simulator, elf, link] if log is None else [simulator, elf, link, log]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._answer("ready")

    def stand_behind(self) -> None:
        """Run just after whoever calls this, if that one runs in real time.

        A real board has a processor of its own: it neither waits for the machine's other work nor holds the door up.
        """
        if os.sched_getscheduler(0) == os.SCHED_FIFO:
            behind = os.sched_param(os.sched_getparam(0).sched_priority - 1)
            os.sched_setscheduler(self._process.pid, os.SCHED_FIFO, behind)

    def volts(self, millivolts: Iterable[float]) -> None:
        """Voltages at A0, A1, ..."""
        self._order("volts " + " ".join(str(round(each)) for each in millivolts))

    def pwm(self) -> tuple[int, ...]:
        """Duty 0..255 of the four lights and the motor, as the timers' registers have them."""
        self._order("pwm")
        return tuple(map(int, self._answer("pwm")))

    def reset(self, cause: str) -> None:
        """Restart it: "power", "pin", "brownout" or "watchdog"."""
        self._order(f"reset {cause}")

    def hang(self) -> None:
        """Let the processor run in circles, interrupts off."""
        self._order("hang")

    def stall(self, milliseconds: int) -> None:
        """Let simulated time stand still."""
        self._order(f"stall {milliseconds}")

    def number(self, number: bytes) -> None:
        """Write a board's number of 8 bytes into its EEPROM; it is used from the next start on."""
        self._order("number " + (number + zlib.crc32(number).to_bytes(4, "little")).hex())

    def time(self) -> tuple[float, float]:
        """(simulated seconds, the most that they have run behind the wall clock, in seconds)."""
        self._order("time")
        cycles, late_us = self._answer("time")
        return int(cycles) / 16e6, int(late_us) / 1e6

    def written(self) -> NDArray[np.float64]:
        """Of each frame since the start (F, 2), a hello and a status too: when its last byte was put on the line.

        Seconds of the wall clock (as `time.monotonic`), and of the board's own.
        """
        assert self._log is not None
        self.time()  # whatever was written down is in the file now
        rows = np.fromfile(self._log, np.int64).reshape(-1, 2)
        return rows / (1e6, 16e6)

    def held_back(self) -> tuple[int, float]:
        """(frames for which its line had no room, simulated seconds), looked up in its memory."""
        names = subprocess.run(["avr-nm", self._elf], check=True, capture_output=True, text=True).stdout
        at = next(
            int(row.split()[0], 16) for row in names.splitlines() if row.split()[-1].startswith("counters")
        )
        self._order(f"long {at - DATA_SPACE + HELD_BACK}")
        held, cycles = self._answer("long")
        return int(held), int(cycles) / 16e6

    def close(self) -> None:
        """Switch it off."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _order(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()

    def _answer(self, word: str) -> list[str]:
        """The words after `word` in the next line that begins with it (the library prints lines of its own)."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            words = line.split()
            if words[:1] == [word]:
                return words[1:]
        raise RuntimeError(f"the simulator ended before it said {word!r}")
