"""Hints: what counts as getting on, which way of being stuck gets which help, and how often."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from installation.guidance import hints
from installation.guidance.hints import Help, Scene
from installation.guidance.targets import Target
from installation.score import PADS

S = 1_000_000_000
ALL, NONE = (True,) * 4, (False,) * 4
DENSITY_ONLY = (False, False, True, False)
REST = (0.2,) * 4
MARK = Target(2, 7.0, 0, rest=0.2, value=0.6, rest_at=("a", 0), value_at=("a", 0), shown_ns=1)
LOOK_S = 0.04


def scene(now_s: float, pressed: dict[int, float] | None = None, **facts: object) -> Scene:
    """A look at somebody who presses those pads to those levels; a gauge stands at a tenth of its level."""
    pressed = pressed or {}
    touched = tuple(pad in pressed for pad in range(4))
    seen: dict[str, object] = {
        "live": ALL,
        "touched": touched,
        "begun": NONE,
        "levels": tuple(pressed.get(pad, 1.0) for pad in range(4)),
        "meters": tuple(pressed[pad] / 10 if pad in pressed else 0.2 for pad in range(4)),
        "target": None,
        "near": False,
        "results": 0,
        "untouched_s": 0.0,
        "at_ns": round(now_s * S),
    }
    return Scene(**(seen | facts))


def watch(
    help_: Help, from_s: float, until_s: float, pressed: dict[int, float] | None, **facts: object
) -> tuple[Help, list[tuple[float, dict[str, object]]]]:
    """Look every 40 ms; when each hint came, and its facts."""
    came = []
    for look in range(round((until_s - from_s) / LOOK_S)):
        now_s = from_s + look * LOOK_S
        untouched_s = 0.0 if pressed else now_s - from_s
        help_, decision = hints.advance(help_, scene(now_s, pressed, **{"untouched_s": untouched_s, **facts}))
        if decision is not None:
            came.append((now_s, dict(decision.facts) | {"reason": decision.reason}))
    return help_, came


def first(came: list[tuple[float, dict[str, object]]]) -> tuple[str, str]:
    return str(came[0][1]["stuck"]), str(came[0][1]["hint"])


def test_nobody_touches() -> None:
    _, came = watch(hints.begin(0), 0, 8, None)
    assert first(came) == ("touch", "hint.touch.first")
    assert came[0][0] == pytest.approx(6.5, abs=0.1)
    assert "no touch for 6.5 s" in str(came[0][1]["reason"])


def test_only_one_of_several_pads() -> None:
    help_ = hints.begin(0)
    came = []
    for press in range(6):  # deeper and softer, so that it is not pressed alike
        help_, more = watch(help_, 1.5 * press, 1.5 * press + 1.5, {2: 4.0 + 4 * (press % 2)})
        came += more
    assert first(came) == ("one_pad", "hint.pad.first|pad.rhythm")
    assert came[0][0] <= 8
    assert came[0][1]["tried"] == ["density"]


def test_where_only_one_pad_plays_nobody_is_sent_to_another() -> None:
    _, came = watch(hints.begin(0), 0, 8, {2: 5.0}, live=DENSITY_ONLY)
    assert first(came) == ("alike", "hint.alike.first")


def test_the_mark_is_on_a_pad_that_is_let_alone() -> None:
    help_, _ = watch(hints.begin(0), 0, 2, {1: 5.0})
    help_, _ = watch(help_, 2, 3, {0: 5.0})
    _, came = watch(help_, 3, 10, {0: 5.0}, target=MARK)
    assert first(came) == ("one_pad", "hint.pad.first|pad.density")


@pytest.mark.parametrize(("level", "hint"), [(3.0, "harder"), (9.5, "softer")])
def test_the_mark_is_missed_from_below_or_above(level: float, hint: str) -> None:
    help_, _ = watch(hints.begin(0), 0, 3, {2: level}, live=DENSITY_ONLY)
    _, came = watch(help_, 3, 11, {2: level}, target=MARK, live=DENSITY_ONLY)
    assert first(came) == ("missing", f"hint.{hint}.first")
    assert came[0][0] <= 8


def test_a_pad_that_rests_is_answered_at_once() -> None:
    help_, _ = watch(hints.begin(0), 0, 2, {2: 5.0}, live=DENSITY_ONLY)
    asked = scene(2, {0: 5.0}, live=DENSITY_ONLY, begun=(True, False, False, False))
    _, decision = hints.advance(help_, asked)
    assert decision is not None
    assert decision.facts["hint"] == "hint.resting.first"
    assert "rhythm" in decision.reason


def test_whoever_tries_pads_and_depths_is_left_alone() -> None:
    help_, came = hints.begin(0), []
    for press in range(40):
        at = 1.5 * press
        help_, more = watch(help_, at, at + 1.0, {press % 4: 3.0 + 3 * (press % 3)})
        help_, rest = watch(help_, at + 1.0, at + 1.5, None)
        came += more + rest
    assert came == []


def test_whoever_comes_nearer_to_the_mark_is_left_alone() -> None:
    help_, came = watch(hints.begin(0), 0, 3, {2: 2.0}, live=DENSITY_ONLY)
    for press in range(8):
        level = 2.0 + 0.55 * press
        help_, more = watch(help_, 3 + 3 * press, 6 + 3 * press, {2: level}, target=MARK, live=DENSITY_ONLY)
        came += more
    assert came == []


def leaning(levels: list[float], gauge: float) -> list[tuple[float, dict[str, object]]]:
    """Half a second at each level, the gauge standing still; somebody came nearer in an earlier press."""
    help_, _ = watch(hints.begin(0), 0, 1.8, {2: 5.0}, live=DENSITY_ONLY, target=MARK)
    help_, _ = watch(help_, 1.8, 2, None, live=DENSITY_ONLY, target=MARK)
    came = []
    for at, level in enumerate(levels):
        start_s = 2 + 0.5 * at
        meters = (0.2, 0.2, gauge, 0.2)
        help_, more = watch(
            help_, start_s, start_s + 0.5, {2: level}, live=DENSITY_ONLY, target=MARK, meters=meters
        )
        came += more
    return came


def test_a_hand_that_goes_towards_the_mark_gets_on_though_the_gauge_stands_still_for_a_while() -> None:
    down = [10.0 - 0.45 * at for at in range(16)]
    assert leaning(down, gauge=0.9) == []
    assert first(leaning(down, gauge=0.3)) == ("missing", "hint.harder.first"), "the wrong way"
    assert leaning(down[::-1], gauge=0.3) == []


def test_a_hand_that_wavers_does_not_get_on() -> None:
    assert first(leaning([9.0, 8.0] * 8, gauge=0.9)) == ("missing", "hint.softer.first")


def test_pressing_as_before_comes_no_nearer_to_a_new_mark() -> None:
    help_, _ = watch(hints.begin(0), 0, 3, {2: 3.0}, live=DENSITY_ONLY)
    help_, _ = watch(help_, 3, 4, None, target=MARK, live=DENSITY_ONLY)
    _, came = watch(help_, 4, 8, {2: 3.0}, target=MARK, live=DENSITY_ONLY)
    assert came[0][0] <= 8


def test_staying_at_the_mark_is_getting_on() -> None:
    _, came = watch(hints.begin(0), 0, 20, {2: 6.0}, target=MARK, near=True, live=DENSITY_ONLY)
    assert came == []


def test_a_hint_goes_once_the_visitor_gets_on_and_else_after_a_while() -> None:
    help_, came = watch(hints.begin(0), 0, 7, None)
    assert hints.shown(help_, 7 * S) == came[0][1]["hint"]
    assert hints.shown(help_, 14 * S) == ""
    help_, _ = watch(help_, 7, 7.5, {1: 5.0})
    assert hints.shown(help_, round(7.5 * S)) == ""


def test_hints_that_lead_to_nothing_are_counted_until_somebody_gets_on() -> None:
    help_, came = watch(hints.begin(0), 0, 30, {2: 5.0}, live=DENSITY_ONLY)
    assert help_.unheeded == len(came) == 3
    help_, _ = watch(help_, 30, 31, {2: 9.0}, live=DENSITY_ONLY)
    assert help_.unheeded == 0


def test_another_level_does_not_make_it_forget_what_it_said_last() -> None:
    help_, _ = watch(hints.begin(0), 0, 7, None)
    _, came = watch(hints.afresh(help_, 7 * S), 7, 18, None)
    assert [facts["hint"] for _, facts in came] == ["hint.touch.again"]


moments = st.tuples(
    st.floats(0.1, 9.0),
    st.dictionaries(st.integers(0, 3), st.sampled_from([2.0, 5.0, 9.0]), max_size=2),
    st.sampled_from([None, MARK, replace(MARK, pad=0, shown_ns=2)]),
)


@given(st.lists(moments, max_size=12))
def test_whatever_hands_do_hints_keep_their_distance_and_never_come_twice_alike(
    visit: list[tuple[float, dict[int, float], Target | None]],
) -> None:
    help_, came, now_s = hints.begin(0), [], 0.0
    for wait_s, pressed, target in visit:
        help_, more = watch(help_, now_s, now_s + wait_s, pressed, target=target)
        came += more
        now_s += round(wait_s / LOOK_S) * LOOK_S
    times = [at_s for at_s, _ in came]
    keys = [facts["hint"] for _, facts in came]
    assert all(after - before >= 10 for before, after in itertools.pairwise(times))
    assert all(after != before for before, after in itertools.pairwise(keys))
    assert all(name in PADS for _, facts in came for name in facts["tried"])
