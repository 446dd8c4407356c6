"""The table of instruments: what it measures is what is there."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from installation.sampler.bank import Instrument, bank_of
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.sampler.touches import FIRST_KEY
from installation.shell.instrument_table import (
    RATE_HZ,
    _held,
    apart_db,
    movement_db,
    noisiness,
    rows,
    seam_db,
    uneven_db,
)
from installation.shell.instruments import load_bank, read, there

TIME = np.arange(48_000) / RATE_HZ
TONE = np.sin(2 * np.pi * 440 * TIME).astype(np.float32)


def test_a_loop_that_joins_is_told_from_one_that_jumps() -> None:
    assert seam_db(Sample(TONE, 48_000.0, (0, 48_000))) < 0.1
    assert seam_db(Sample(TONE, 48_000.0, (0, 47_977))) > 20
    assert seam_db(Sample(TONE, 48_000.0)) == float("-inf")


def test_uneven_keys_are_found() -> None:
    regions = (
        Region(0, key_high=62, root=60, cents_per_key=0), Region(0, key_low=63, root=66, cents_per_key=0, gain_db=-4),
    )  # fmt: skip
    bank = bank_of([Instrument("uneven", (Sample(TONE, 48_000.0, (0, 48_000)),), regions)])
    assert uneven_db(bank) == pytest.approx(4.0, abs=0.05)


def test_a_tone_is_told_from_noise_and_a_steady_sound_from_grains() -> None:
    chance = np.random.default_rng(2)
    noise = chance.normal(size=48_000)
    assert noisiness(TONE) < 0.01
    assert noisiness(noise) > 0.8
    grains = noise * (np.sin(2 * np.pi * 4 * TIME) > 0)
    assert (movement_db(noise) < 1, movement_db(grains) > 10) == (True, True)
    assert (apart_db(noise, noise[::-1]) < 1, apart_db(noise, TONE) > 10) == (True, True)


@pytest.mark.parametrize("name", ["marimba", "reed", "percussion"])
def test_an_instruments_last_line_says_what_holds_for_all_of_it(name: str) -> None:
    head, *middle, last = rows((name,))
    assert "centroid" in head
    assert len(middle) >= 9
    assert "3 layers" in last
    assert ("loops join" in last, "from key to key" in last) == (name != "percussion",) * 2


@pytest.mark.parametrize("name", [name for name in there() if name not in {"touch", "percussion"}])
def test_what_is_shipped_is_even_from_key_to_key_within_a_decibel(name: str) -> None:
    assert uneven_db(bank_of([read(name)])) < 1.0


def test_what_is_shipped_has_layers_and_turns() -> None:
    for name in there():
        one = read(name)
        assert all(region.turns >= 2 for region in one.regions if not region.touch and name != "touch"), name


@pytest.mark.parametrize("press", [0.3, 0.9])
def test_the_four_touches_are_told_apart_with_eyes_closed(press: float) -> None:
    """By their spectrum alone, equally loud; how they move and how noisy they are comes on top."""
    bank = load_bank(["touch"])
    held = [_held(bank, FIRST_KEY + pad, press) for pad in range(4)]
    for one, other in combinations(held, 2):
        assert apart_db(one, other) > 6.0
