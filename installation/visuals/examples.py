"""Moments made up to be looked at: what contact sheets and tests draw when no world runs.

Owns believable snapshots of every guidance level. Refuses to be anything that a visitor meets.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from installation.guidance import targets
from installation.house import House
from installation.inputs import UNHEARD
from installation.measure.shape import NEUTRAL
from installation.pads.body import DEPTH, PAD_PLACES, TIP_REACH, TOPOLOGY
from installation.score import HOLD, PADS, REST, TICKS, Measure, tick_position
from installation.snapshot import (
    NO_GESTURE,
    UNGUIDED,
    BeadView,
    GhostView,
    Health,
    PadView,
    ShelfView,
    Snapshot,
    TargetView,
    TellingView,
    Words,
)
from installation.visuals.invitation import PRESS_S
from installation.visuals.whole_examples import ringtone
from installation.words import with_gaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVELS = ("invite", "one_pad", "two_pads", "four_pads", "gestures", "ringtone")
_LIVE = ((), (2,), (1, 2), (0, 1, 2, 3), (0, 1, 2, 3), (0, 1, 2, 3))
NO_SHELF = ShelfView((), -1, "", 99.0)
"""Nothing is kept yet."""
_QUIET: dict[int, int] = {0: 67, 6: 71, 12: 74, 18: 71}
_BUSY: dict[int, int] = {0: 67, 3: 74, 6: 62, 9: 79, 11: 76, 12: 71, 14: 83, 15: 64, 18: 74, 20: 78, 21: 81}


_OFF_BEAT: dict[int, int] = {2: 67, 5: 71, 9: 69, 11: 74, 14: 72, 17: 76, 21: 69}
_STEP = 0.16
"""How far a gauge goes with one step further."""


def measure_of(onsets: dict[int, int], ends: int = TICKS) -> Measure:
    """A measure from its onsets (tick to pitch); the last note ends at the tick `ends`."""
    symbols = [onsets.get(tick, HOLD if tick > min(onsets) else REST) for tick in range(TICKS)]
    if ends < TICKS:
        symbols[ends] = REST
    return Measure(tuple(symbols))


def pressed_body(pressures: Sequence[float]) -> NDArray[np.float32]:
    """The body as it lies under four steady pressures; (N, 3) float32."""
    body = TOPOLOGY.rest.copy()
    for (x, y), pressure in zip(PAD_PLACES, pressures, strict=True):
        away = np.hypot(body[:, 0] - x, body[:, 1] - y)
        body[:, 2] -= pressure * DEPTH * np.exp(-((1.5 * away / TIP_REACH) ** 2))
    body[TOPOLOGY.rim] = TOPOLOGY.rest[TOPOLOGY.rim]
    return body


def example_point(seed: int, pressures: Sequence[float], size: int = 32) -> tuple[float, ...]:
    """A likely latent point whose first four numbers follow the pressures."""
    chance = np.random.default_rng(seed)
    numbers = chance.normal(size=size)
    numbers[: len(PADS)] = 3.0 * np.array(pressures) - 1.2
    return tuple(float(number) for number in numbers)


def _gauge(pressure: float) -> float:
    """Where the gauge stands."""
    return 0.18 + 0.75 * pressure


def _pad(name: str, live: bool, pressure: float, further: float) -> PadView:  # noqa: FBT001  # as PadView has it
    """A pad that has been pressed so for a second, or let go long ago."""
    touched = pressure > 0
    return PadView(
        name=name,
        live=live,
        pressure=pressure,
        pressure_level=1 + 9 * pressure,
        touched=touched,
        touched_s=1.0 if touched else 0.0,
        released_s=0.0 if touched else 9.0,
        meter=_gauge(pressure),
        further=_gauge(pressure) + further,
        fault="",
    )


def _task(level: int, target: TargetView | None, pressures: Sequence[float]) -> str:
    """What to do at a level; for a mark: the gauge is as far as its pad is pressed."""
    if target is not None:
        order = targets.LESS if _gauge(pressures[target.pad]) > target.value else targets.MORE
        return with_gaps(f"target.{order}", f"pad.{PADS[target.pad]}")
    named = {0: "", 1: "level.one_pad.task.density", 5: "level.ringtone.task.choose"}
    return named.get(level, f"level.{LEVELS[level]}.task")


def moment(
    level: int = 3,
    pressures: Sequence[float] = (0.0, 0.0, 0.0, 0.0),
    *,
    playhead_beats: float = 1.1,
    time_s: float = 31.4,
    seed: int = 5,
    said: str = "",
    target: TargetView | None = None,
) -> Snapshot:
    """A moment of a visit: a busy tune where something is pressed, a quiet one where nothing is."""
    touched = max(pressures) > 0
    measure = measure_of(_BUSY if touched else _QUIET)
    changed_by = int(np.argmax(pressures)) if touched else -1
    beads = tuple(
        BeadView(
            note.tick, note.pitch, note.ticks, changed_by if at % 3 == 1 else -1, 0.4 if at % 3 == 1 else 99.0
        )
        for at, note in enumerate(measure.notes)
    )
    begun = [note.tick for note in measure.notes if float(tick_position(note.tick)) <= playhead_beats]
    sounding = begun[-1] if begun else -1
    struck_s = 0.5 * (playhead_beats - float(tick_position(sounding))) if begun else math.inf
    ghosts = (GhostView(5, 69, 1, changed_by), GhostView(17, 77, 1, changed_by)) if touched else ()
    name = LEVELS[level]
    return Snapshot(
        step=int(250 * time_s),
        time_s=time_s,
        level=level,
        level_name=name,
        level_s=PRESS_S * 3 + 1.3,
        locked=False,
        style="example",
        tempo_bpm=120.0,
        idle_s=0.0 if touched else (30.0 if level == 0 else 3.9),
        pads=tuple(
            _pad(pad, at in _LIVE[level], pressures[at], _STEP if at == changed_by else 0.0)
            for at, pad in enumerate(PADS)
        ),
        body=pressed_body(pressures),
        measure=measure,
        bar=1,
        playhead_beats=playhead_beats,
        sounding=sounding,
        struck_s=struck_s,
        beads=beads,
        ghosts=ghosts,
        point=example_point(seed, pressures),
        target=target,
        guide=UNGUIDED,
        explains=("what", "what_if"),
        words=Words(f"level.{name}.title", _task(level, target, pressures), said),
        gesture=NO_GESTURE,
        shape=NEUTRAL,
        telling=TellingView(0.0, 99.0, None, None, (1.0,) * 4, (1, 2), ()),
        shelf=NO_SHELF,
        ringtone=ringtone() if name == "ringtone" else None,
        health=Health("none", "silent", 0, UNHEARD),
        house=House(),
    )


def reported(name: str, pressure: float = 0.8) -> Snapshot:
    """The moment after that pad was pressed: a tune that has much of what it does, and a sentence that says so."""
    pressures = [pressure * (pad == name) for pad in PADS]
    now = moment(3, pressures, said=with_gaps(f"said.changed.{name}.more", f"pad.{name}"))
    if name != "rhythm":
        return now
    measure = measure_of(_OFF_BEAT)
    ticks = {bead.tick: bead for bead in now.beads}
    beads = tuple(
        BeadView(note.tick, note.pitch, note.ticks, *((-1, 99.0) if note.tick in ticks else (0, 0.4)))
        for note in measure.notes
    )
    return replace(now, measure=measure, beads=beads, ghosts=now.ghosts[:1], sounding=5, struck_s=0.1)


def composed(phase: str) -> Snapshot:
    """A ringtone in one of its phases."""
    now = moment(5)
    task = {"done": "scan"}.get(phase, phase)
    words = replace(now.words, task=f"level.ringtone.task.{task}")
    return replace(now, ringtone=ringtone(phase), words=words)
