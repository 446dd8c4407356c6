"""A tiny version of `soak hints`: one visitor of each kind, on the shipped levels and tune."""

from __future__ import annotations

import pytest

from benchmarks import soak_hints
from tests.simulation.stuck_visitors import KINDS


@pytest.mark.parametrize("seed", range(len(KINDS)), ids=KINDS)
def test_help_comes_in_time_and_only_to_whoever_is_stuck(seed: int) -> None:
    assert soak_hints.trial(seed) == ""
