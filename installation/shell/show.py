"""The show in the window's process: hands and keys to the engine, the newest snapshot to the wall.

Owns the pace of pictures and the watch over the engine. Refuses to know the world: it sees snapshots only.
If the engine dies or falls silent it is begun again, after a growing pause if it falls again and again, and the wall
keeps the last picture until it speaks.
"""

from __future__ import annotations

import logging
import pickle
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from installation.console.faults import Wall
from installation.inputs import MinuteTold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from installation.inputs import Input
    from installation.shell.clock import Clock
    from installation.shell.mailbox import Mailbox
    from installation.shell.orders import OrdersOut
    from installation.snapshot import Snapshot

logger = logging.getLogger(__name__)

PICTURE_S = 1 / 60
"""Pictures come no faster than this; a display that waits for its own beat is slower by itself."""
PACE_S = 2.0
"""Over how long pictures are counted."""
SILENT_S = 5.0
"""An engine that has spoken and then says nothing for so long has failed."""
START_S = 240.0
"""How long an engine may take to speak first: kernels are compiled when it runs for the first time, and a busy machine
that compiles is begun again for ever if it is not given the time."""

WELL_S, FIRST_S, LONGEST_S = 60.0, 1.0, 60.0
"""An engine that has played for so long was well; one that falls sooner, and again, waits so long at first and at most
until it is begun again: what always fails must not keep the machine busy."""
ASKED = "was asked to begin again"


class Window(Protocol):
    """What shows pictures and hears hands."""

    closed: bool
    lost: bool
    wants_small: bool
    small: NDArray[np.uint8] | None

    def poll(self, now_ns: int) -> Sequence[Input]:
        """What hands and keys did since the last call."""

    def show(self, before: Snapshot, after: Snapshot, blend: float) -> None:
        """Show the picture between two snapshots."""


class Running(Protocol):
    """An engine that runs."""

    mailbox: Mailbox
    clock: Clock
    orders: OrdersOut
    begun: int

    @property
    def alive(self) -> bool:
        """Whether it runs."""

    def begin_again(self, style: str = "") -> None:
        """Begin another, in the style that played if one was seen."""


class Hands(Protocol):
    """What stands in for hands: controllers."""

    def poll(self, now_ns: int) -> Sequence[Input]:
        """What was pressed and let go since the last call; never waits."""


class Page(Protocol):
    """The facilitator's page."""

    def hear(self) -> None:
        """Hear what it has to say, and look after it."""

    def give(self, wall: Wall) -> None:
        """How the wall is."""

    def wants_picture(self) -> bool:
        """Whether somebody wants to see the wall now."""

    def give_picture(self, picture: NDArray[np.uint8]) -> None:
        """The wall, small."""


def run(
    window: Window,
    running: Running,
    seconds: float | None,
    first: Snapshot | None = None,
    page: Page | None = None,
    hands: Hands | None = None,
) -> None:
    """Show until the window is closed, or until `seconds` after the engine has spoken; `first` until it does."""
    eye, day, pace, falls = Eye(time.monotonic(), first), Day(), Pace(), Falls()
    while not window.closed:
        begun_s, now_ns = time.monotonic(), running.clock.now_ns()
        if page is not None:
            page.hear()
            page.give(Wall(pace.per_s, window.lost, running.begun, falls.count > 0))
        pressed = [*window.poll(now_ns), *(hands.poll(now_ns) if hands is not None else ())]
        running.orders.send([*pressed, *day.news(now_ns)])
        letter = running.mailbox.take()
        if letter is not None:
            eye.see(pickle.loads(letter), begun_s)  # noqa: S301 - from our own engine, through memory of our own
        reason = _why_begin_again(running, eye, begun_s, spoke=letter is not None)
        if reason and falls.again_s is None:
            asked = reason == ASKED
            falls = Falls(0, begun_s) if asked else fallen(falls, begun_s, eye.shown_s(begun_s))
            logger.error("the engine %s; it is begun again", reason)
        if falls.again_s is not None and begun_s >= falls.again_s:
            running.begin_again(eye.after.style if eye.after is not None else "")
            eye, day, falls = Eye(begun_s, eye.after), Day(), Falls(falls.count)
        if eye.after is not None:
            window.wants_small = page is not None and page.wants_picture()
            window.show(eye.before or eye.after, eye.after, eye.blend(begun_s))
            pace.count(begun_s)
            if page is not None:
                _pass_on(window, page)
        if seconds is not None and eye.shown_s(begun_s) >= seconds:
            return
        time.sleep(max(0.0, PICTURE_S - (time.monotonic() - begun_s)))


def _why_begin_again(running: Running, eye: Eye, now_s: float, *, spoke: bool) -> str:
    """Why the engine must be begun again, or ""."""
    if not running.alive:
        return "ended"
    if eye.lost(now_s):
        return "fell silent"
    return ASKED if spoke and eye.after is not None and eye.after.house.restarting else ""


def _pass_on(window: Window, page: Page) -> None:
    """A small picture that was asked for, if there is one."""
    picture, window.small = window.small, None
    if picture is not None:
        page.give_picture(picture)


@dataclass(frozen=True, slots=True)
class Falls:
    """How many engines in a row have fallen soon, and when the next one may begin (None: one runs)."""

    count: int = 0
    again_s: float | None = None


def fallen(falls: Falls, now_s: float, played_s: float) -> Falls:
    """One has fallen after it played for so long: the first is begun again at once, each further one later."""
    count = 1 if played_s >= WELL_S else falls.count + 1
    wait_s = 0.0 if count == 1 else min(LONGEST_S, FIRST_S * 2.0 ** min(count - 2, 10))
    return Falls(count, now_s + wait_s)


class Pace:
    """How many pictures a second are drawn, over the last second or so."""

    def __init__(self) -> None:
        """Nothing drawn yet."""
        self.per_s = 0.0
        self._since_s: float | None = None
        self._drawn = 0

    def count(self, now_s: float) -> None:
        """One more picture."""
        if self._since_s is None:
            self._since_s = now_s
        self._drawn += 1
        if now_s - self._since_s >= PACE_S:
            self.per_s = round((self._drawn - 1) / (now_s - self._since_s), 1)
            self._since_s, self._drawn = now_s, 1


class Day:
    """Tells the engine the time of day, which the world cannot know."""

    def __init__(self) -> None:
        """Nothing told yet."""
        self._told = -1

    def news(self, now_ns: int) -> tuple[MinuteTold, ...]:
        """The minute of the day, once in each minute."""
        local = time.localtime()
        minute = local.tm_hour * 60 + local.tm_min
        if minute == self._told:
            return ()
        self._told = minute
        return (MinuteTold(now_ns, minute),)


class Eye:
    """The two newest snapshots, and when the newer one was seen (seconds of any steady clock)."""

    def __init__(self, begun_s: float, last: Snapshot | None = None) -> None:
        """Nothing seen of this engine yet; `last` is what an earlier one showed."""
        self.before: Snapshot | None = last
        self.after: Snapshot | None = last
        self._begun_s = begun_s
        self._first_s: float | None = None
        self._seen_s = begun_s

    def see(self, snapshot: Snapshot, now_s: float) -> None:
        """A newer snapshot; the first of an engine stands alone, for its time begins anew."""
        self.before = snapshot if self._first_s is None else self.after
        self.after, self._seen_s = snapshot, now_s
        self._first_s = now_s if self._first_s is None else self._first_s

    def blend(self, now_s: float) -> float:
        """How far from the older to the newer snapshot the picture stands (0..1): one snapshot's time behind."""
        if self.before is None or self.after is None or self.before is self.after:
            return 1.0
        apart_s = self.after.time_s - self.before.time_s
        return min(1.0, max(0.0, (now_s - self._seen_s) / apart_s)) if apart_s > 0 else 1.0

    def lost(self, now_s: float) -> bool:
        """Whether the engine should have spoken by now."""
        return now_s - self._seen_s > (START_S if self._first_s is None else SILENT_S)

    def shown_s(self, now_s: float) -> float:
        """How long there has been something to see."""
        return 0.0 if self._first_s is None else now_s - self._first_s
