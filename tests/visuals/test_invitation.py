"""The hand that shows how."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from installation.visuals import invitation
from installation.visuals.drawing import Sheet


@given(st.floats(0, 1e5), st.sets(st.integers(0, 3), min_size=1))
def test_the_hand_presses_only_pads_that_it_may(time_s: float, pads: set[int]) -> None:
    press = invitation.press_at(time_s, tuple(pads))
    assert press.pad in pads
    assert 0 <= press.depth <= 1
    assert 0 <= press.seen <= 1


def test_it_presses_each_pad_in_turn() -> None:
    shown = {invitation.press_at(1.4 + turn * invitation.PRESS_S, (0, 1, 2, 3)).pad for turn in range(4)}
    assert shown == {0, 1, 2, 3}


def test_it_never_jumps_from_one_moment_to_the_next() -> None:
    moments = [invitation.press_at(at / 100, (0, 1, 2, 3)) for at in range(2000)]
    for one, other in itertools.pairwise(moments):
        assert abs(one.depth - other.depth) < 0.06
        assert abs(one.seen - other.seen) < 0.06


def test_rings_run_after_the_press_and_not_before() -> None:
    before, after = Sheet(), Sheet()
    invitation.draw(before, (0, 0), invitation.press_at(0.5, (0,)), 1.0)
    invitation.draw(after, (0, 0), invitation.press_at(1.5, (0,)), 1.0)
    assert not before.arcs
    assert after.arcs
