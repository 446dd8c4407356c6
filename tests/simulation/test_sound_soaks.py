"""Short versions of the soaks of the sampler and of its SoundFont reader."""

from __future__ import annotations

import pytest

from benchmarks import soak_sampler, soak_soundfonts


@pytest.mark.parametrize("seed", range(2))
def test_random_playing_is_finite_bounded_and_the_same_at_any_block_size(seed: int) -> None:
    assert soak_sampler.trial(seed) == ""


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_spoiled_soundfonts_are_refused_or_played(first: int) -> None:
    assert [told for seed in range(first, first + 50) if (told := soak_soundfonts.trial(seed))] == []
