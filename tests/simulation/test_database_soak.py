"""A few lives of the keeper of visits; `./play soak database` has a thousand."""

from __future__ import annotations

import pytest

from tests.simulation import database_soak


@pytest.mark.parametrize("seed", [3, 4, 7])
def test_a_keeper_that_is_killed_leaves_a_sound_file_and_loses_less_than_a_second(seed: int) -> None:
    assert database_soak.trial(seed) == ""
