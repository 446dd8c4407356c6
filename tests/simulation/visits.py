"""Random visits of ten seconds through the real engine, with doors that fail at random: a seed is a visit.

What must hold, whatever happens: no exception leaves the loop, every note that was started is ended, one at a
time, the state is always valid, and a snapshot can be taken and read at any time.
"""

from __future__ import annotations

import pickle
import random
from typing import TYPE_CHECKING

from installation.effects import EndAllNotes, StartNote, StopNote, TouchPad
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    Input,
    LevelChosen,
    LockSet,
    PressuresGiven,
    ResetAsked,
    StyleChosen,
)
from installation.shell import engine
from installation.snapshot import Snapshot, view
from installation.world import World, begin
from tests.fakes.clock import Clock
from tests.fakes.mailbox import Mailbox
from tests.fakes.orders import OrdersIn
from tests.fakes.port import PortDoor
from tests.fakes.sound import SoundDoor

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.world import Rules

VISIT_NS = 10_000_000_000
LONGEST_STALL_NS = 400_000_000


class _FailingSound(SoundDoor):
    """A device that comes, goes and sometimes raises; what was played is remembered all the same."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def state(self) -> str:
        if self._chance.random() < 0.05:
            raise OSError("the device is gone")
        return self._chance.choice(["device", "device", "silent", "lost"])

    def play(self, effects: list[Effect]) -> None:
        self.played += effects
        if self._chance.random() < 0.02:
            raise OSError("the device is gone")


class _FailingPort(PortDoor):
    """A port whose cable is torn at random."""

    def __init__(self, chance: random.Random, script: list[tuple[int, tuple[int, ...] | str]]) -> None:
        super().__init__(script)
        self._chance = chance

    def read(self, now_ns: int) -> list[Input]:
        if self._chance.random() < 0.002:
            raise OSError("input/output error")
        return list(super().read(now_ns))


class _Watcher:
    """Looks at every world; once in a while its disk is full."""

    def __init__(self, rules: Rules, chance: random.Random) -> None:
        self._rules, self._chance, self._last = rules, chance, -1

    def take(self, world: World, _inputs: tuple[Input, ...], _effects: object) -> None:
        check_world(world, self._rules, self._last)
        self._last = world.step
        if self._chance.random() < 0.001:
            raise OSError("no space left on device")

    def close(self) -> None:
        pass


def check_world(world: World, rules: Rules, last_step: int) -> None:
    """A world is as it must be."""
    assert world.step > last_step
    assert 0 <= world.guidance.level < len(rules.levels.levels)
    assert world.style in rules.styles
    assert all(0.0 <= pressure <= 1.0 for pressure in world.hands.pressures)
    assert all(1.0 <= level <= 10.0 for level in world.hands.levels)
    assert world.heard.asked.style in {world.style, ""}
    if world.step % 50 == 0:
        shown = view(world, rules)
        assert isinstance(pickle.loads(pickle.dumps(shown)), Snapshot)  # noqa: S301 - our own
        assert abs(shown.body).max() < 3.0


def check_played(played: list[Effect]) -> None:
    """Every note that was started was ended, the melody's one at a time; every touch was let go."""
    sounding: dict[int, str] = {}
    touched: set[int] = set()
    for effect in played:
        match effect:
            case StartNote():
                assert effect.note not in sounding, f"{effect} sounds already"
                assert effect.part != "melody" or "melody" not in sounding.values(), (
                    f"{effect} is a second voice"
                )
                sounding[effect.note] = effect.part
            case StopNote():
                del sounding[effect.note]
            case EndAllNotes():
                sounding.clear()
                touched.clear()
            case TouchPad():
                (touched.add if effect.pressure else touched.discard)(effect.pad)
    assert not sounding
    assert not touched


def random_told(chance: random.Random, at_ns: int, rules: Rules) -> Input:
    """Anything that hands and facilitators do."""
    kind = chance.randrange(12)
    if kind < 4:
        place = chance.uniform(-1.2, 1.2), chance.uniform(-1.2, 1.2)
        return FingerMoved(at_ns, chance.randrange(4), *place, chance.random())
    if kind < 7:
        return FingerLifted(at_ns, chance.randrange(4))
    if kind < 9:
        return PressuresGiven(at_ns, tuple(chance.choice([0.0, chance.random(), 1.0]) for _ in range(4)))
    return chance.choice(
        [
            LevelChosen(at_ns, chance.randrange(-1, 8)),
            LockSet(at_ns, chance.random() < 0.5),
            StyleChosen(at_ns, chance.choice([*rules.styles, "nowhere"])),
            ResetAsked(at_ns),
        ]
    )


def board_script(chance: random.Random) -> list[tuple[int, tuple[int, ...] | str]]:
    """A board that comes and goes and is pressed, 125 messages a second while it is there."""
    script: list[tuple[int, tuple[int, ...] | str]] = []
    there, pressed, at_ns = False, [3_000] * 4, 0
    while at_ns < VISIT_NS:
        at_ns += 8_000_000
        if chance.random() < 0.004:
            there = not there
            script.append((at_ns, "/dev/ttyFAKE" if there else "lost"))
        if chance.random() < 0.02:
            pressed[chance.randrange(4)] = chance.choice([0, 3_000, 3_000, chance.randrange(65_536), 65_535])
        if there:
            values = tuple(min(65_535, value + chance.randrange(60)) for value in pressed)
            script.append((at_ns, values if chance.random() > 0.01 else values[:3]))
    return script


def trial(seed: int, rules: Rules) -> World:
    """Play one visit: the world that it ends in; AssertionError or whatever else went wrong."""
    chance = random.Random(seed)
    clock = Clock(
        lambda: chance.randrange(LONGEST_STALL_NS) if chance.random() < 0.003 else chance.randrange(200_000)
    )
    times = sorted(chance.randrange(VISIT_NS) for _ in range(chance.randrange(60)))
    told = [random_told(chance, at_ns, rules) for at_ns in times]
    sound = _FailingSound(chance)
    doors = engine.Doors(
        clock=clock,
        port=_FailingPort(chance, board_script(chance)),
        sound=sound,
        orders=OrdersIn(told, clock, VISIT_NS),
        mailbox=Mailbox(),
        scribes=(_Watcher(rules, chance),),
    )
    style = chance.choice(sorted(rules.styles))
    world = begin(rules, style, chance.choice([None, *range(len(rules.levels.levels))]))
    world = engine.run(world, rules, doors)
    engine.close(doors)
    assert doors.mailbox.count > 0
    check_played(sound.played)
    return world
