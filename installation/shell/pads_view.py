"""The facilitator's view of the pads, and the wizard that calibrates them, in the terminal.

Owns what is shown and asked. Refuses to know how a pressure is found (pads/calibration.py).
Time comes from `Times`, so that tests run faster than a hand.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from installation.inputs import PadFrameArrived
from installation.pads import calibration, gestures, grips, levels, remembered
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
    from installation.pads.remembered import Known

TURN_S = 0.004
PICTURES = 15
"""Turns a second at which the view is drawn."""
PATIENCE_S = 60.0
"""How long the wizard waits for a press, and anything for a board."""
BAR = 20
GESTURES = 5
"""How many gestures the view remembers."""
BESIDE_S = 1.5
"""How long a second object is waited for once one has spoken."""
SHOWN = 4
"""So much of an object's number is enough to say which one is meant."""


class Port(Protocol):
    """What the view needs of a port."""

    trouble: str

    def read(self, now_ns: int) -> Iterable[PadFrameArrived | PortChanged]:
        """The newest frame, if there is one."""

    def send(self, message: ToBoard, board: str = "") -> bool:
        """Put a command on the line, or on that board's."""

    def close(self) -> None:
        """Give it back."""


@dataclass(frozen=True, slots=True)
class Times:
    """A clock and how to wait."""

    now_ns: Callable[[], int] = time.monotonic_ns
    sleep: Callable[[float], None] = time.sleep


class Pads:
    """Frames of one object, calibrated one after another."""

    def __init__(self, known: CalibrationState, now_ns: int) -> None:
        """Begin with what is known."""
        self.known = known
        self.raw: tuple[int, ...] = ()
        self.pressures: tuple[float, ...] = (0.0,) * len(PADS)
        self.held = [levels.FREE] * len(PADS)
        self.hand = gestures.begin(len(PADS))
        self.said: tuple[str, ...] = ()  # the newest gestures, newest last
        self.frames = 0
        self._last_ns = now_ns

    def take(self, values: tuple[int, ...], now_ns: int) -> None:
        """Take in a frame."""
        dt_s, self._last_ns = (now_ns - self._last_ns) / 1e9, now_ns
        self.known, self.pressures = calibration.advance(self.known, values, dt_s)
        self.raw, self.frames = values, self.frames + 1
        if len(self.held) != len(self.pressures):
            self.held = [levels.FREE] * len(self.pressures)
            self.hand = gestures.begin(len(self.pressures))
        pairs = zip(self.held, self.pressures, strict=True)
        self.held = [levels.advance(held, pressure, dt_s) for held, pressure in pairs]
        self.hand, told = gestures.advance(self.hand, self.pressures, dt_s)
        self.said = (*self.said, *map(words_for, told))[-GESTURES:]


class Room:
    """The objects behind a port's door, each known by the number of its board."""

    def __init__(self, port: Port, kept: Known, times: Times, wanted: str = "") -> None:
        """Begin with what is known; `wanted`: only the object whose number begins like that."""
        self.port, self.kept, self.times, self.wanted = port, kept, times, wanted
        self.pads: dict[str, Pads] = {}
        self.begun_ns = times.now_ns()

    def turn(self) -> bool:
        """Wait a little and take in what came; whether anything did."""
        self.times.sleep(TURN_S)
        now_ns, came = self.times.now_ns(), False
        for news in self.port.read(now_ns):
            if isinstance(news, PadFrameArrived) and news.board.startswith(self.wanted):
                if news.board not in self.pads:
                    known = remembered.of(self.kept, news.board) or calibration.begin(len(PADS))
                    self.pads[news.board] = Pads(known, self.begun_ns)
                self.pads[news.board].take(news.values, now_ns)
                came = True
        return came

    def the_one(self, patience_s: float) -> str | None:
        """Wait for the object that is meant: its number; None if nobody speaks, or if it is not clear which."""
        until_ns = self.times.now_ns() + round(patience_s * 1e9)
        while not self.pads and self.times.now_ns() < until_ns:
            self.turn()
        self.wait(BESIDE_S if self.pads else 0.0)
        return next(iter(self.pads)) if len(self.pads) == 1 else None

    def wait(self, seconds: float) -> None:
        """Let time pass, and listen."""
        until_ns = self.times.now_ns() + round(seconds * 1e9)
        while self.times.now_ns() < until_ns:
            self.turn()

    def say_why_not(self, console: Console) -> None:
        """Nothing can be done with one object: because there is none, or there are two."""
        if len(self.pads) > 1:
            numbers = " or ".join(f"--object {board[:SHOWN]}" for board in self.pads)
            console.print(f"Two objects are here: say which one is meant, {numbers}.")
            console.print("`./play pads blink` shows which is which.")
        else:
            console.print(self.port.trouble or "Nothing came from the port.")


def known_from(kept: Path, console: Console) -> Known:
    """What was kept, or a fresh start if there is nothing that can be used."""
    try:
        return remembered.read(kept.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        console.print(f"{kept} cannot be used, so the pads are learnt anew: {error}")
        return ()


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


def table_of(room: Room, board: str, seconds: float) -> Table:
    """One object's picture in the view."""
    pads = room.pads[board]
    name = f"object {board}   " if board else ""
    table = Table(
        title=f"{name}{pads.frames / max(seconds, 0.1):.0f} frames a second   {room.port.trouble}",
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


def picture_of(room: Room) -> Group:
    """One picture of the view: a table an object, or why there is none."""
    if not room.pads:
        return Group(room.port.trouble)
    seconds = (room.times.now_ns() - room.begun_ns) / 1e9
    return Group(*(table_of(room, board, seconds) for board in sorted(room.pads)))


def show(
    spec: str,
    kept: Path,
    *,
    simulated: bool,
    wanted: str = "",
    seconds: float | None = None,
    console: Console | None = None,
    times: Times | None = None,
) -> int:
    """The live view, until `seconds` are over or Ctrl-C; 0, or 1 if nothing ever came."""
    console, times = console or Console(), times or Times()
    port = open_port(spec, simulated=simulated)
    room, turns = Room(port, known_from(kept, console), times, wanted), 0
    try:
        with Live(console=console, auto_refresh=False) as live:
            while seconds is None or times.now_ns() - room.begun_ns < seconds * 1e9:
                room.turn()
                turns += 1
                if turns % round(1 / (PICTURES * TURN_S)) == 0:
                    live.update(picture_of(room), refresh=True)
    except KeyboardInterrupt:
        pass
    finally:
        port.close()
    if not room.pads:
        room.say_why_not(console)
    return 0 if room.pads else 1


def press_wanted(room: Room, pads: Pads, pad: int, console: Console) -> float | None:
    """Ask for SETTLING firm presses on one pad; the strongest, or None if nobody presses."""
    pads.known = calibration.forget_visitor(pads.known)
    console.print(f"[bold]{name_of(pad)}[/bold]: press it firmly {calibration.SETTLING} times, a second each")
    seen, asked_ns = 0, room.times.now_ns()
    while (strongest := calibration.strongest_of(pads.known, pad)) is None:
        room.turn()
        count = int(pads.known.pads[pad]["presses"])
        if count > seen:
            seen, asked_ns = count, room.times.now_ns()
            console.print(f"  {count} of {calibration.SETTLING}")
        if room.times.now_ns() - asked_ns > PATIENCE_S * 1e9:
            return None
    return strongest


def calibrate(
    spec: str,
    kept: Path,
    *,
    simulated: bool,
    wanted: str = "",
    console: Console | None = None,
    times: Times | None = None,
) -> int:
    """The wizard: three firm presses on each pad; what it learns is kept at the end, whole or not at all."""
    console, times = console or Console(), times or Times()
    port = open_port(spec, simulated=simulated)
    try:
        known = known_from(kept, console)
        room = Room(port, (), times, wanted)
        board = room.the_one(PATIENCE_S)
        if board is None:
            room.say_why_not(console)
            return 1
        console.print("Take your hands off the object.")
        room.wait(2.0)
        learnt = _learnt(room, room.pads[board], console)
        if learnt is None:
            console.print("Nobody pressed. Nothing was changed.")
            return 1
        write_whole(kept, remembered.write(remembered.put(known, board, learnt)).encode())
    except KeyboardInterrupt:
        console.print("Left. Nothing was changed.")
        return 1
    finally:
        port.close()
    console.print(f"Done. Kept in {kept}.")
    return 0


def _learnt(room: Room, pads: Pads, console: Console) -> CalibrationState | None:
    """What three firm presses on each pad say of an object; None if nobody presses."""
    strongest = []
    for pad in range(len(pads.pressures)):
        force = press_wanted(room, pads, pad, console)
        if force is None:
            return None
        strongest.append(force)
    return calibration.believe(pads.known, tuple(strongest))


def blink(
    spec: str,
    seconds: float,
    *,
    wanted: str = "",
    console: Console | None = None,
    times: Times | None = None,
) -> int:
    """Let the objects blink, one after another, each with its number; 1 if there is none."""
    console, times = console or Console(), times or Times()
    port = open_port(spec, simulated=False)
    try:
        room = Room(port, (), times, wanted)
        room.the_one(patience_s=5.0)
        blinked = False
        for board in sorted(room.pads):
            if port.send(Identify(round(seconds * 1_000)), board):
                console.print(f"Object {board} blinks." if board else "The object blinks.")
                blinked = True
                room.wait(seconds if len(room.pads) > 1 else 0.0)
        if not blinked:
            console.print(port.trouble or "No object was found.")
    finally:
        port.close()
    return 0 if blinked else 1
