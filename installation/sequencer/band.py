"""What the rest of the band plays under the melody: a drone that harmonises, a bass, percussion.

Owns which chord a half bar stands on, and what each part makes of it. Refuses to change the melody, and to know
styles: how they are played comes as a value (arrangement.py). A chord never holds a note a semitone from what the
melody plays on that half bar's beats; where the melody changes under it, the chord gives way at the next beat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from installation.effects import StartNote, StopNote, frame_at
from installation.score import HOLD, MODES, TICKS, TICKS_PER_BEAT
from installation.sequencer.arrangement import PLAIN, Arrangement, drawn, harder, late_ns
from installation.sequencer.transport import Transport, first_tick_from, tick_ns

if TYPE_CHECKING:
    from installation.effects import SoundEffect
    from installation.score import Measure

DRONE, BASS, PERCUSSION = "drone", "bass", "percussion"
FIRST_NOTE = 1 << 30
"""The band numbers its notes from here, the melody from 1."""
HALF = TICKS // 2
LOW_DRONE, LOW_BASS = 50, 33
_BROKEN = (0, 2, 1, 2)
"""Which tone of the chord a broken one strikes on each beat: root, fifth, third, fifth."""
_BEAT_WEIGHTS = {0: 3.0, 6: 1.5, 12: 2.5, 18: 1.5}


@dataclass(frozen=True, slots=True)
class Key:
    """Where the music stands: its tonic's pitch class and its mode."""

    tonic: int
    mode: str


@dataclass(frozen=True, slots=True)
class BandState:
    """The next tick to be played, the chord's pitch classes (its root first), what each part holds."""

    next_tick: int
    chord: tuple[int, ...] = ()
    drone: tuple[int, ...] = ()
    bass: int | None = None
    next_note: int = FIRST_NOTE


def begin(transport: Transport, at_ns: int, next_note: int = FIRST_NOTE) -> BandState:
    """Ready to play from `at_ns` on, with nothing sounding."""
    return BandState(first_tick_from(transport, at_ns), next_note=next_note)


def advance(
    state: BandState,
    transport: Transport,
    measure: Measure,
    key: Key,
    read_to_ns: int,
    loudness: float,
    parts: frozenset[str],
    played: Arrangement = PLAIN,
) -> tuple[BandState, tuple[SoundEffect, ...]]:
    """Play every tick up to and with `read_to_ns` with the parts that play now; a part that leaves, ends.

    `loudness` 0..1 scales velocity; at 0 nobody plays. `played` says how the style is played.
    """
    parts = parts if loudness > 0.0 else frozenset()
    effects: list[SoundEffect] = []
    while tick_ns(transport, state.next_tick) <= read_to_ns:
        at_ns = tick_ns(transport, state.next_tick)
        tick = state.next_tick % TICKS
        if tick % HALF == 0 or (tick % TICKS_PER_BEAT == 0 and _rubs(state.chord, _sounding(measure, tick))):
            chord = chord_of(measure, tick, key)
            if not played.broken:
                state = _drone(state, chord, at_ns, effects, plays=DRONE in parts)
            state = _bass(replace(state, chord=chord), tick, at_ns, effects, plays=BASS in parts)
        if played.broken and tick % TICKS_PER_BEAT == 0:
            state = _broken(state, tick, at_ns, effects, plays=DRONE in parts)
        if PERCUSSION in parts:
            state = _drums(state, measure, played, transport.beat_ns, at_ns, effects)
        state = replace(state, next_tick=state.next_tick + 1)
    return state, tuple(_scaled(effect, loudness) for effect in effects)


def _scaled(effect: SoundEffect, loudness: float) -> SoundEffect:
    """The same, as loud as the level wants it."""
    if not isinstance(effect, StartNote):
        return effect
    return replace(effect, velocity=max(1, round(effect.velocity * loudness)))


def skip_to(state: BandState, transport: Transport, at_ns: int) -> BandState:
    """Leave out the ticks before `at_ns`."""
    return replace(state, next_tick=max(state.next_tick, first_tick_from(transport, at_ns)))


def stop(state: BandState, at_ns: int) -> tuple[BandState, tuple[SoundEffect, ...]]:
    """Let go of all that sounds."""
    held = (*state.drone, *(() if state.bass is None else (state.bass,)))
    ended = tuple(StopNote(frame_at(at_ns), note) for note in held)
    return replace(state, drone=(), bass=None, chord=()), ended


def chord_of(measure: Measure, from_tick: int, key: Key) -> tuple[int, ...]:
    """The pitch classes, root first, that half a bar stands on from `from_tick`, one of its beats.

    It is the triad of the scale that holds most of what the melody plays there.
    Open fifths and the bare root stand in where every triad would rub against a note on a beat.
    """
    weights = _weights(measure, from_tick)
    beats = _on_beats(measure, from_tick)
    best: tuple[int, ...] = (key.tonic,)
    most = -1.0
    for chord, liking in _chords(key):
        if _rubs(chord, beats):
            continue
        fit = liking + sum(weight for note, weight in weights.items() if note in chord)
        if fit > most:
            best, most = chord, fit
    if _rubs(best[:1], beats):
        return (beats[0],)
    return best


def _rubs(chord: tuple[int, ...], notes: list[int]) -> bool:
    """Whether a tone of the chord lies a semitone from any of these pitch classes."""
    return any((note - tone) % 12 in {1, 11} for tone in chord for note in notes)


def _chords(key: Key) -> list[tuple[tuple[int, ...], float]]:
    """Triads and fifths of the scale, each with how much it is liked where nothing else decides."""
    scale = MODES.get(key.mode, MODES["major"])
    found = []
    for degree, liking in ((0, 1.2), (3, 0.7), (4, 0.8), (5, 0.5), (1, 0.3), (2, 0.2), (6, 0.1)):
        triad = tuple((key.tonic + scale[(degree + step) % 7]) % 12 for step in (0, 2, 4))
        if (triad[2] - triad[0]) % 12 == 7:
            found += [(triad, liking), (triad[::2], liking - 0.6)]
    return [*found, ((key.tonic,), -0.5)]


def _weights(measure: Measure, from_tick: int) -> dict[int, float]:
    """How much each pitch class weighs in the rest of the half bar: by length, more where it begins on a beat."""
    after = (from_tick // HALF + 1) * HALF
    weights: dict[int, float] = {}
    for note in measure.notes:
        if from_tick <= note.tick < after:
            weight = note.ticks / TICKS_PER_BEAT + _BEAT_WEIGHTS.get(note.tick, 0.0)
            weights[note.pitch % 12] = weights.get(note.pitch % 12, 0.0) + weight
    return weights


def _on_beats(measure: Measure, from_tick: int) -> list[int]:
    """Pitch classes that sound on what beats are left of the half bar, held ones too."""
    after = (from_tick // HALF + 1) * HALF
    return [pitch for beat in range(from_tick, after, TICKS_PER_BEAT) for pitch in _sounding(measure, beat)]


def _sounding(measure: Measure, tick: int) -> list[int]:
    """The pitch class that sounds on a tick, if any does."""
    return [note.pitch % 12 for note in measure.notes if note.tick <= tick < note.tick + note.ticks]


def _near(low: int, pitch_class: int) -> int:
    """The pitch of that class in the octave from `low` up."""
    return low + (pitch_class - low) % 12


def _drone(
    state: BandState, chord: tuple[int, ...], at_ns: int, effects: list[SoundEffect], *, plays: bool
) -> BandState:
    """Hold the chord; a new one takes over without a gap."""
    if plays and chord == state.chord and state.drone:
        return state
    effects += [StopNote(frame_at(at_ns), note) for note in state.drone]
    if not plays:
        return replace(state, drone=())
    pitches = [_near(LOW_DRONE, tone) for tone in chord]
    notes = tuple(range(state.next_note, state.next_note + len(pitches)))
    for note, pitch in zip(notes, pitches, strict=True):
        effects.append(StartNote(frame_at(at_ns), DRONE, note, float(pitch), 62))
    return replace(state, drone=notes, next_note=state.next_note + len(pitches))


def _broken(state: BandState, tick: int, at_ns: int, effects: list[SoundEffect], *, plays: bool) -> BandState:
    """Strike the chord's next tone; it rings until the one after."""
    effects += [StopNote(frame_at(at_ns), note) for note in state.drone]
    if not plays or not state.chord:
        return replace(state, drone=())
    tone = state.chord[_BROKEN[tick // TICKS_PER_BEAT] % len(state.chord)]
    velocity = 58 if tick % HALF == 0 else 50
    effects.append(
        StartNote(frame_at(at_ns), DRONE, state.next_note, float(_near(LOW_DRONE + 12, tone)), velocity)
    )
    return replace(state, drone=(state.next_note,), next_note=state.next_note + 1)


def _bass(state: BandState, tick: int, at_ns: int, effects: list[SoundEffect], *, plays: bool) -> BandState:
    """The root on the first beat (and where a chord gives way), the fifth (or the root) on the third."""
    if state.bass is not None:
        effects.append(StopNote(frame_at(at_ns), state.bass))
    if not plays or not state.chord:
        return replace(state, bass=None)
    tone = state.chord[-1] if tick == HALF and len(state.chord) > 1 else state.chord[0]
    velocity = 78 if tick == 0 else 66
    effects.append(StartNote(frame_at(at_ns), BASS, state.next_note, float(_near(LOW_BASS, tone)), velocity))
    return replace(state, bass=state.next_note, next_note=state.next_note + 1)


def _drums(
    state: BandState,
    measure: Measure,
    played: Arrangement,
    beat_ns: int,
    at_ns: int,
    effects: list[SoundEffect],
) -> BandState:
    """The busier the melody, the more of the groove is played; each stroke a little late, softer or harder."""
    count, tick = state.next_tick, state.next_tick % TICKS
    density = sum(symbol < HOLD for symbol in measure.symbols)
    for number, stroke in enumerate(played.groove):
        if tick not in stroke.ticks or density < stroke.density:
            continue
        if drawn(played.seed, count, 64 + number) >= stroke.share:
            continue
        frame = frame_at(at_ns + late_ns(played, beat_ns, count, stroke.drum))
        velocity = stroke.velocity + harder(played, count, stroke.drum)
        effects.append(StartNote(frame, PERCUSSION, state.next_note, float(stroke.drum), velocity))
        effects.append(StopNote(frame + 1, state.next_note))
        state = replace(state, next_note=state.next_note + 1)
    return state
