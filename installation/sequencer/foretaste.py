"""What pressing further would bring, heard once and softly while a hand holds still, in a voice of its own.

Owns when the new notes of a preview are played: from the bar line after the hand has held still for STILL_NS, for one
bar, each where it would come; and never while hands move. Refuses to know what a preview is: it is handed notes.
The tune goes on meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.effects import StartNote, StopNote, frame_at
from installation.score import TICKS
from installation.sequencer.transport import first_tick_from, tick_ns

if TYPE_CHECKING:
    from installation.effects import SoundEffect
    from installation.score import Note
    from installation.sequencer.transport import Transport

PART = "preview"
FIRST_NOTE = 3 << 29
"""Its notes are numbered from here, the band's from 1 << 30, the melody's from 1."""
STILL_NS = 2_000_000_000
BEHIND_NS = 6_000_000
"""So much behind the tune: a preview of a new bar is decoded a step or two after the bar itself."""
VELOCITY = 60
_NEVER_NS = -(10**18)


class Foretaste(Struct, frozen=True):
    """`of_ns`: since when the hand has been still whose preview plays, or has played; ticks count from the origin."""

    of_ns: int = _NEVER_NS
    origin_ns: int = 0  # of the bar lines that it counts
    next_tick: int = 0
    until_tick: int = 0
    sounding: int | None = None
    ends_tick: int = 0
    next_note: int = FIRST_NOTE


QUIET = Foretaste()


def advance(
    state: Foretaste,
    transport: Transport,
    notes: tuple[Note, ...],
    still_since_ns: int | None,
    read_to_ns: int,
    loudness: float,
) -> tuple[Foretaste, tuple[SoundEffect, ...]]:
    """Play what is due of a preview.

    Args:
        state: what plays.
        transport: where the bar lines are.
        notes: the new notes of the preview of the bar that sounds.
        still_since_ns: since when a hand holds pads without moving; None while none does, or there is no preview.
        read_to_ns: world time up to which ticks are played.
        loudness: 0..1, scales velocity.
    """
    if still_since_ns is None or (plays(state) and state.origin_ns != transport.origin_ns):
        return stop(state, read_to_ns)
    if state.of_ns != still_since_ns:
        state, ended = stop(state, read_to_ns)
        if ended or read_to_ns - still_since_ns < STILL_NS:
            return state, ended
        begins = -(-first_tick_from(transport, read_to_ns) // TICKS) * TICKS
        state = replace(
            state,
            of_ns=still_since_ns,
            origin_ns=transport.origin_ns,
            next_tick=begins,
            until_tick=begins + TICKS,
        )
    effects: list[SoundEffect] = []
    while state.next_tick <= state.until_tick:
        at_ns = tick_ns(transport, state.next_tick) + BEHIND_NS
        if at_ns > read_to_ns:
            break
        state = _tick(state, notes, at_ns, loudness, effects)
    return state, tuple(effects)


def plays(state: Foretaste) -> bool:
    """Whether a preview plays, or waits for its bar line."""
    return state.next_tick <= state.until_tick and state.of_ns != _NEVER_NS


def _tick(
    state: Foretaste, notes: tuple[Note, ...], at_ns: int, loudness: float, effects: list[SoundEffect]
) -> Foretaste:
    """One tick: what has sounded long enough ends, what begins there begins."""
    tick = state.next_tick
    last = tick >= state.until_tick
    begun = None if last else next((note for note in notes if note.tick == tick % TICKS), None)
    if state.sounding is not None and (last or begun is not None or tick >= state.ends_tick):
        effects.append(StopNote(frame_at(at_ns), state.sounding))
        state = replace(state, sounding=None)
    if begun is not None and loudness > 0.0:
        velocity = max(1, round(VELOCITY * loudness))
        effects.append(StartNote(frame_at(at_ns), PART, state.next_note, float(begun.pitch), velocity))
        ends = tick + begun.ticks
        state = replace(state, sounding=state.next_note, ends_tick=ends, next_note=state.next_note + 1)
    return replace(state, next_tick=tick + 1)


def stop(state: Foretaste, at_ns: int) -> tuple[Foretaste, tuple[SoundEffect, ...]]:
    """Fall silent; the same state if nothing plays."""
    if state.of_ns == _NEVER_NS:
        return state, ()
    ended = () if state.sounding is None else (StopNote(frame_at(at_ns), state.sounding),)
    return Foretaste(next_note=state.next_note), ended
