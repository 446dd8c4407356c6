"""How a style is played: swing in order and on time, liberties within their limits, every style's own colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.score import TICKS
from installation.sequencer.arrangement import (
    GROOVES,
    PLAIN,
    Arrangement,
    arrangement_of,
    harder,
    late_ns,
    seat_band,
)
from installation.sequencer.transport import at_tempo, tick_ns
from installation.settings import read_style

STYLES = [
    read_style(path.read_text("utf-8"), path.name)
    for path in sorted((Path(__file__).parents[2] / "content" / "styles").glob("*.yaml"))
]


@given(st.floats(0, 1), st.floats(40, 200))
def test_swing_keeps_the_order_of_ticks_and_leaves_beats_and_triplets_alone(
    swing: float, tempo: float
) -> None:
    transport, played = at_tempo(tempo, 0), Arrangement(swing=swing)
    heard = [tick_ns(transport, k) + late_ns(played, transport.beat_ns, k, 1) for k in range(TICKS + 1)]
    assert heard == sorted(heard)
    assert all(late_ns(played, transport.beat_ns, tick, 1) == 0 for tick in (0, 2, 4, 6, 12, 16, 18))


def test_at_full_swing_halves_stand_where_triplets_do() -> None:
    transport = at_tempo(120, 0)
    late = late_ns(Arrangement(swing=1.0), transport.beat_ns, 3, 1)
    assert tick_ns(transport, 3) + late == pytest.approx(tick_ns(transport, 4), abs=2)


@given(st.integers(0, 10_000), st.integers(0, 127), st.integers(0, 99))
def test_liberties_are_small_the_same_every_time_and_none_on_the_bar_line(
    count: int, salt: int, seed: int
) -> None:
    played = Arrangement(humanise_ns=6_000_000, seed=seed)
    late = late_ns(played, 500_000_000, count, salt)
    assert late == late_ns(played, 500_000_000, count, salt)
    assert 0 <= late <= 6_000_000
    assert late == 0 or count % TICKS
    assert abs(harder(played, count, salt)) <= 6


def test_who_plays_plainly_takes_no_liberties() -> None:
    assert {late_ns(PLAIN, 500_000_000, count, 1) for count in range(48)} == {0}
    assert {harder(PLAIN, count, 1) for count in range(48)} == {0}


def test_another_style_takes_other_liberties() -> None:
    one, other = (Arrangement(humanise_ns=6_000_000, seed=seed) for seed in (1, 2))
    assert [late_ns(one, 1, k, 1) for k in range(24)] != [late_ns(other, 1, k, 1) for k in range(24)]


def test_every_style_has_a_colour_of_its_own() -> None:
    melodies = [style.instruments.melody for style in STYLES]
    assert len(set(melodies)) == len(melodies)
    grooves = [style.groove for style in STYLES]
    assert len(set(grooves)) == len(grooves)
    assert len({style.instruments.drone for style in STYLES}) >= 4


@pytest.mark.parametrize("style", STYLES, ids=[style.name for style in STYLES])
def test_what_a_style_says_reaches_the_band(style) -> None:  # noqa: ANN001 - a style
    played, seated = arrangement_of(style), seat_band(style, 7)
    assert played.groove is GROOVES[style.groove]
    assert played.humanise_ns == round(style.humanise_ms * 1e6)
    assert (seated.frame, seated.tonic, seated.gain_db) == (7, style.tonic, style.gain_db)
    assert dict(seated.instruments)["melody"] == style.instruments.melody
    assert {part for part, _, _ in seated.mix} == set(style.mix)
