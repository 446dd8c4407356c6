"""What stands on either side of the facilitator's page in tests: a link without a window, and an installation.

`FakeLink` is the way to the window for tests of the server alone. `Installation` is the real world, stepped in
real time behind the real door, without sound and picture.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.console.faults import Wall
from installation.inputs import PadFrameArrived, PortChanged, PressuresGiven
from installation.shell import asks
from installation.shell.console import ConsoleDoor
from installation.shell.mailbox import Mailbox
from installation.snapshot import Snapshot, view
from installation.step import step
from installation.visuals.examples import moment
from installation.world import STEP_NS, World, begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from installation.inputs import Input
    from installation.shell import engine
    from installation.world import Rules


PATIENCE_S = 120.0


class FakeLink:
    """Gives the moments it is given, and remembers what it was sent."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = moment(2)
        self.walls: list[Wall] = [Wall(60.0)]
        self.sent: list[Input] = []
        self.room = True
        self.watching = 0
        self.shown: np.ndarray | None = None

    def moment(self) -> Snapshot | None:
        found, self.snapshot = self.snapshot, None
        return found

    def wall(self) -> Wall | None:
        return self.walls.pop() if self.walls else None

    def picture(self) -> np.ndarray | None:
        found, self.shown = self.shown, None
        return found

    def send(self, told: Input) -> bool:
        if self.room:
            self.sent.append(told)
        return self.room

    def watch(self, count: int) -> None:
        self.watching = count


class Installation:
    """The real world behind the real door: ten steps at a time, a hundred times in two seconds."""

    STEPS = 10

    def __init__(self, rules: Rules, style: str, level: int, scribes: tuple[engine.Scribe, ...] = ()) -> None:
        self._rules, self._scribes = rules, scribes
        self.world: World = begin(rules, style, level)
        self.told: list[Input] = []
        self.said: list[str] = []
        self.restarts = 0
        self._pressed: list[tuple[float, float, float, float]] = []
        self._boards: dict[str, tuple[int, ...]] = {}
        self._news: list[tuple[str, str | None]] = []
        self._style, self._level = style, level
        self._door: ConsoleDoor | None = None
        self._over, self._afresh, self._still = threading.Event(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def open(self, **place: Any) -> None:
        """Open the page and let time run."""
        self._mailbox = Mailbox(1 << 16)
        self._asked, self._asks = asks.pair()
        ways = {"moments": self._mailbox.address, "asks": self._asks}
        self._door = ConsoleDoor(**place, **ways, said=self.said.append)
        self._over.clear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Time stands still, the page is gone."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(60)
        if self._door is not None:
            self._door.close()
            self._mailbox.close()
            self._asked.close()
            self._asks.close()

    def wait_until(self, holds: Callable[[], bool]) -> bool:
        """Whether it holds soon enough."""
        until_s = time.monotonic() + PATIENCE_S
        while not holds() and time.monotonic() < until_s:
            time.sleep(0.02)
        return holds()

    def wait_until_open(self) -> None:
        """Until the page is served."""
        assert self.wait_until(lambda: bool(self.said))

    def afresh(self) -> None:
        """The world as it began, from the next turn on."""
        self._afresh.set()
        assert self.wait_until(lambda: not self._afresh.is_set())

    def press(self, *pressures: float) -> None:
        """Press the four pads so, from the next turn on; back once the world has felt it."""
        rhythm, wide, density, jump = pressures
        self._pressed.append((rhythm, wide, density, jump))
        assert self.wait_until(lambda: self.world.hands.pressures == pressures)

    def plug(self, board: str, *values: int) -> None:
        """An object says these raw values from the next turn on; it is plugged in if it was not."""
        if board not in self._boards:
            self._news.append((board, f"/dev/{board}"))
        self._boards[board] = values

    def unplug(self, board: str) -> None:
        """An object is gone."""
        del self._boards[board]
        self._news.append((board, None))

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """The wall stands still, and the world goes on."""
        self._still.set()
        yield
        self._still.clear()

    def halt(self) -> None:
        """The page's process stands still."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """And goes on."""
        os.kill(self.process.pid, signal.SIGCONT)

    @property
    def process(self) -> Any:
        """The page's process."""
        assert self._door is not None
        return self._door._process

    def _run(self) -> None:
        due_s = time.monotonic()
        while not self._over.is_set():
            due_s = max(due_s + self.STEPS * STEP_NS / 1e9, time.monotonic())
            self._turn()  # what it raises ends the thread, and pytest says so
            time.sleep(max(0.0, due_s - time.monotonic()))

    def _turn(self) -> None:
        assert self._door is not None
        if self._afresh.is_set():
            self.world = begin(self._rules, self._style, self._level)
            self._afresh.clear()
        if not self._still.is_set():
            self._door.hear()
        inputs = tuple(asks.AsksIn(self._asked).read(self.world.time_ns + 1))
        self.told += inputs
        while self._pressed:
            inputs += (PressuresGiven(self.world.time_ns + 1, self._pressed.pop(0)),)
        while self._news:
            board, device = self._news.pop(0)
            inputs += (PortChanged(self.world.time_ns + 1, device, board),)
        for number in range(self.STEPS):
            came = inputs if number == 0 else ()
            at_ns = self.world.time_ns + 1
            boards = tuple(self._boards.items())
            came += tuple(PadFrameArrived(at_ns, values, board) for board, values in boards)
            self.world, effects = step(self.world, came, self._rules)
            for scribe in self._scribes:
                scribe.take(self.world, came, effects)
        if self.world.house.restarting and not self._still.is_set():
            self.restarts += 1
            self.world = begin(self._rules, self._style, self._level)
        self._mailbox.put(pickle.dumps(view(self.world, self._rules), protocol=5))
        if self._still.is_set():
            return
        self._door.give(Wall(60.0, engines=1 + self.restarts))
        if self._door.wants_picture():
            picture = np.zeros((90, 160, 3), np.uint8)
            picture[:, : self.world.step % 160] = (230, 159, 0)
            self._door.give_picture(picture)


def place_of(data: Path, home: Path, port: int, *, lan: bool = False) -> dict[str, Any]:
    """What `Installation.open` takes."""
    return {"port": port, "lan": lan, "home": home, "data": data}
