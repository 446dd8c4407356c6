"""The facilitator's view of the pads, and the wizard that calibrates them, in the terminal.

Owns what is shown and asked. Refuses to know how a pressure is found (pads/calibration.py).
Time comes from `Times`, so that tests run faster than a hand.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table

from installation.inputs import PadFrameArrived
from installation.pads import calibration, gestures, grips, levels
from installation.pads.protocol import Identify
from installation.score import PADS
from installation.shell.files import write_whole
from installation.shell.port import PortDoor
from installation.shell.simulated_port import SimulatedPort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from installation.inputs import PortChanged
    from installation.pads.calibration import CalibrationState
    from installation.pads.contacts import Gesture
    from installation.pads.protocol import ToBoard

TURN_S = 0.004
PICTURES = 15
"""Turns a second at which the view is drawn."""
PATIENCE_S = 60.0
"""How long the wizard waits for a press, and anything for a board."""
BAR = 20
GESTURES = 5
"""How many gestures the view remembers."""


class Port(Protocol):
    """What the view needs of a port."""

    trouble: str

    def read(self, now_ns: int) -> Iterable[PadFrameArrived | PortChanged]:
        """The newest frame, if there is one."""

    def send(self, message: ToBoard) -> bool:
        """Put a command on the line."""

    def close(self) -> None:
        """Give it back."""


@dataclass(frozen=True, slots=True)
class Times:
    """A clock and how to wait."""

    now_ns: Callable[[], int] = time.monotonic_ns
    sleep: Callable[[float], None] = time.sleep


class Pads:
    """Frames of a port, calibrated one after another."""

    def __init__(self, port: Port, known: CalibrationState, times: Times) -> None:
        """Begin with what is known."""
        self.port, self.known, self.times = port, known, times
        self.raw: tuple[int, ...] = ()
        self.pressures: tuple[float, ...] = (0.0,) * len(PADS)
        self.held = [levels.FREE] * len(PADS)
        self.hand = gestures.begin(len(PADS))
        self.said: tuple[str, ...] = ()  # the newest gestures, newest last
        self.frames = 0
        self._last_ns = times.now_ns()

    def turn(self) -> bool:
        """Wait a little and take in what came; whether anything did."""
        self.times.sleep(TURN_S)
        now_ns = self.times.now_ns()
        frames = [news for news in self.port.read(now_ns) if isinstance(news, PadFrameArrived)]
        for frame in frames:
            dt_s, self._last_ns = (now_ns - self._last_ns) / 1e9, now_ns
            self.known, self.pressures = calibration.advance(self.known, frame.values, dt_s)
            self.raw, self.frames = frame.values, self.frames + 1
            if len(self.held) != len(self.pressures):
                self.held = [levels.FREE] * len(self.pressures)
                self.hand = gestures.begin(len(self.pressures))
            pairs = zip(self.held, self.pressures, strict=True)
            self.held = [levels.advance(held, pressure, dt_s) for held, pressure in pairs]
            self.hand, told = gestures.advance(self.hand, self.pressures, dt_s)
            self.said = (*self.said, *map(words_for, told))[-GESTURES:]
        return bool(frames)


def known_from(kept: Path, console: Console) -> CalibrationState:
    """What was kept, or a fresh start if there is nothing that can be used."""
    try:
        return calibration.from_json(kept.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return calibration.begin(len(PADS))
    except (OSError, ValueError) as error:
        console.print(f"{kept} cannot be used, so the pads are learnt anew: {error}")
        return calibration.begin(len(PADS))


def open_port(spec: str, *, simulated: bool) -> Port:
    """A real port's door, or the simulated object."""
    return SimulatedPort() if simulated else PortDoor.open(spec)


def name_of(pad: int) -> str:
    """What a pad steers, or its number if it is an additional one."""
    return PADS[pad] if pad < len(PADS) else f"pad {pad}"


def words_for(gesture: Gesture) -> str:
    """A gesture for people: what, where, and how much of it."""
    where = "" if len(gesture.pads) == len(PADS) else " on " + " and ".join(map(name_of, gesture.pads))
    much = {
        grips.TWIST: f" {gesture.value:+.0f} degrees",
        gestures.SLIDE: f" {gesture.value:+.1f} pads a second",
    }
    phase = f" {gesture.phase}" if gesture.phase else ""
    return f"{gesture.kind.replace('_', '-')}{phase}{where}{much.get(gesture.kind, '')}"


def table_of(pads: Pads, seconds: float) -> Table:
    """One picture of the view."""
    table = Table(
        title=f"{pads.frames / max(seconds, 0.1):.0f} frames a second   {pads.port.trouble}",
        caption="\n".join(pads.said),
        caption_justify="left",
    )
    for heading in ("pad", "pressure", "level", "raw", "rest", "full", "state"):
        table.add_column(heading, justify="left" if heading in {"pad", "pressure", "state"} else "right")
    for pad, raw in enumerate(pads.raw):
        pressure, known = pads.pressures[pad], pads.known.pads[pad]
        bar = "█" * round(BAR * pressure)
        state = pads.known.faults[pad] or ("touched" if pads.known.touched[pad] else "")
        figures = (f"{pads.held[pad].level:.2f}", str(raw), f"{known['rest']:.3f}", f"{known['full']:.2f}")
        table.add_row(name_of(pad), f"{bar:<{BAR}}", *figures, state)
    return table


def show(
    spec: str,
    kept: Path,
    *,
    simulated: bool,
    seconds: float | None = None,
    console: Console | None = None,
    times: Times | None = None,
) -> int:
    """The live view, until `seconds` are over or Ctrl-C; 0, or 1 if nothing ever came."""
    console, times = console or Console(), times or Times()
    port = open_port(spec, simulated=simulated)
    pads, begin_ns, turns = Pads(port, known_from(kept, console), times), times.now_ns(), 0
    try:
        with Live(console=console, auto_refresh=False) as live:
            while seconds is None or times.now_ns() - begin_ns < seconds * 1e9:
                pads.turn()
                turns += 1
                if turns % round(1 / (PICTURES * TURN_S)) == 0:
                    live.update(table_of(pads, (times.now_ns() - begin_ns) / 1e9), refresh=True)
    except KeyboardInterrupt:
        pass
    finally:
        port.close()
    if not pads.frames:
        console.print(port.trouble or "Nothing came from the port.")
    return 0 if pads.frames else 1


def press_wanted(pads: Pads, pad: int, console: Console) -> float | None:
    """Ask for SETTLING firm presses on one pad; the strongest, or None if nobody presses."""
    pads.known = calibration.forget_visitor(pads.known)
    console.print(f"[bold]{name_of(pad)}[/bold]: press it firmly {calibration.SETTLING} times, a second each")
    seen, asked_ns = 0, pads.times.now_ns()
    while (strongest := calibration.strongest_of(pads.known, pad)) is None:
        pads.turn()
        count = int(pads.known.pads[pad]["presses"])
        if count > seen:
            seen, asked_ns = count, pads.times.now_ns()
            console.print(f"  {count} of {calibration.SETTLING}")
        if pads.times.now_ns() - asked_ns > PATIENCE_S * 1e9:
            return None
    return strongest


def calibrate(
    spec: str,
    kept: Path,
    *,
    simulated: bool,
    console: Console | None = None,
    times: Times | None = None,
) -> int:
    """The wizard: three firm presses on each pad; what it learns is kept at the end, whole or not at all."""
    console, times = console or Console(), times or Times()
    port = open_port(spec, simulated=simulated)
    try:
        pads = Pads(port, calibration.begin(len(PADS)), times)
        if not _speaks(pads):
            console.print(port.trouble or "Nothing came from the port.")
            return 1
        console.print("Take your hands off the object.")
        _wait(pads, 2.0)
        strongest = []
        for pad in range(len(pads.pressures)):
            force = press_wanted(pads, pad, console)
            if force is None:
                console.print("Nobody pressed. Nothing was changed.")
                return 1
            strongest.append(force)
        pads.known = calibration.believe(pads.known, tuple(strongest))
        write_whole(kept, calibration.to_json(pads.known).encode())
    except KeyboardInterrupt:
        console.print("Left. Nothing was changed.")
        return 1
    finally:
        port.close()
    console.print(f"Done. Kept in {kept}.")
    return 0


def blink(spec: str, seconds: float, *, console: Console | None = None, times: Times | None = None) -> int:
    """Let the object blink; 1 if there is none."""
    console, times = console or Console(), times or Times()
    port = open_port(spec, simulated=False)
    try:
        spoke = _speaks(Pads(port, calibration.begin(len(PADS)), times), patience_s=5.0)
        if not spoke or not port.send(Identify(round(seconds * 1_000))):
            console.print(port.trouble or "No object was found.")
            return 1
    finally:
        port.close()
    return 0


def _speaks(pads: Pads, patience_s: float = PATIENCE_S) -> bool:
    """Wait for the first frame."""
    until_ns = pads.times.now_ns() + round(patience_s * 1e9)
    while pads.times.now_ns() < until_ns:
        if pads.turn():
            return True
    return False


def _wait(pads: Pads, seconds: float) -> None:
    until_ns = pads.times.now_ns() + round(seconds * 1e9)
    while pads.times.now_ns() < until_ns:
        pads.turn()
