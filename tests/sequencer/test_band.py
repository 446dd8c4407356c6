"""The band: never a clash on a beat, nothing left sounding, the same every time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.effects import SoundEffect, StartNote, StopNote
from installation.score import HOLD, REST, TICKS, TICKS_PER_BEAT, Measure
from installation.sequencer import band
from installation.sequencer.band import BASS, DRONE, MODES, PERCUSSION, Key
from installation.sequencer.transport import at_tempo

ALL = frozenset({DRONE, BASS, PERCUSSION})
SYMBOLS = st.one_of(st.integers(55, 91), st.just(HOLD), st.just(HOLD), st.just(REST))
MEASURES = st.lists(SYMBOLS, min_size=TICKS, max_size=TICKS).map(lambda symbols: Measure(tuple(symbols)))
KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(sorted(MODES)), st.integers(0, 999))
BAR_NS = at_tempo(120, 0).bar_ns


def played(
    measures: list[Measure], key: Key, cuts: int = 1, parts: frozenset[str] = ALL
) -> list[SoundEffect]:
    transport = at_tempo(120, 0)
    state, effects = band.begin(transport, 0), []
    for number, measure in enumerate(measures):
        for cut in range(1, cuts + 1):
            state, asked = band.advance(
                state, transport, measure, key, number * BAR_NS + BAR_NS * cut // cuts - 1, 1.0, parts
            )
            effects += asked
    return [*effects, *band.stop(state, len(measures) * BAR_NS)[1]]


def sounding_at(measure: Measure, tick: int) -> list[int]:
    return [note.pitch for note in measure.notes if note.tick <= tick < note.tick + note.ticks]


@given(MEASURES, KEYS)
def test_no_chord_clashes_with_the_melody_on_a_beat(measure: Measure, key: Key) -> None:
    for half in (0, TICKS // 2):
        chord = band.chord_of(measure, half, key)
        beats = [pitch for tick in (half, half + TICKS_PER_BEAT) for pitch in sounding_at(measure, tick)]
        rubbing = [(pitch, tone) for pitch in beats for tone in chord if (pitch - tone) % 12 in {1, 11}]
        # Two beats a semitone apart leave no chord at all: then the first one's own note stands alone.
        assert not rubbing or chord == (beats[0] % 12,)


@given(st.lists(MEASURES, min_size=1, max_size=4), KEYS)
def test_every_note_that_starts_stops_once(measures: list[Measure], key: Key) -> None:
    effects = played(measures, key)
    started = [effect.note for effect in effects if isinstance(effect, StartNote)]
    stopped = [effect.note for effect in effects if isinstance(effect, StopNote)]
    assert sorted(started) == sorted(stopped)
    assert len(set(started)) == len(started)


@given(st.lists(MEASURES, min_size=1, max_size=3), KEYS, st.integers(2, 40))
def test_time_cut_in_any_way_gives_the_same_band(measures: list[Measure], key: Key, cuts: int) -> None:
    assert played(measures, key) == played(measures, key, cuts)


def test_parts_that_do_not_play_ask_for_nothing() -> None:
    measure = Measure((60, *[HOLD] * 23))
    assert played([measure] * 2, Key(0, "major"), parts=frozenset()) == []


def test_a_busier_tune_has_busier_percussion() -> None:
    def strokes(measure: Measure) -> int:
        effects = played([measure], Key(0, "major"), parts=frozenset({PERCUSSION}))
        return sum(isinstance(effect, StartNote) for effect in effects)

    sparse = Measure((60, *[HOLD] * 23))
    even = Measure(tuple(60 if tick % 3 == 0 else HOLD for tick in range(TICKS)))
    busy = Measure(tuple(60 + tick % 5 for tick in range(TICKS)))
    assert strokes(sparse) < strokes(even) < strokes(busy)


def test_a_tune_on_the_tonic_chord_stands_on_the_tonic_chord() -> None:
    measure = Measure(tuple({0: 67, 6: 71, 12: 74, 18: 71}.get(tick, HOLD) for tick in range(TICKS)))
    assert band.chord_of(measure, 0, Key(7, "major")) == (7, 11, 2)


def test_a_part_that_leaves_ends_what_it_holds() -> None:
    transport = at_tempo(120, 0)
    measure = Measure((60, *[HOLD] * 23))
    state, _ = band.advance(
        band.begin(transport, 0), transport, measure, Key(0, "major"), BAR_NS - 1, 1.0, ALL
    )
    state, effects = band.advance(state, transport, measure, Key(0, "major"), BAR_NS, 1.0, frozenset())
    assert state.drone == ()
    assert state.bass is None
    assert all(isinstance(effect, StopNote) for effect in effects)
