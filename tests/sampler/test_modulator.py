"""Modulators: the standard's curves, and what they do to a voice that begins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.sampler.bank import Instrument, bank_of
from installation.sampler.modulator import Curve, How, Modulator, Source, What
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region
from installation.sampler.state import state_of
from installation.sampler.voice import begin

SAMPLE = Sample(np.ones(480, np.float32), 48_000.0, (0, 480))
KEY = Source(What.KEY)


def begun(modulators: tuple[Modulator, ...], key: float = 60, velocity: float = 127) -> np.void:
    """A voice's own region, moved."""
    plain = Region(0, cutoff_cents=9_000, volume=Envelope(attack_s=0.01, sustain=0.5), modulators=modulators)
    before = Region(0, modulators=(Modulator("pan", 1.0), Modulator("cents", 9.0)))
    state = state_of(bank_of([Instrument("one", (SAMPLE,), (before, plain))]), 8)
    begin(state, 0, 1, key, velocity, 0.0)
    return state.own[0]


@pytest.mark.parametrize(
    ("source", "number", "value"),
    [
        (Source(), 5, 1.0),
        (Source(What.VELOCITY), 64, 0.5), (Source(What.VELOCITY, falling=True), 32, 0.75),
        (Source(What.VELOCITY, both_ways=True), 96, 0.5), (Source(What.KEY, falling=True, both_ways=True), 32, 0.5),
        (Source(What.VELOCITY, Curve.SWITCH), 63, 0.0), (Source(What.VELOCITY, Curve.SWITCH, falling=True), 63, 1.0),
        (Source(What.VELOCITY, Curve.SWITCH, both_ways=True), 10, -1.0),
        (Source(What.VELOCITY, Curve.CONCAVE, falling=True), 127, 0.0),
        (Source(What.VELOCITY, Curve.CONCAVE, falling=True), 12.7, 40 / 96),  # a tenth: 40 dB of 96
        (Source(What.VELOCITY, Curve.CONVEX), 12.7, 56 / 96), (Source(What.VELOCITY, Curve.CONVEX), 0, 0.0),
    ],
)  # fmt: skip
def test_curves_are_the_standards(source: Source, number: float, value: float) -> None:
    assert source.of(number) == pytest.approx(value, abs=1e-6)


@given(st.sampled_from(What), st.sampled_from(Curve), st.booleans(), st.booleans(), st.floats(-5, 200))
def test_a_source_stays_within_one(
    what: What,
    curve: Curve,
    falling: bool,  # noqa: FBT001 (a case)
    both_ways: bool,  # noqa: FBT001
    number: float,
) -> None:
    assert -1.0 <= Source(what, curve, falling, both_ways).of(number) <= 1.0


@pytest.mark.parametrize(
    ("modulator", "field", "value"),
    [
        (Modulator("cutoff", 1_280), "cutoff", 9_000 + 1_270),
        (Modulator("gain", -12.8, How.DECIBELS), "gain", 10 ** (-12.7 / 20)),
        (Modulator("cents", 128, source=KEY), "cents", 60),
        (
            Modulator("cents", 128, source=KEY, by=Source(What.VELOCITY, Curve.SWITCH, falling=True)),
            "cents",
            0,
        ),
        (Modulator("cents", -128, source=KEY, absolute=True), "cents", 60),
        (Modulator("lfo_step", 1_200, How.CENTS, Source()), "lfo_step", 2 * 5 / 48_000),
    ],
)
def test_a_modulator_moves_its_field_and_no_other_regions(
    modulator: Modulator, field: str, value: float
) -> None:
    assert begun((modulator,))[field] == pytest.approx(value, rel=1e-5, abs=1e-6)
    assert begun((modulator,))["pan"] == 0


def test_times_are_stretched_or_added_to() -> None:
    stretched = begun((Modulator("volume.attack", 2_400, How.TIMECENTS, Source()),))
    assert stretched["volume"]["attack"] == 4 * 480
    from_nothing = begun((Modulator("volume.hold", 1_200, How.TIMECENTS, Source()),))
    assert from_nothing["volume"]["hold"] == 96  # no time is a millisecond
    added = begun((Modulator("volume.attack", -1.0, How.SECONDS, Source()),))
    assert added["volume"]["attack"] == 0


@given(
    st.lists(
        st.builds(
            Modulator,
            st.sampled_from(["cents", "cutoff", "gain", "volume.attack", "volume.sustain", "lfo_step", "resonance_db"]),
            st.floats(-3e6, 3e6), st.sampled_from(How), st.just(Source()),
        ),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_a_bank_asks_for_stays_finite(modulators: list[Modulator]) -> None:
    own = begun(tuple(modulators))
    numbers = np.array([own["cents"], own["cutoff"], own["gain"], own["volume"]["attack"], own["lfo_step"]])
    assert np.isfinite(numbers).all()
    assert 0 <= own["volume"]["sustain"] <= 1
