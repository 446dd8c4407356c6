"""Measures into timed notes: at each tick the measure of that moment is read, and only that tick of it.

Owns which note of the melody sounds, and the numbers of notes. Refuses to know why a measure is what it is.
A measure may change between two ticks: where it holds a note, the one that sounds is carried on, whatever began
it, so a change is never a gap. A note ends at the next onset or rest, or a bar after it began: none is ever left
sounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.effects import StartNote, StopNote, frame_at
from installation.score import HOLD, REST, TICKS, TICKS_PER_BEAT
from installation.sequencer.arrangement import PLAIN, Arrangement, harder, late_ns
from installation.sequencer.transport import Transport, bar_at, first_tick_from, tick_ns

if TYPE_CHECKING:
    from installation.effects import SoundEffect
    from installation.score import Measure

MELODY = "melody"
_SALT = 1
_ACCENTS = (96, 70, 74, 82, 74, 70)  # velocity by place in the beat: on the beat, sixteenths, triplets, half
_BAR_LINE = 8  # more on the bar line


@dataclass(frozen=True, slots=True)
class Sounding:
    """A note that sounds: its number, pitch, the tick of the bar where it began, and when (ns)."""

    note: int
    pitch: int
    tick: int
    since_ns: int


class SequencerState(Struct, frozen=True):
    """The transport, the next tick to be read, what sounds, and the number of the next note."""

    transport: Transport
    next_tick: int
    sounding: Sounding | None = None
    next_note: int = 1


def begin(transport: Transport, at_ns: int, next_note: int = 1) -> SequencerState:
    """Ready to play from `at_ns` on, with nothing sounding."""
    return SequencerState(transport, first_tick_from(transport, at_ns), next_note=next_note)


def bar(state: SequencerState, read_to_ns: int) -> int:
    """The bar (since the transport's origin) that ticks read up to `read_to_ns` belong to."""
    return bar_at(state.transport, read_to_ns)


def advance(
    state: SequencerState, measure: Measure, read_to_ns: int, loudness: float, played: Arrangement = PLAIN
) -> tuple[SequencerState, tuple[SoundEffect, ...]]:
    """Play every tick that comes up to and with `read_to_ns`; `loudness` 0..1 scales velocity, 0 is silence.

    `played` says how the style is played: what swings is read at its tick and heard a little later.
    """
    effects: list[SoundEffect] = []
    while (at_ns := tick_ns(state.transport, state.next_tick)) <= read_to_ns:
        tick = state.next_tick % TICKS
        symbol = measure.symbols[tick]
        at_ns += late_ns(played, state.transport.beat_ns, state.next_tick, _SALT)
        if symbol != HOLD or _silent(measure, tick) or _outlived(state, at_ns):
            state = _let_go(state, at_ns, effects)
        if symbol < HOLD and loudness > 0.0:
            note = state.next_note
            velocity = min(_velocity(tick, loudness) + harder(played, state.next_tick, _SALT), 127)
            effects.append(StartNote(frame_at(at_ns), MELODY, note, float(symbol), max(velocity, 1)))
            state = replace(state, sounding=Sounding(note, symbol, tick, at_ns), next_note=note + 1)
        state = replace(state, next_tick=state.next_tick + 1)
    return state, tuple(effects)


def skip_to(state: SequencerState, at_ns: int) -> SequencerState:
    """Leave out the ticks before `at_ns`."""
    return replace(state, next_tick=max(state.next_tick, first_tick_from(state.transport, at_ns)))


def _silent(measure: Measure, tick: int) -> bool:
    """Whether a hold on this tick holds silence: a rest came before it in the bar, and no onset since."""
    for symbol in measure.symbols[tick::-1]:
        if symbol != HOLD:
            return symbol == REST
    return False


def _outlived(state: SequencerState, at_ns: int) -> bool:
    """Whether what sounds has sounded for a whole bar: only measures that changed under it can bring that about."""
    return state.sounding is not None and at_ns - state.sounding.since_ns >= state.transport.bar_ns


def stop(state: SequencerState, at_ns: int) -> tuple[SequencerState, tuple[SoundEffect, ...]]:
    """Let go of what sounds."""
    effects: list[SoundEffect] = []
    return _let_go(state, at_ns, effects), tuple(effects)


def _let_go(state: SequencerState, at_ns: int, effects: list[SoundEffect]) -> SequencerState:
    if state.sounding is None:
        return state
    effects.append(StopNote(frame_at(max(at_ns, state.sounding.since_ns)), state.sounding.note))
    return replace(state, sounding=None)


def _velocity(tick: int, loudness: float) -> int:
    full = _ACCENTS[tick % TICKS_PER_BEAT] + (_BAR_LINE if tick == 0 else 0)
    return max(1, round(full * loudness))
