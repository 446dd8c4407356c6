"""Bars, beats and ticks against world time."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from installation.score import TICKS
from installation.sequencer.transport import (
    at_tempo,
    bar_at,
    beats_at,
    first_tick_from,
    retimed,
    tick_ns,
)

tempos = st.floats(40, 200)
times = st.integers(0, 400 * 86_400 * 10**9)


def test_at_120_a_bar_lasts_two_seconds_and_its_ticks_stand_unevenly() -> None:
    transport = at_tempo(120.0, 1_000)
    beat = [tick_ns(transport, tick) - 1_000 for tick in range(7)]
    assert transport.bar_ns == 2_000_000_000
    assert beat == [0, 125_000_000, 166_666_666, 250_000_000, 333_333_333, 375_000_000, 500_000_000]
    assert tick_ns(transport, TICKS) == 2_000_001_000


@given(tempos, times)
def test_the_first_tick_from_a_time_is_the_first_one_that_does_not_lie_before_it(
    tempo: float, at: int
) -> None:
    transport = at_tempo(tempo, 0)
    count = first_tick_from(transport, at)
    assert tick_ns(transport, count) >= at
    assert count == 0 or tick_ns(transport, count - 1) < at


@given(tempos, times)
def test_a_tick_lies_in_the_bar_it_belongs_to_even_after_a_year(tempo: float, at: int) -> None:
    transport = at_tempo(tempo, 0)
    bar = bar_at(transport, at)
    assert bar_at(transport, tick_ns(transport, bar * TICKS)) == bar
    assert 0.0 <= beats_at(transport, at) < 4.0 + 1e-9


@given(tempos, tempos, times, times)
def test_at_another_tempo_the_place_in_the_bar_stays(
    before_bpm: float, after_bpm: float, origin_ns: int, gone_ns: int
) -> None:
    before, now_ns = at_tempo(before_bpm, origin_ns), origin_ns + gone_ns
    after = retimed(before, now_ns, round(60e9 / after_bpm))
    assert after.beat_ns == round(60e9 / after_bpm)
    beats = [Fraction(now_ns - each.origin_ns, each.beat_ns) for each in (before, after)]
    assert abs(beats[0] - beats[1]) <= Fraction(1, after.beat_ns)
    assert retimed(before, now_ns, before.beat_ns) == before
