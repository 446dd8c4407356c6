"""A recorded visit through the whole loop, faster than real time: the same bytes each time.

Owns the offline run: visit -> inputs -> steps -> sound, journal, tune and pictures, in one thread.
Refuses to read a clock or to write a file: what came of it is a value, and its files are written in one go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from installation.effects import FRAME_RATE, EndAllNotes, NoteDown, StartNote, StopNote, frame_at
from installation.inputs import LevelChosen, LockSet, PressuresGiven, ResetAsked, StyleChosen
from installation.snapshot import view
from installation.step import step
from installation.visits import journal, midi
from installation.visits.visit import PadsPressed
from installation.world import LEAD_NS, STEP_NS, begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from installation.effects import Effect, SoundEffect
    from installation.inputs import Input
    from installation.snapshot import Snapshot
    from installation.visits.visit import Visit, VisitEvent
    from installation.world import Rules, World

INAUDIBLE = 10 ** (-90 / 20)
"""Where a tail ends: 90 dB below full scale."""
TAIL_S = 5.0
"""How long the sound may go on after the last line of a visit."""
RENDER_STEPS = 50
"""The sound is rendered every so many steps: block size does not change it, fewer calls cost less."""


class OfflineSound(Protocol):
    """A sampler that renders on demand."""

    def play(self, effects: Sequence[SoundEffect]) -> None:
        """Ask for these."""

    def render_to(self, frame: int) -> None:
        """Render everything before that audio frame."""

    def audio(self) -> NDArray[np.float32]:
        """All of the sound so far (N, 2)."""


@dataclass(slots=True)
class Replayed:
    """What came of a visit."""

    sound: NDArray[np.float32]  # (N, 2)
    journal: list[str]
    tune: bytes
    steps: int
    dropped_steps: int
    notes: int
    duration_s: float


@dataclass(slots=True)
class _Score:
    """Collects what is played, for the MIDI file."""

    tempos: list[midi.Tempo]
    open: dict[int, StartNote] = field(default_factory=dict)
    notes: list[midi.PlayedNote] = field(default_factory=list)

    def take(self, effect: Effect) -> None:
        match effect:
            case StartNote(part="melody"):
                self.open[effect.note] = effect
            case StopNote(frame=frame, note=note):
                self._end(note, frame)
            case EndAllNotes(frame=frame):
                for note in tuple(self.open):
                    self._end(note, frame)

    def _end(self, note: int, frame: int) -> None:
        start = self.open.pop(note, None)
        if start is not None:
            self.notes.append(midi.PlayedNote(start.frame, frame, start.pitch, start.velocity))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to replay: the visit, for how long, in which style, with how many pictures."""

    visit: Visit
    style: str
    level: int | None = None
    seconds: float | None = None
    pictures: int = 0

    @property
    def steps(self) -> int:
        """How many steps that takes."""
        wanted_ns = self.visit.duration_ns if self.seconds is None else int(self.seconds * 1e9)
        return max(1, -(-wanted_ns // STEP_NS))


def replay(
    rules: Rules,
    plan: Plan,
    sound: OfflineSound,
    draw: Callable[[Snapshot], None] | None = None,
    watch: Callable[[World], None] | None = None,
) -> Replayed:
    """Run a visit through the loop.

    Args:
        rules: what holds.
        plan: what to replay; a visit that is shorter than `seconds` begins again.
        sound: renders the effects.
        draw: called with the snapshots that the plan wants pictures of.
        watch: called after each step, for progress bars and tests.
    """
    world = begin(rules, plan.style, plan.level)
    score = _Score([midi.Tempo(0, rules.styles[plan.style].tempo_bpm)])
    lines: list[str] = []
    shots = {(2 * shot + 1) * plan.steps // (2 * plan.pictures) for shot in range(plan.pictures)}
    inputs = _Inputs(plan.visit, plan.style)
    for number in range(1, plan.steps + 1):
        style = world.style
        world, effects = step(world, inputs.until(number * STEP_NS), rules)
        if effects:
            sound.play([effect for effect in effects if not isinstance(effect, NoteDown)])
            lines += [journal.line(effect) for effect in effects]
            for effect in effects:
                score.take(effect)
        if world.style != style:
            score.tempos.append(midi.Tempo(frame_at(world.time_ns), rules.styles[world.style].tempo_bpm))
        if number % RENDER_STEPS == 0:
            sound.render_to(frame_at(world.time_ns))
        if draw is not None and number - 1 in shots:
            draw(view(world, rules))
        if watch is not None:
            watch(world)
    end = EndAllNotes(frame_at(world.time_ns + LEAD_NS))
    sound.play([end])
    lines.append(journal.line(end))
    score.take(end)
    return Replayed(
        sound=_with_tail(sound, frame_at(world.time_ns)),
        journal=lines,
        tune=midi.melody(score.notes, score.tempos),
        steps=world.step,
        dropped_steps=world.dropped_steps,
        notes=len(score.notes),
        duration_s=world.time_ns / 1e9,
    )


def _with_tail(sound: OfflineSound, end: int) -> NDArray[np.float32]:
    """The sound up to the end and until it has died away, TAIL_S at most."""
    sound.render_to(end + int(TAIL_S * FRAME_RATE))
    audio = sound.audio()
    loud = np.flatnonzero(np.abs(audio).max(axis=1) > INAUDIBLE)
    return audio[: max(end, int(loud[-1]) + 1 if len(loud) else 0)]


class _Inputs:
    """A visit's events as inputs, in order; it begins again when it ends."""

    def __init__(self, visit: Visit, style: str) -> None:
        self._events = _events(visit, style)
        self._next = next(self._events, None)

    def until(self, time_ns: int) -> tuple[Input, ...]:
        found: list[Input] = []
        while self._next is not None and self._next.at_ns <= time_ns:
            found.append(self._next)
            self._next = next(self._events, None)
        return tuple(found)


def _events(visit: Visit, style: str) -> Iterator[Input]:
    """Every event of every turn of the visit; between turns hands are off and everything begins afresh."""
    turn_ns = visit.duration_ns + int(TAIL_S * 1e9)
    start_ns = 0
    while visit.events:
        for event in visit.events:
            yield as_input(event, start_ns)
        start_ns += turn_ns
        yield ResetAsked(start_ns)
        yield StyleChosen(start_ns, style)
        if visit.level is not None:
            yield LevelChosen(start_ns, visit.level)


def as_input(event: VisitEvent, start_ns: int = 0) -> Input:
    """An event of a visit file as an input of the world; the visit began at `start_ns`."""
    at_ns = start_ns + event.at_ns
    if isinstance(event, PadsPressed):
        return PressuresGiven(at_ns, event.pressures)
    match event.command, event.value:
        case "level", int(level):
            return LevelChosen(at_ns, level)
        case "style", str(style):
            return StyleChosen(at_ns, style)
        case "lock", bool(locked):
            return LockSet(at_ns, locked)
        case _:
            return ResetAsked(at_ns)
