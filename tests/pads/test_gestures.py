"""Gestures: each is told by its own rule, and none by another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from installation.pads import gestures
from installation.pads.gestures import HOLD, PRESS, RELEASE, SLIDE, TAP, TWO_HANDED
from installation.pads.grips import KEEP, KEEP_S, SQUEEZE, TWIST
from tests.simulation import gesture_hands

if TYPE_CHECKING:
    from installation.pads.contacts import Gesture

DT_S = 0.004


class Hand:
    """Presses pads for the recogniser and remembers what it says, with its time."""

    def __init__(self) -> None:
        self.state, self.told = gestures.begin(), list[tuple[float, "Gesture"]]()

    def press(self, seconds: float, *pressures: float) -> Hand:
        """Hold these pressures for so long."""
        for _ in range(max(1, round(seconds / DT_S))):
            self.state, more = gestures.advance(self.state, pressures or (0.0,) * 4, DT_S)
            self.told += [(self.state.time_s, each) for each in more]
        return self

    def move(self, seconds: float, begin: tuple[float, ...], end: tuple[float, ...]) -> Hand:
        """Go evenly from these pressures to those."""
        steps = max(1, round(seconds / DT_S))
        for step in range(steps):
            share = (step + 1) / steps
            self.press(DT_S, *(a + (b - a) * share for a, b in zip(begin, end, strict=True)))
        return self

    @property
    def words(self) -> list[str]:
        """What was said."""
        return [each.kind for _, each in self.told]


def test_a_short_touch_is_a_tap_with_its_strength() -> None:
    hand = Hand().press(0.1, 0.0, 0.7, 0.0, 0.0).press(0.5)
    assert hand.words == [TAP]
    assert hand.told[0][1].pads == (1,)
    assert hand.told[0][1].strength == pytest.approx(0.7)


def test_two_short_touches_at_once_are_one_tap_of_two_pads() -> None:
    hand = Hand().press(0.02, 0.5, 0, 0, 0).press(0.08, 0.5, 0.5, 0, 0).press(0.05, 0, 0.5, 0, 0).press(0.5)
    assert [(each.kind, each.pads) for _, each in hand.told] == [(TAP, (0, 1))]


def test_a_press_is_told_after_300_ms_and_its_release_with_its_length() -> None:
    hand = Hand().press(0.6, 0.5, 0, 0, 0).press(0.3)
    assert hand.words == [PRESS, RELEASE]
    assert hand.told[0][0] == pytest.approx(gestures.PRESS_S, abs=0.02)
    assert hand.told[1][1].value == pytest.approx(0.6, abs=0.02)


def test_a_press_that_stays_is_a_hold_and_again_after_it_has_moved() -> None:
    hand = Hand().press(1.5, 0.5, 0, 0, 0).move(0.3, (0.5, 0, 0, 0), (0.9, 0, 0, 0)).press(1.5, 0.9, 0, 0, 0)
    assert hand.words == [PRESS, HOLD, HOLD]


def test_a_squeeze_is_all_pads_at_once_and_let_go_soon() -> None:
    hand = (
        Hand()
        .press(0.03, 0.5, 0.4, 0, 0)
        .press(0.3, 0.5, 0.6, 0.4, 0.5)
        .press(0.04, 0, 0.3, 0.3, 0)
        .press(0.5)
    )
    assert hand.words == [SQUEEZE]


GRIPPED = (0.5, 0.6, 0.4, 0.5)


def test_a_squeeze_is_told_once_it_cannot_become_a_keep_any_more() -> None:
    long, short = Hand().press(0.4, *GRIPPED).press(1.0), Hand().press(0.15, *GRIPPED).press(1.0)
    assert long.words == short.words == [SQUEEZE]
    assert long.told[0][0] == pytest.approx(0.4, abs=0.02)
    assert short.told[0][0] == pytest.approx(KEEP_S, abs=0.02)


def test_the_whole_hand_down_twice_and_quickly_is_a_keep_and_no_squeeze() -> None:
    hand = Hand().press(0.12, *GRIPPED).press(0.15).press(0.12, *GRIPPED).press(1.0)
    assert [(each.kind, each.pads) for _, each in hand.told] == [(KEEP, (0, 1, 2, 3))]
    assert hand.told[0][1].value == pytest.approx(0.27, abs=0.02)


def test_a_hand_that_comes_back_late_or_stays_or_is_not_whole_keeps_nothing() -> None:
    late = Hand().press(0.12, *GRIPPED).press(0.6).press(0.12, *GRIPPED).press(1.0)
    assert late.words == [SQUEEZE, SQUEEZE]
    stays = Hand().press(0.12, *GRIPPED).press(0.15).press(2.0, *GRIPPED).press(0.5)
    assert stays.words == [SQUEEZE] + [PRESS] * 4 + [HOLD] * 4 + [RELEASE] * 4
    fingers = Hand().press(0.12, *GRIPPED).press(0.15).press(0.12, 0.5, 0.5, 0.5, 0).press(1.0)
    assert fingers.words == [TAP, SQUEEZE]


def test_three_times_the_whole_hand_is_a_keep_and_a_squeeze() -> None:
    hand = Hand()
    for _ in range(3):
        hand.press(0.12, *GRIPPED).press(0.15)
    assert hand.press(1.0).words == [KEEP, SQUEEZE]


def test_holding_four_pads_is_plain_playing() -> None:
    hand = Hand().press(1.5, 0.5, 0.6, 0.4, 0.5).press(0.5)
    assert hand.words == [PRESS] * 4 + [HOLD] * 4 + [RELEASE] * 4


def test_four_fingers_one_after_another_are_no_squeeze() -> None:
    hand = Hand().press(0.06, 0.5, 0, 0, 0).press(0.06, 0.5, 0.5, 0, 0).press(0.06, 0.5, 0.5, 0.5, 0)
    assert SQUEEZE not in hand.press(0.1, 0.5, 0.5, 0.5, 0.5).press(0.5).words


def slide(way: tuple[int, ...], step_s: float = 0.2) -> Hand:
    hand = Hand()
    rows = [tuple(0.6 * (pad == at) for pad in range(4)) for at in way]
    for before, after in zip([(0.0,) * 4, *rows], [*rows, (0.0,) * 4], strict=True):
        hand.move(step_s, before, after)
    return hand.press(0.5)


@pytest.mark.parametrize(("way", "direction"), [((0, 1, 2), 1), ((1, 0, 3), -1), ((2, 3, 0, 1), 1)])
def test_a_finger_over_three_pads_is_one_slide_with_direction_and_speed(
    way: tuple[int, ...], direction: int
) -> None:
    hand = slide(way)
    told = [each for _, each in hand.told if each.kind == SLIDE]
    assert len(told) == 1
    assert told[0].value == pytest.approx(direction * 5.0, rel=0.2)
    assert hand.words.count(TAP) == 0


def test_two_pads_or_a_jump_across_are_no_slide() -> None:
    assert SLIDE not in slide((0, 1)).words
    assert SLIDE not in slide((0, 1, 3)).words
    assert SLIDE not in slide((0, 1, 0)).words


def test_fingers_that_come_down_before_the_last_has_left_are_no_slide() -> None:
    hand = Hand()
    for pads in ((0,), (0, 1), (1,), (1, 2), (2,)):
        hand.press(0.12, *(0.6 * (pad in pads) for pad in range(4)))
    assert SLIDE not in hand.press(0.5).words


def turned(degrees: float, seconds: float) -> Hand:
    hand, steps = Hand(), round(seconds / DT_S)
    hand.press(0.3, *leaning(0.0))
    for step in range(steps):
        hand.press(DT_S, *leaning(degrees * step / steps))
    return hand.press(0.1, *leaning(degrees)).press(0.5)


def leaning(degrees: float) -> tuple[float, ...]:
    """Pressures of a grip that leans that way, clockwise from the first pad."""
    directions = np.radians([0, 90, 180, 270])
    return tuple((0.45 * (1 + 0.5 * np.cos(directions - np.radians(degrees)))).tolist())


@pytest.mark.parametrize("degrees", [120.0, -120.0])
def test_a_twist_begins_moves_and_ends_with_the_degrees_turned(degrees: float) -> None:
    hand = turned(degrees, 0.7)
    told = [each for _, each in hand.told if each.kind == TWIST]
    assert [told[0].phase, told[-1].phase] == ["begin", "end"]
    assert {each.phase for each in told[1:-1]} == {"move"}
    assert told[-1].value == pytest.approx(degrees, abs=8)
    assert set(hand.words) <= {TWIST, PRESS}


def test_a_grip_that_only_leans_is_no_twist() -> None:
    assert TWIST not in turned(40.0, 0.7).words


def test_both_hands_on_opposite_pads_are_told_from_neighbours() -> None:
    assert Hand().press(0.5, 0.7, 0, 0.8, 0).press(0.5).words == [TWO_HANDED]
    assert Hand().press(0.5, 0.7, 0.8, 0, 0).press(0.5).words == [PRESS, PRESS, RELEASE, RELEASE]


def test_nobody_is_nothing_and_costs_no_memory() -> None:
    hand = Hand().press(60.0)
    assert hand.words == []
    assert hand.state.ended == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0.001, 0.2)), max_size=60)
)
def test_any_pressures_give_gestures_within_bounds_and_little_to_remember(
    rows: list[tuple[list[float], float]],
) -> None:
    state = gestures.begin()
    for pressures, dt_s in rows:
        state, told = gestures.advance(state, tuple(pressures), dt_s)
        assert all(0.0 <= each.strength <= 1.0 and each.kind in gestures.KINDS for each in told)
        assert len(state.ended) < 40
        assert len(state.lead.pads) <= 4


def test_simulated_hands_are_understood() -> None:
    table = gesture_hands.confusion(3, 8)
    right = sum(row[made] for made, row in table.items())
    assert right >= 0.93 * 8 * len(table)


def test_plain_playing_of_simulated_hands_makes_no_gesture() -> None:
    false = gesture_hands.false_gestures(4, playing_s=60.0, idle_s=60.0)
    assert false == {"playing": [], "idle": []}


BOTH = (0.7, 0.0, 0.6, 0.0)


def test_hands_that_come_from_playing_are_no_two_hands_and_from_the_air_they_are() -> None:
    playing = Hand().press(0.5, 0, 0, 0, 0.5).press(0.1).press(1.5, *BOTH).press(0.5)
    assert TWO_HANDED not in playing.words
    later = Hand().press(0.5, 0, 0, 0, 0.5).press(gestures.AFTER_S + 0.05).press(0.8, *BOTH).press(0.5)
    assert later.words == [PRESS, RELEASE, TWO_HANDED]


def test_a_chord_whose_middle_finger_is_late_is_no_two_hands() -> None:
    hand = Hand().press(gestures.ALONE_S - 0.03, *BOTH).press(0.8, 0.7, 0.5, 0.6, 0).press(0.5)
    assert hand.words.count(PRESS) == 3
    assert TWO_HANDED not in hand.words


def test_notes_held_one_after_another_are_no_slide_however_they_overlap() -> None:
    hand = Hand().press(0.3, 0.8, 0, 0, 0)
    for before, after in (((0.8, 0, 0, 0), (0, 0.4, 0, 0)), ((0, 0.4, 0, 0), (0, 0, 0.7, 0))):
        hand.press(0.02, *map(max, before, after)).press(0.3, *after)
    assert SLIDE not in hand.press(0.5).words


@pytest.mark.parametrize("pad", range(4))
def test_a_finger_that_is_lifted_from_four_is_no_twist(pad: int) -> None:
    held = (0.55, 0.5, 0.9, 0.35)
    left = tuple(0.0 if each == pad else pressure for each, pressure in enumerate(held))
    for seconds in (0.05, 0.15, 0.4):
        hand = Hand().press(1.2, *held).move(seconds, held, left).press(0.5, *left).press(0.5)
        assert TWIST not in hand.words


def test_a_grip_that_only_trembles_is_no_twist_for_as_long_as_it_is_held() -> None:
    chance, hand = np.random.default_rng(5), Hand()
    for _ in range(2_000):
        hand.press(DT_S, *(0.5 + 0.02 * chance.standard_normal(4)))
    assert TWIST not in hand.words


def test_a_twist_is_told_though_the_grip_grows_firmer_all_the_while() -> None:
    hand = Hand().press(0.3, 0.6, 0.4, 0.3, 0.4)
    for step in range(150):
        turned = np.radians(0.8 * step)
        pattern = 1 + 0.5 * np.cos(np.pi / 2 * np.arange(4) - turned)
        hand.press(DT_S, *(0.4 * (1 + step / 200) * pattern))
    assert TWIST in hand.words
