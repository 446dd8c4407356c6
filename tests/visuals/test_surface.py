"""The skin: normals, dents and where the pads are carried."""

from __future__ import annotations

import numpy as np
import pytest

from installation.pads.body import PAD_PLACES, TOPOLOGY
from installation.visuals import surface
from installation.visuals.examples import pressed_body


def test_a_resting_dome_looks_up_in_the_middle_and_outwards_at_the_rim() -> None:
    found = surface.normals(TOPOLOGY.rest)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert found[0] == pytest.approx((0, 0, 1), abs=1e-5)
    rim = TOPOLOGY.rim
    outwards = (found[rim, :2] * TOPOLOGY.rest[rim, :2]).sum(axis=1)
    assert (outwards > 0.3).all()


def test_a_press_dents_the_skin_where_the_pad_lies() -> None:
    found = surface.skin(pressed_body((0, 0.8, 0, 0)), (0, 1, 0, 0))
    deepest = int(found[:, 11].argmax())
    assert found[deepest, 6:8] == pytest.approx(PAD_PLACES[1], abs=0.12)
    assert found[deepest, 8:11].sum() > 0.3


def test_a_pad_that_does_not_shine_sheds_no_light() -> None:
    assert surface.skin(TOPOLOGY.rest, (0, 0, 0, 0))[:, 8:11].max() == 0


def test_the_marks_ride_on_the_skin() -> None:
    rest = surface.pad_places(TOPOLOGY.rest)
    assert rest[:, :2] == pytest.approx(np.array(PAD_PLACES), abs=1e-6)
    moved = surface.pad_places(TOPOLOGY.rest + np.float32([0.1, 0, -0.2]))
    assert moved - rest == pytest.approx(np.tile([0.1, 0, -0.2], (4, 1)), abs=1e-5)


def test_a_shown_dent_leaves_the_rim_and_the_given_body_alone() -> None:
    before = TOPOLOGY.rest.copy()
    found = surface.dented(TOPOLOGY.rest, 2, 0.2)
    assert np.array_equal(before, TOPOLOGY.rest)
    assert np.array_equal(found[TOPOLOGY.rim], before[TOPOLOGY.rim])
    assert found[:, 2].min() >= before[:, 2].min() - 0.2
    assert np.abs(found - before).max() > 0.15
