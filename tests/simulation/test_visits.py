"""Fifty random visits with failing doors; `./play soak visits` plays a thousand."""

from __future__ import annotations

import pytest

from installation.world import STEP_NS
from tests.fakes import kit
from tests.simulation import visits


@pytest.mark.parametrize("seed", range(50))
def test_a_random_visit_with_failing_doors_plays_to_its_end_and_leaves_no_note_on(seed: int) -> None:
    world = visits.trial(seed, kit.rules())
    assert world.step >= visits.VISIT_NS // STEP_NS - 1
