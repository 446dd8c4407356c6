"""Visitors from a script: each is stuck in one way, or gets on; for measuring when help comes.

Owns what their hands do, from a seed, and from when on they are stuck. Those who get on look at the marks in the
snapshot; the others look at nothing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.effects import NoteDown
from installation.inputs import PressuresGiven
from installation.score import PADS
from installation.snapshot import view
from installation.step import step
from installation.world import begin
from tests.simulation.novice import mark_of

if TYPE_CHECKING:
    from installation.snapshot import Snapshot
    from installation.world import Rules

KINDS = ("nobody", "stopped", "one_pad", "alike", "missing", "getting_on")
"""Nobody comes; stops touching; presses one of several pads only; presses alike; misses the mark; gets on."""
LASTS_S = 60.0
EVERY = 10
"""Steps of the world between two moments of a script: 20 ms."""
WITHIN_S, APART_S = 8.0, 10.0


@dataclass
class Script:
    """What came of a visit: hints with their times, the time from which the visitor was stuck (None: never)."""

    kind: str
    stuck_s: float | None = None
    hints: list[tuple[float, str, str]] = field(default_factory=list)  # when, key, in which way stuck

    @property
    def delay_s(self) -> float | None:
        """From being stuck to the first hint after it; None if none came."""
        after = [at_s for at_s, _, _ in self.hints if self.stuck_s is not None and at_s >= self.stuck_s]
        return after[0] - self.stuck_s if after and self.stuck_s is not None else None


class Visitor:
    """Hands that follow a script; `pressures` is asked every 20 ms."""

    def __init__(self, kind: str, seed: int, pads: list[int]) -> None:
        self.kind, self.chance, self.pads = kind, random.Random(f"{kind} {seed}"), pads
        self.stuck_s: float | None = 0.0 if kind == "nobody" else None
        self._pad = self.chance.choice(pads)
        self._depth, self._until_s, self._down = self.chance.uniform(0.3, 0.9), 0.0, False
        self._ends_s = self.chance.uniform(4.0, 12.0)
        self._goal = 0.0
        self._last_pad = -1

    def pressures(self, shown: Snapshot) -> tuple[float, ...]:
        """What the hands press now, 0..1 a pad."""
        now_s = shown.time_s
        if self.kind == "nobody" or (self.kind == "stopped" and now_s >= self._ends_s):
            if self.stuck_s is None:
                self.stuck_s = now_s
            return (0.0,) * len(PADS)
        if now_s >= self._until_s:
            self._next(shown)
        if self.kind in {"getting_on", "stopped"} and self._down:
            self._steer(shown)
        return tuple(self._goal if pad == self._pad and self._down else 0.0 for pad in range(len(PADS)))

    def _next(self, shown: Snapshot) -> None:
        """Press, or let go."""
        now_s, chance = shown.time_s, self.chance
        self._down = not self._down
        if not self._down:
            self._until_s = now_s + chance.uniform(0.3, 1.2)
            return
        self._until_s = now_s + chance.uniform(0.8, 2.5)
        self._goal = chance.uniform(0.3, 0.95)
        mark = mark_of(shown)
        match self.kind:
            case "one_pad":
                self.stuck_s = now_s if self.stuck_s is None else self.stuck_s
            case "alike":
                self.stuck_s = now_s if self.stuck_s is None else self.stuck_s
                self._goal = self._depth
            case "missing":
                self._explore(shown)
                if mark is not None:
                    self.stuck_s = now_s if self.stuck_s is None else self.stuck_s
                    self._goal = 0.08 if mark.value > shown.pads[mark.pad].meter else 1.0
                    self._until_s = now_s + 4.0
            case "getting_on" | "stopped":
                self._explore(shown)

    def _explore(self, shown: Snapshot) -> None:
        """The pad of the mark; without a mark another pad, pressed otherwise than the last."""
        live = [pad for pad, each in enumerate(shown.pads) if each.live] or self.pads
        others = [pad for pad in live if pad != self._last_pad] or live
        self._pad = self._last_pad = self.chance.choice(others)
        self._goal = 0.9 if self._goal < 0.6 else 0.35
        mark = mark_of(shown)
        if mark is not None:
            self._pad = mark.pad
            self._until_s = shown.time_s + 6.0

    def _steer(self, shown: Snapshot) -> None:
        """Towards the mark by a little each moment, as a hand does that looks at the gauge."""
        mark = mark_of(shown)
        if mark is None:
            self._until_s = min(self._until_s, shown.time_s + 1.5)
            return
        if mark.pad == self._pad:
            away = mark.value - shown.pads[self._pad].meter
            if abs(away) > 0.9 * mark.room:
                self._goal = min(1.0, max(0.05, self._goal + (0.004 if away > 0 else -0.004)))


def level_for(kind: str, seed: int, rules: Rules) -> int:
    """A level at which a visitor can be stuck in this way."""
    names = {
        "one_pad": ("four_pads", "gestures"),  # where no mark soon asks for that very pad
        "alike": ("one_pad", "two_pads", "gestures"),
        "missing": ("one_pad", "two_pads", "four_pads"),
        "getting_on": ("invite", "one_pad", "two_pads", "four_pads"),
    }.get(kind, ("one_pad", "two_pads", "four_pads", "gestures"))
    return rules.levels.number(names[seed % len(names)])


def visit(kind: str, seed: int, rules: Rules, lasts_s: float = LASTS_S) -> Script:
    """Run one scripted visit through the world, without sound and pictures."""
    level = level_for(kind, seed, rules)
    world = begin(rules, rules.levels.style, level)
    names = rules.levels.levels[level].pads or PADS
    pads = (
        [PADS.index(names[0])] if rules.levels.levels[level].in_turn else [PADS.index(name) for name in names]
    )
    visitor, script = Visitor(kind, seed, pads), Script(kind)
    while world.time_ns < lasts_s * 1e9:
        pressures = visitor.pressures(view(world, rules))
        world = replace(world, step=world.step + EVERY - 1)
        world, effects = step(world, (PressuresGiven(world.time_ns, pressures),), rules)
        script.hints += [
            (effect.at_ns / 1e9, effect.facts["hint"], effect.facts["stuck"])
            for effect in effects
            if isinstance(effect, NoteDown) and effect.kind == "hint"
        ]
    script.stuck_s = visitor.stuck_s
    return script


def problem(script: Script) -> str:
    """What is wrong with the help that was given, or ""."""
    return _too_much(script) or _too_late(script)


def _too_much(script: Script) -> str:
    """Hints too near to each other, alike, or to somebody who was not stuck."""
    times = [at_s for at_s, _, _ in script.hints]
    keys = [key for _, key, _ in script.hints]
    if any(after - before < APART_S for before, after in pairwise(times)):
        return f"two hints within {APART_S:g} s: {times}"
    if any(after == before for before, after in pairwise(keys)):
        return f"the same hint twice in a row: {keys}"
    if script.kind == "getting_on":
        return f"helped although getting on: {script.hints}" if script.hints else ""
    early = [at_s for at_s in times if script.stuck_s is not None and at_s < script.stuck_s]
    return f"helped at {early[0]:.1f} s, before being stuck at {script.stuck_s:.1f} s" if early else ""


def _too_late(script: Script) -> str:
    """No hint, or a late one, to somebody who was stuck."""
    if script.kind == "getting_on":
        return ""
    if script.stuck_s is None:
        return f"never came to be stuck: {script.kind}"
    if script.delay_s is None or script.delay_s > WITHIN_S:
        return f"stuck from {script.stuck_s:.1f} s, helped after {script.delay_s} s"
    return ""
