"""Measures into timed notes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.effects import StartNote, StopNote, frame_at
from installation.score import HOLD, REST, TICKS, Measure
from installation.sequencer import plan
from installation.sequencer.arrangement import Arrangement
from installation.sequencer.transport import at_tempo, tick_ns

TEMPO = at_tempo(120.0, 0)
symbols = st.one_of(st.integers(55, 91), st.just(HOLD), st.just(REST))
measures = st.builds(Measure, st.tuples(*[symbols] * TICKS))


def played(measure: Measure, bars: int = 1) -> list[object]:
    _, effects = plan.advance(plan.begin(TEMPO, 0), measure, bars * TEMPO.bar_ns - 1, 1.0)
    return list(effects)


def bar(**ticks: int) -> Measure:
    found = [HOLD] * TICKS
    for name, symbol in ticks.items():
        found[int(name[1:])] = symbol
    return Measure(tuple(found))


def test_notes_start_and_end_at_the_exact_frames_of_their_ticks() -> None:
    effects = played(bar(t0=60, t6=64, t12=REST))
    assert [(type(effect).__name__, effect.frame) for effect in effects] == [
        ("StartNote", 0),
        ("StopNote", 24_000),
        ("StartNote", 24_000),
        ("StopNote", 48_000),
    ]


def test_a_note_tied_over_the_bar_line_is_not_struck_again() -> None:
    state, _ = plan.advance(plan.begin(TEMPO, 0), bar(t18=72), TEMPO.bar_ns - 1, 1.0)
    state, effects = plan.advance(state, bar(t6=60), TEMPO.bar_ns + tick_ns(TEMPO, 5), 1.0)
    assert effects == ()
    assert state.sounding is not None
    assert state.sounding.pitch == 72


def test_a_measure_that_changes_under_a_note_carries_it_on_where_it_holds_a_note_itself() -> None:
    state, _ = plan.advance(plan.begin(TEMPO, 0), bar(t0=60), tick_ns(TEMPO, 3), 1.0)
    _, effects = plan.advance(state, bar(t0=67), tick_ns(TEMPO, 9), 1.0)
    assert effects == ()


def test_a_measure_that_changes_to_silence_ends_the_note_at_the_next_tick() -> None:
    state, _ = plan.advance(plan.begin(TEMPO, 0), bar(t0=60), tick_ns(TEMPO, 3), 1.0)
    _, effects = plan.advance(state, bar(t0=REST), tick_ns(TEMPO, 4), 1.0)
    assert [type(effect) for effect in effects] == [StopNote]


def test_holds_alone_never_carry_a_note_further_than_a_bar() -> None:
    state, _ = plan.advance(plan.begin(TEMPO, 0), bar(t0=60), tick_ns(TEMPO, 3), 1.0)
    state, effects = plan.advance(state, Measure((HOLD,) * TICKS), 3 * TEMPO.bar_ns, 1.0)
    assert [type(effect) for effect in effects] == [StopNote]
    assert state.sounding is None


def test_time_that_was_skipped_is_not_played_late() -> None:
    state = plan.skip_to(plan.begin(TEMPO, 0), 5 * TEMPO.bar_ns)
    _, effects = plan.advance(state, bar(t0=60), 5 * TEMPO.bar_ns, 1.0)
    assert [effect.frame for effect in effects] == [frame_at(5 * TEMPO.bar_ns)]


@given(st.lists(measures, min_size=1, max_size=6), st.lists(st.integers(1, 10**9), min_size=1, max_size=40))
def test_however_measures_change_every_note_that_starts_is_ended_once_and_one_sounds_at_a_time(
    bars: list[Measure], waits: list[int]
) -> None:
    state, now, effects = plan.begin(TEMPO, 0), 0, []
    for number, wait in enumerate(waits):
        now += wait
        state, asked = plan.advance(state, bars[number % len(bars)], now, 1.0)
        effects += asked
    _, asked = plan.stop(state, now)
    effects += asked
    open_notes: list[int] = []
    frames = [effect.frame for effect in effects]
    for effect in effects:
        if isinstance(effect, StartNote):
            assert not open_notes
            assert 1 <= effect.velocity <= 127
            open_notes.append(effect.note)
        elif isinstance(effect, StopNote):
            open_notes.remove(effect.note)
    assert not open_notes
    assert frames == sorted(frames)


@given(measures, st.lists(st.integers(1, 10**8), min_size=1, max_size=50))
def test_cutting_time_in_any_way_plays_the_same_notes(measure: Measure, waits: list[int]) -> None:
    whole, _ = plan.advance(plan.begin(TEMPO, 0), measure, sum(waits), 0.7)
    state, now = plan.begin(TEMPO, 0), 0
    for wait in waits:
        now += wait
        state, _ = plan.advance(state, measure, now, 0.7)
    assert state == whole


@given(
    st.lists(st.sampled_from([60, 72, HOLD, REST]), min_size=TICKS, max_size=TICKS),
    st.integers(0, 20_000_000),
)
def test_a_swinging_tune_has_the_same_notes_none_left_sounding(symbols: list[int], liberty_ns: int) -> None:
    how, measure = Arrangement(0.8, liberty_ns, 5), Measure(tuple(symbols))
    state, effects = plan.advance(plan.begin(TEMPO, 0), measure, 2 * TEMPO.bar_ns - 1, 1.0, how)
    effects += plan.stop(state, 2 * TEMPO.bar_ns - 1)[1]
    _, plainly = plan.advance(plan.begin(TEMPO, 0), measure, 2 * TEMPO.bar_ns - 1, 1.0)
    starts, stops = ([e for e in effects if isinstance(e, kind)] for kind in (StartNote, StopNote))
    assert [e.pitch for e in starts] == [e.pitch for e in plainly if isinstance(e, StartNote)]
    assert {e.note for e in starts} == {e.note for e in stops}
    begun = {e.note: e.frame for e in starts}
    assert all(e.frame >= begun[e.note] for e in stops)
