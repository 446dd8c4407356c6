"""A recorded visit through the whole loop, faster than real time: the same bytes each time.

Owns the offline run: visit -> inputs -> steps -> sound, journal, tune and pictures, in one thread.
Refuses to read a clock or to write a file: what came of it is a value, and its files are written in one go.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from installation.effects import FRAME_RATE, EndAllNotes, SoundEffect, StartNote, StopNote, frame_at
from installation.inputs import (
    KeepAsked,
    LevelChosen,
    LockSet,
    PressuresGiven,
    RecallAsked,
    ResetAsked,
    StyleChosen,
    UndoAsked,
)
from installation.snapshot import view
from installation.step import skip, step
from installation.visits import journal, midi
from installation.visits.visit import PadsPressed
from installation.world import LEAD_NS, STEP_NS, begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from installation.effects import Effect
    from installation.inputs import Input
    from installation.snapshot import Snapshot
    from installation.visits.visit import Visit, VisitEvent
    from installation.world import Rules, World

    Watch = Callable[[World, tuple[Effect, ...]], None]

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
    first: int  # frame at which the replay begins
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

    def change(self, style: str, frame: int, rules: Rules) -> None:
        """Another style goes at its own tempo."""
        self.tempos.append(midi.Tempo(frame - self.first, rules.styles[style].tempo_bpm))

    def _end(self, note: int, frame: int) -> None:
        start = self.open.pop(note, None)
        if start is not None:
            begun, ended = max(0, start.frame - self.first), max(0, frame - self.first)
            self.notes.append(midi.PlayedNote(begun, ended, start.pitch, start.velocity))


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

    @property
    def shots(self) -> frozenset[int]:
        """After which steps pictures are taken, evenly over the time."""
        return evenly(self.pictures, self.steps)


def evenly(pictures: int, steps: int) -> frozenset[int]:
    """So many steps, each in the middle of an equal part of all of them."""
    return frozenset((2 * shot + 1) * steps // (2 * pictures) for shot in range(pictures))


Turn = tuple[int, "tuple[Input, ...]"]
"""Steps that were skipped before this one, and what came into it."""


def replay(
    rules: Rules,
    plan: Plan,
    sound: OfflineSound,
    draw: Callable[[Snapshot], None] | None = None,
    watch: Watch | None = None,
) -> Replayed:
    """Run a visit through the loop.

    Args:
        rules: what holds.
        plan: what to replay; a visit that is shorter than `seconds` begins again.
        sound: renders the effects.
        draw: called with the snapshots that the plan wants pictures of.
        watch: called after each step with what it asked for, for progress bars and tests.
    """
    inputs = _Inputs(plan.visit, plan.style)
    turns = ((0, inputs.until(number * STEP_NS)) for number in range(1, plan.steps + 1))
    world = begin(rules, plan.style, plan.level)
    return follow(rules, world, turns, sound, Eyes(draw, plan.shots), watch)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who draws pictures, and after which steps of the replay."""

    draw: Callable[[Snapshot], None] | None = None
    shots: frozenset[int] = frozenset()


def follow(
    rules: Rules,
    world: World,
    turns: Iterable[Turn],
    sound: OfflineSound,
    eyes: Eyes | None = None,
    watch: Watch | None = None,
) -> Replayed:
    """Take one step for each turn, from any world on; the sound begins where that world stands."""
    eyes, first, step_before = eyes or Eyes(), frame_at(world.time_ns), world.step
    score = _Score([midi.Tempo(0, rules.styles[world.style].tempo_bpm)], first)
    sound = sound if first == 0 else _Later(sound, first)
    lines: list[str] = []
    for number, (skipped, inputs) in enumerate(turns):
        style = world.style
        world, effects = step(skip(world, skipped), inputs, rules)
        if effects:
            sound.play([effect for effect in effects if isinstance(effect, SoundEffect)])
            lines += [journal.line(effect) for effect in effects]
            for effect in effects:
                score.take(effect)
        if world.style != style:
            score.change(world.style, frame_at(world.time_ns), rules)
        if (number + 1) % RENDER_STEPS == 0:
            sound.render_to(frame_at(world.time_ns))
        if eyes.draw is not None and number in eyes.shots:
            eyes.draw(view(world, rules))
        if watch is not None:
            watch(world, effects)
    end = EndAllNotes(frame_at(world.time_ns + LEAD_NS))
    sound.play([end])
    lines.append(journal.line(end))
    score.take(end)
    return Replayed(
        sound=_with_tail(sound, frame_at(world.time_ns), first),
        journal=lines,
        tune=midi.melody(score.notes, score.tempos),
        steps=world.step - step_before,
        dropped_steps=world.dropped_steps,
        notes=len(score.notes),
        duration_s=(world.step - step_before) * STEP_NS / 1e9,
    )


class _Later:
    """Sound of a world that did not begin now: its first frame is the first that is heard."""

    def __init__(self, sound: OfflineSound, first: int) -> None:
        self._sound, self._first = sound, first

    def play(self, effects: Sequence[SoundEffect]) -> None:
        self._sound.play([replace(effect, frame=max(0, effect.frame - self._first)) for effect in effects])

    def render_to(self, frame: int) -> None:
        self._sound.render_to(frame - self._first)

    def audio(self) -> NDArray[np.float32]:
        return self._sound.audio()


def _with_tail(sound: OfflineSound, end: int, first: int) -> NDArray[np.float32]:
    """The sound from frame `first` up to the end and until it has died away, TAIL_S at most."""
    sound.render_to(end + int(TAIL_S * FRAME_RATE))
    audio = sound.audio()
    loud = np.flatnonzero(np.abs(audio).max(axis=1) > INAUDIBLE)
    return audio[: max(end - first, int(loud[-1]) + 1 if len(loud) else 0)]


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


def as_input(event: VisitEvent, start_ns: int = 0) -> Input:  # noqa: PLR0911 - a case a command
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
        case "recall", int(place):
            return RecallAsked(at_ns, place)
        case "keep", _:
            return KeepAsked(at_ns)
        case "undo", _:
            return UndoAsked(at_ns)
        case _:
            return ResetAsked(at_ns)
