"""What the guidance asks for, in a few soft notes, for those who cannot see the wall.

Owns which notes say what, when each is due, and the one that sounds. Refuses to know why a mark was set and how pads
are pressed: it is told what stands there. Nothing sounds unless the house has it so.

    a mark comes        so many like notes as the pad's place: from the upper left, clockwise, 1 to 4
    press further       two notes upwards, once the pad was pressed too far or left the mark
    ease off            two notes downwards
    stay                two alike, high
    it is reached       four upwards
    the next level      three upwards, higher; one level back: three downwards
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.effects import StartNote, StopNote, frame_at
from installation.sequencer.foretaste import PART

if TYPE_CHECKING:
    from installation.effects import SoundEffect

FIRST_NOTE = 7 << 28
"""Its notes are numbered from here, those of previews from 3 << 29."""
APART_NS, LASTS_NS = 150_000_000, 130_000_000
"""From note to note, and how long each sounds."""
VELOCITY = 72
_LOW = 72  # the octave in which they sound: over most of the tune
_ORDERS = {"more": (0, 7), "less": (7, 0), "stay": (12, 12)}
_CALL, _REACHED, _RAISED, _LOWERED = 7, (0, 4, 7, 12), (12, 16, 19), (7, 4, 0)


class Told(Struct, frozen=True):
    """What stands there: the pad with the mark (-1: none) and what is ordered of it, marks reached, the level."""

    pad: int = -1
    order: str = ""
    reached: int = 0
    level: int = 0


class CueState(Struct, frozen=True):
    """What was told last, the notes that are due (when, pitch), and the one that sounds."""

    told: Told | None = None
    due: tuple[tuple[int, float], ...] = ()
    sounding: int | None = None
    ends_ns: int = 0
    next_note: int = FIRST_NOTE


QUIET = CueState()


def notes(before: Told, now: Told) -> tuple[int, ...]:
    """The notes for what has changed, in semitones over the tonic; the greater change is told alone."""
    if now.level != before.level:
        return _RAISED if now.level > before.level else _LOWERED
    if now.reached > before.reached:
        return _REACHED
    if now.pad < 0:
        return ()
    if now.pad != before.pad:
        return (_CALL,) * (now.pad + 1)
    return _ORDERS[now.order] if now.order != before.order else ()


def advance(
    state: CueState, told: Told, tonic: int, read_to_ns: int, loudness: float
) -> tuple[CueState, tuple[SoundEffect, ...]]:
    """Play what is due; a new cue takes the place of one that is not over.

    Args:
        state: what plays.
        told: what stands there now.
        tonic: of the style, 0..11.
        read_to_ns: world time up to which notes are played.
        loudness: 0..1, scales velocity.
    """
    if told != state.told:
        fresh = () if state.told is None else notes(state.told, told)
        due = tuple((read_to_ns + at * APART_NS, float(_LOW + tonic + up)) for at, up in enumerate(fresh))
        state = replace(state, told=told, due=due or state.due)
    effects: tuple[SoundEffect, ...] = ()
    if state.sounding is not None and state.ends_ns <= read_to_ns:
        effects = (StopNote(frame_at(state.ends_ns), state.sounding),)
        state = replace(state, sounding=None)
    if state.due and state.due[0][0] <= read_to_ns:
        (at_ns, pitch), *rest = state.due
        if state.sounding is not None:
            effects += (StopNote(frame_at(at_ns), state.sounding),)
        number, velocity = state.next_note, max(1, round(VELOCITY * loudness))
        effects += (StartNote(frame_at(at_ns), PART, number, pitch, velocity),)
        ends_ns = at_ns + LASTS_NS
        state = replace(state, due=tuple(rest), sounding=number, ends_ns=ends_ns, next_note=number + 1)
    return state, effects


def stop(state: CueState, at_ns: int) -> tuple[CueState, tuple[SoundEffect, ...]]:
    """Fall silent and forget what was told; the same state if there is nothing."""
    if state.told is None:
        return state, ()
    ended = () if state.sounding is None else (StopNote(frame_at(at_ns), state.sounding),)
    return CueState(next_note=state.next_note), ended
