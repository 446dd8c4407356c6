"""The band: never a clash on a beat, nothing left sounding, the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.effects import SoundEffect, StartNote, StopNote
from installation.score import HOLD, REST, TICKS, TICKS_PER_BEAT, Measure
from installation.sequencer import band
from installation.sequencer.arrangement import GROOVES, PLAIN, Arrangement
from installation.sequencer.band import BASS, DRONE, MODES, PERCUSSION, Key
from installation.sequencer.transport import at_tempo, tick_ns

ALL = frozenset({DRONE, BASS, PERCUSSION})
SYMBOLS = st.one_of(st.integers(55, 91), st.just(HOLD), st.just(HOLD), st.just(REST))
MEASURES = st.lists(SYMBOLS, min_size=TICKS, max_size=TICKS).map(lambda symbols: Measure(tuple(symbols)))
KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(sorted(MODES)))
PLAYED = st.builds(
    Arrangement, st.floats(0, 1), st.integers(0, 20_000_000), st.integers(0, 999),
    st.sampled_from(list(GROOVES.values())), st.booleans(),
)  # fmt: skip
BAR_NS = at_tempo(120, 0).bar_ns


def played(
    measures: list[Measure],
    key: Key,
    cuts: int = 1,
    parts: frozenset[str] = ALL,
    how: Arrangement = PLAIN,
) -> list[SoundEffect]:
    transport = at_tempo(120, 0)
    state, effects = band.begin(transport, 0), []
    for number, measure in enumerate(measures):
        for cut in range(1, cuts + 1):
            state, asked = band.advance(
                state, transport, measure, key, number * BAR_NS + BAR_NS * cut // cuts - 1, 1.0, parts, how
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


@given(
    st.lists(MEASURES, min_size=4, max_size=12),
    KEYS,
    st.sampled_from([(DRONE, False), (DRONE, True), (BASS, False)]),
)
def test_no_chord_clashes_on_a_beat_when_the_melody_changes_under_it_either(
    measures: list[Measure], key: Key, playing: tuple[str, bool]
) -> None:
    """Another measure on every beat: what the drone and the bass hold then is never a semitone from its note."""
    transport, (part, broken) = at_tempo(120, 0), playing
    how = Arrangement(broken=broken)
    state, held = band.begin(transport, 0), {}
    for beat, measure in enumerate(measures):
        tick = beat * TICKS_PER_BEAT
        state, effects = band.advance(
            state, transport, measure, key, tick_ns(transport, tick), 1.0, frozenset({part}), how
        )
        for effect in effects:
            if isinstance(effect, StartNote):
                held[effect.note] = round(effect.pitch)
            elif isinstance(effect, StopNote):
                held.pop(effect.note)
        sounding = sounding_at(measure, tick % TICKS)
        assert not [1 for low in held.values() for high in sounding if (high - low) % 12 in {1, 11}]


@given(st.lists(MEASURES, min_size=1, max_size=4), KEYS, PLAYED)
def test_every_note_that_starts_stops_once(measures: list[Measure], key: Key, how: Arrangement) -> None:
    effects = played(measures, key, how=how)
    started = [effect.note for effect in effects if isinstance(effect, StartNote)]
    stopped = [effect.note for effect in effects if isinstance(effect, StopNote)]
    assert sorted(started) == sorted(stopped)
    assert len(set(started)) == len(started)


@given(st.lists(MEASURES, min_size=1, max_size=3), KEYS, st.integers(2, 40))
def test_time_cut_in_any_way_gives_the_same_band(measures: list[Measure], key: Key, cuts: int) -> None:
    for broken in (False, True):
        how = Arrangement(0.6, 8_000_000, 3, GROOVES["dance"], broken)
        assert played(measures, key, how=how) == played(measures, key, cuts, how=how)


def test_a_broken_chord_is_struck_a_tone_a_beat_and_each_ends_when_the_next_begins() -> None:
    measure = Measure(tuple({0: 67, 6: 71, 12: 74, 18: 71}.get(tick, HOLD) for tick in range(TICKS)))
    effects = played([measure], Key(7, "major"), parts=frozenset({DRONE}), how=Arrangement(broken=True))
    starts = [effect for effect in effects if isinstance(effect, StartNote)]
    stops = [effect for effect in effects if isinstance(effect, StopNote)]
    assert [round(note.pitch) % 12 for note in starts] == [7, 2, 11, 2]
    assert [stop.frame for stop in stops[:-1]] == [note.frame for note in starts[1:]]


def test_parts_that_do_not_play_ask_for_nothing() -> None:
    measure = Measure((60, *[HOLD] * 23))
    assert played([measure] * 2, Key(0, "major"), parts=frozenset()) == []


@pytest.mark.parametrize("groove", GROOVES)
def test_a_busier_tune_has_busier_percussion(groove: str) -> None:
    def strokes(measure: Measure) -> int:
        how = Arrangement(groove=GROOVES[groove])
        effects = played([measure] * 4, Key(0, "major"), parts=frozenset({PERCUSSION}), how=how)
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
