"""Steering: each gesture goes as far as content/mapping.yaml says, and only where its level has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.guidance import steering
from installation.guidance.steering import PLAIN, SteeringState
from installation.measure.shape import NEUTRAL, Shape
from installation.pads.contacts import Gesture
from installation.settings import BOUNDS, Mapping, read_mapping

ALL = (0, 1, 2, 3)
LIVE = ("slide", "twist", "squeeze", "two_handed")
TEXT = """
steers:
  - {gesture: slide, changes: register, low: -12, high: 12, step: 12}
  - {gesture: twist, changes: timbre, low: -1, high: 1, step: 1}
  - {gesture: twist, changes: loudness, low: -9, high: 3, step: 4, direction: down}
  - {gesture: squeeze, changes: articulation, low: 0.25, high: 1, step: 0.75}
  - {gesture: two_handed, pads: [rhythm, density], changes: tempo, low: 0.8, high: 1.2, step: 0.2}
  - {gesture: two_handed, pads: [range, jump], changes: mode, through: [as_it_is, minor, lydian]}
  - {gesture: two_handed, pads: [range, jump], changes: style, through: [reel, glass]}
"""
MAPPING = read_mapping(TEXT, "mapping.yaml")


def make(state: SteeringState, *made: Gesture, mapping: Mapping = MAPPING) -> SteeringState:
    """Make these gestures, one a step."""
    for gesture in made:
        state = steering.advance(state, (gesture,), mapping, LIVE, "reel", 7)
    return state


def slide(value: float) -> Gesture:
    return Gesture("slide", (0, 1, 2), 0.5, value)


def twist(phase: str, degrees: float) -> Gesture:
    return Gesture("twist", ALL, 0.5, degrees, phase)


SQUEEZE = Gesture("squeeze", ALL, 0.5, 0.3)


def test_a_slide_goes_either_way_and_stops_at_the_ends() -> None:
    assert make(PLAIN, slide(5.0)).shape == Shape(register=12)
    assert make(PLAIN, slide(5.0), slide(5.0)).shape == Shape(register=12)
    assert make(PLAIN, slide(5.0), slide(-5.0)).shape == NEUTRAL
    assert make(PLAIN, slide(-5.0)).shape == Shape(register=-12)


def test_what_changed_is_remembered_with_its_direction_and_time() -> None:
    state = make(PLAIN, slide(-5.0))
    assert (state.changed, state.more, state.changed_ns) == (("register",), False, 7)
    assert make(PLAIN, slide(5.0)).more
    stopped = make(state, slide(-5.0))
    assert stopped is state, "at its end nothing changed"


def test_a_twist_follows_the_hand_from_where_it_was_told_and_turns_back() -> None:
    state = make(PLAIN, twist("begin", 60.0))
    assert state.shape == NEUTRAL
    state = make(state, twist("move", 105.0))
    assert (state.shape.timbre, state.shape.loudness) == (0.5, -2.0)
    state = make(state, twist("move", 60.0))
    assert (state.shape.timbre, state.shape.loudness) == (0.0, 0.0)
    state = make(state, twist("move", 400.0))
    assert (state.shape.timbre, state.shape.loudness) == (1.0, -9.0)
    state = make(state, twist("end", 400.0), twist("begin", -60.0), twist("move", -150.0))
    assert (state.shape.timbre, state.shape.loudness) == (0.0, -5.0)


def test_a_squeeze_goes_round_between_the_ends() -> None:
    assert make(PLAIN, SQUEEZE).shape.articulation == 0.25
    assert make(PLAIN, SQUEEZE, SQUEEZE).shape == NEUTRAL


def test_which_pads_take_part_decides_what_two_hands_change() -> None:
    tempo = make(PLAIN, Gesture("two_handed", (0, 2), 0.5))
    assert tempo.shape == Shape(tempo=1.2)
    assert not tempo.wanted
    mode = make(PLAIN, Gesture("two_handed", (1, 3), 0.5))
    assert mode.shape == Shape(mode="minor")
    assert mode.wanted == "glass"
    assert mode.changed == ("mode", "style")


def test_modes_go_round_and_back_to_the_tune_as_it_is() -> None:
    both = Gesture("two_handed", (1, 3), 0.5)
    modes = [make(PLAIN, *[both] * times).shape.mode for times in range(4)]
    assert modes == ["", "minor", "lydian", ""]


def test_a_style_is_wanted_in_one_step_only() -> None:
    state = make(PLAIN, Gesture("two_handed", (1, 3), 0.5))
    assert steering.advance(state, (), MAPPING, LIVE, "reel", 8).wanted == ""


def test_a_gesture_that_the_level_has_not_changes_nothing() -> None:
    assert steering.advance(PLAIN, (slide(5.0),), MAPPING, ("twist",), "reel", 7) is PLAIN


def test_where_no_gestures_live_the_tune_is_plain_again() -> None:
    assert steering.advance(make(PLAIN, slide(5.0)), (slide(5.0),), MAPPING, (), "reel", 8) is PLAIN


def test_a_shape_from_elsewhere_can_be_put_in_place() -> None:
    assert steering.put(NEUTRAL) is PLAIN
    assert steering.put(Shape(register=12)).shape == Shape(register=12)


@given(
    st.lists(
        st.one_of(
            st.builds(slide, st.sampled_from([-5.0, 5.0])),
            st.builds(twist, st.sampled_from(["begin", "move", "end"]), st.floats(-720, 720)),
            st.just(SQUEEZE),
            st.builds(Gesture, st.just("two_handed"), st.sampled_from([(0, 2), (1, 3)]), st.floats(0, 1)),
        ),
        max_size=30,
    )
)
def test_whatever_hands_do_the_shape_stays_within_its_bounds(made: list[Gesture]) -> None:
    shape = make(PLAIN, *made).shape
    for steer in MAPPING.steers:
        if steer.changes in BOUNDS:
            assert steer.low <= getattr(shape, steer.changes) <= steer.high


@pytest.mark.parametrize("direction", ["up", "down"])
def test_the_direction_turns_a_slide_round(direction: str) -> None:
    text = f"steers:\n  - {{gesture: slide, changes: tempo, low: 0.8, high: 1.2, step: 0.1, direction: {direction}}}"
    tempo = make(PLAIN, slide(5.0), mapping=read_mapping(text, "m")).shape.tempo
    assert tempo == (1.1 if direction == "up" else 0.9)


def test_a_gesture_is_proposed_until_it_was_made_in_the_order_of_the_mapping() -> None:
    names = []
    state = PLAIN
    for gesture in (slide(5.0), twist("begin", 0.0), SQUEEZE, Gesture("two_handed", (1, 3), 0.5, 0.0)):
        names.append(steering.to_try(state, MAPPING, LIVE, 3.0))
        state = make(state, gesture)
    assert names == ["slide", "twist", "squeeze", "two_handed"]
    assert steering.to_try(state, MAPPING, LIVE, 3.0) == ""


def test_who_cannot_make_one_gesture_is_proposed_another_after_a_while() -> None:
    found = [
        steering.to_try(make(PLAIN, slide(5.0)), MAPPING, LIVE, turn * steering.TRY_S) for turn in range(4)
    ]
    assert found == ["twist", "squeeze", "two_handed", "twist"]


def test_only_what_the_level_has_and_what_changes_something_is_proposed() -> None:
    assert steering.to_try(PLAIN, MAPPING, ("twist", "tap"), 0.0) == "twist"
    assert steering.to_try(PLAIN, MAPPING, ("tap", "keep"), 0.0) == ""
    assert steering.to_try(PLAIN, MAPPING, (), 0.0) == ""


def test_a_gesture_that_changed_nothing_more_was_made_all_the_same() -> None:
    state = make(PLAIN, slide(5.0))
    again = make(state, slide(5.0))
    assert again is state
    assert again.tried == ("slide",)


def test_a_kept_tune_leaves_what_was_tried() -> None:
    assert steering.put(NEUTRAL, ("slide",)).tried == ("slide",)
    assert steering.put(Shape(register=12), ("slide",)) == SteeringState(Shape(register=12), tried=("slide",))
