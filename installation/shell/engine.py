"""The engine: doors into the world, steps in real time, effects out of it. It runs in a process of its own.

Owns the order of a turn: read what came in, take the steps that are due, hand on their effects, show the newest
snapshot, sleep until the next step or the next message. Refuses to know which doors it was given, and to wait
for any of them but the clock.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from installation.effects import EndAllNotes, NoteDown, ObjectEffect, SoundEffect, frame_at
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    KeepingChanged,
    PadFrameArrived,
    SoundChanged,
    SoundReported,
)
from installation.loop import LoopState, due
from installation.score import PADS
from installation.snapshot import view
from installation.step import skip, step
from installation.world import LEAD_NS, STEP_NS, begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from installation.effects import Effect
    from installation.inputs import Input, SoundReport
    from installation.shell.clock import Clock
    from installation.shell.mailbox import Mailbox
    from installation.world import Rules, World

logger = logging.getLogger(__name__)

SHOW_STEPS = 8
"""A snapshot every so many steps: 62 a second, twice what the picture needs."""
LOOK_STEPS = 50
"""The sound door's state is looked at every so many steps."""
REPORT_STEPS = 500
"""And its figures: once a second."""


class Port(Protocol):
    """What brings messages of a board."""

    def read(self, now_ns: int) -> Sequence[Input]:
        """What came in since the last call; never waits."""

    def obey(self, effects: Iterable[ObjectEffect]) -> None:
        """Let the object show and do these; never waits."""

    def filenos(self) -> tuple[int, ...]:
        """What to sleep on: a number a port."""

    def close(self) -> None:
        """Give it back."""


class Sound(Protocol):
    """What makes sound."""

    def play(self, effects: Iterable[SoundEffect]) -> None:
        """Ask for these; never waits."""

    def state(self) -> str:
        """Whether there is a device: "device", "silent" or "lost"."""

    def report(self) -> SoundReport:
        """How it sounds."""

    def close(self) -> None:
        """End it, softly."""


class Orders(Protocol):
    """What the window's process sends."""

    closed: bool

    def read(self) -> Sequence[Input]:
        """What came since the last call; never waits. `closed` says afterwards whether there is an end."""

    def fileno(self) -> int:
        """What to sleep on."""


class Scribe(Protocol):
    """What writes down what happens."""

    def take(self, world: World, inputs: tuple[Input, ...], effects: tuple[Effect, ...]) -> None:
        """A step was taken with these inputs, and asked for these effects."""

    def close(self) -> None:
        """Write the rest."""


class Teller(Protocol):
    """What has news from beside the show."""

    def read(self, now_ns: int) -> Sequence[Input]:
        """What it has to tell since the last call; never waits."""


class Keeper(Protocol):
    """What keeps visits."""

    state: str


@dataclass(frozen=True, slots=True)
class Doors:
    """Everything the engine reads from and writes to."""

    clock: Clock
    port: Port
    sound: Sound
    orders: Orders
    mailbox: Mailbox
    scribes: tuple[Scribe, ...] = ()
    keeper: Keeper | None = None  # of visits; it is one of the scribes
    tellers: tuple[Teller, ...] = ()


def warm_up(rules: Rules, style: str) -> None:
    """Let every compiled kernel be loaded before the first visitor's touch has to wait for it."""
    world = begin(rules, style)
    touched = (FingerMoved(1, 0, 0.4, 0.4, 1.0), PadFrameArrived(1, (0,) * len(PADS)))
    lifted = (FingerLifted(2, 0), PadFrameArrived(2, (40_000,) * len(PADS)))
    for inputs in (touched, (), lifted, ()):
        world, _ = step(world, inputs, rules)
    view(world, rules)


def run(world: World, rules: Rules, doors: Doors) -> World:
    """Play until the orders end; the world as it was then."""
    state = LoopState(doors.clock.now_ns() // STEP_NS)
    world = replace(skip(world, state.passed), dropped_steps=0)  # loading took that long: nothing was dropped
    pending, shown = _Pending(), -SHOW_STEPS
    while not doors.orders.closed:
        now_ns = doors.clock.now_ns()
        with _going_on("the port"):
            pending.add(doors.port.read(now_ns))
        pending.add(doors.orders.read())
        for teller in doors.tellers:
            with _going_on("listening"):
                pending.add(teller.read(now_ns))
        state, todo = due(state, now_ns)
        world = skip(world, todo.skip)
        for left in range(todo.take, 0, -1):
            inputs = pending.take(world.time_ns + STEP_NS, everything=left == 1)
            if (world.step + 1) % LOOK_STEPS == 0:
                inputs += _sound_news(world, doors.sound) + _keeping_news(world, doors.keeper)
            world, effects = step(world, inputs, rules)
            _hand_on(effects, doors.sound, doors.port)
            for scribe in doors.scribes:
                with _going_on("writing down"):
                    scribe.take(world, inputs, effects)
        if world.step - shown >= SHOW_STEPS:
            shown = world.step
            doors.mailbox.put(pickle.dumps(view(world, rules), protocol=5))
        doors.clock.wait(state.next_ns, _readable(doors))
    _hand_on((EndAllNotes(frame_at(world.time_ns + LEAD_NS)),), doors.sound, doors.port)
    return world


@contextlib.contextmanager
def _going_on(what: str) -> Iterator[None]:
    """A door that fails is a line in the log, not the end of the show: it will be asked again."""
    try:
        yield
    except OSError as error:
        logger.warning("%s failed: %s", what, error)


def close(doors: Doors) -> None:
    """Close every door; one that fails does not keep the others open."""
    closers = [scribe.close for scribe in doors.scribes]
    for close_it in (*closers, doors.port.close, doors.sound.close, doors.mailbox.close):
        try:
            close_it()
        except Exception:
            logger.exception("a door did not close")


class _Pending:
    """Inputs that wait for their step."""

    def __init__(self) -> None:
        self._inputs: list[Input] = []

    def add(self, inputs: Sequence[Input]) -> None:
        self._inputs.extend(inputs)

    def take(self, until_ns: int, *, everything: bool) -> tuple[Input, ...]:
        """Those that came by then, in order of time; `everything`: whatever their time."""
        if not self._inputs:
            return ()
        self._inputs.sort(key=lambda told: told.at_ns)
        count = len(self._inputs) if everything else sum(told.at_ns <= until_ns for told in self._inputs)
        taken, self._inputs = self._inputs[:count], self._inputs[count:]
        return tuple(taken)


def _sound_news(world: World, sound: Sound) -> tuple[Input, ...]:
    now, report = "lost", world.report
    with _going_on("the sound"):
        now = sound.state()
        if (world.step + 1) % REPORT_STEPS == 0:
            report = sound.report()
    changed = () if now == world.sound else (SoundChanged(world.time_ns, now),)
    return changed if report == world.report else (*changed, SoundReported(world.time_ns, report))


def _keeping_news(world: World, keeper: Keeper | None) -> tuple[Input, ...]:
    if keeper is None or keeper.state == world.keeping:
        return ()
    return (KeepingChanged(world.time_ns, keeper.state),)


def _hand_on(effects: tuple[Effect, ...], sound: Sound, port: Port) -> None:
    if not effects:
        return
    with _going_on("the sound"):
        sound.play([effect for effect in effects if isinstance(effect, SoundEffect)])
    shown = [effect for effect in effects if isinstance(effect, ObjectEffect)]
    if shown:
        with _going_on("the port"):
            port.obey(shown)
    for effect in effects:
        if isinstance(effect, NoteDown) and effect.kind != "measure":
            logger.info("%s %s", effect.kind, effect.facts)


def _readable(doors: Doors) -> tuple[int, ...]:
    return (doors.orders.fileno(), *doors.port.filenos())
