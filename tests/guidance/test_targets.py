"""Marks: when one is set and where, what reaches it, how much room it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.guidance import targets
from installation.settings import Level, Target

if TYPE_CHECKING:
    from installation.guidance.targets import Aim

S = 1_000_000_000
LEVEL = Level(name="two", pads=("range", "density"), target=Target(after_s=3, within=0.1, hold_s=0.8))
LIVE = (False, True, True, False)
NONE = (False,) * 4
PLACE = ("plain", 0)
REST, FULL = 0.2, 0.9


def gauge(level: float) -> float:
    """What a well-behaved pad's gauge shows."""
    return REST + (FULL - REST) * (level - 1) / 9


def measured(aim: Aim, place: tuple[str, int] = PLACE) -> Aim:
    """Answer what is wanted, as a step does."""
    while (wanted := targets.wanted(aim, place)) is not None:
        aim = targets.measured(aim, place, gauge(wanted[1]))
    return aim


def at(aim: Aim, now_s: float, pressed: dict[int, float] | None = None, rule: Level = LEVEL) -> tuple:
    """A look: gauges stand where those pads are pressed to."""
    pressed = pressed or {}
    meters = tuple(pressed.get(pad, REST) for pad in range(4))
    touched = tuple(pad in pressed for pad in range(4))
    levels = tuple(
        1 + 9 * (meter - REST) / (FULL - REST) if on else 1.0
        for meter, on in zip(meters, touched, strict=True)
    )
    aim, decision = targets.advance(aim, rule, LIVE, touched, levels, meters, int(now_s * S))
    return measured(aim), decision


def with_mark(seed: int = 0) -> Aim:
    """Somebody has tried the pads out, and a mark stands."""
    aim = targets.begin(seed)
    for now_s in (1, 4.1, 4.2):
        aim, _ = at(aim, now_s, {1: 0.3})
    assert aim.target is not None
    return aim


def test_a_mark_comes_once_the_pads_were_tried_out_and_not_before() -> None:
    aim, _ = at(targets.begin(0), 0.5)
    for now_s in (10, 12.9):
        aim, decision = at(aim, now_s, {1: 0.3})
        assert (aim.target, decision) == (None, None)
    aim, _ = at(aim, 13.1, {1: 0.3})
    aim, decision = at(aim, 13.2, {1: 0.3})
    assert decision.kind == "target"
    assert decision.facts["what"] == "set"
    assert decision.facts["value"] == pytest.approx(aim.target.value, abs=1e-3)
    assert "3" in decision.reason


def test_a_level_without_marks_sets_none() -> None:
    aim = targets.begin(0)
    for now_s in range(1, 60):
        aim, decision = at(aim, now_s, {1: 0.3}, msgspec.structs.replace(LEVEL, target=None))
        assert (aim.target, decision) == (None, None)


@given(st.integers(0, 2**40))
def test_the_same_seed_sets_the_same_mark_where_pressing_leads_and_never_where_the_gauge_rests(
    seed: int,
) -> None:
    one, other = with_mark(seed).target, with_mark(seed).target
    assert one == other
    assert one is not None
    assert one.pad in {1, 2}
    assert one.value == gauge(one.level)
    assert one.value - REST >= targets.APART
    assert targets.room(with_mark(seed), one, LEVEL.target) < one.value - REST


def test_seeds_differ_in_pad_and_place() -> None:
    marks = {(mark.pad, mark.level) for seed in range(60) if (mark := with_mark(seed * S).target) is not None}
    assert {pad for pad, _ in marks} == {1, 2}
    assert len(marks) > 8


def test_staying_at_the_mark_reaches_it_and_leaves_less_room_for_the_next() -> None:
    aim = with_mark()
    pad, value = aim.target.pad, aim.target.value
    aim, _ = at(aim, 5.0, {pad: value + 0.05})
    aim, decision = at(aim, 5.7, {pad: value})
    assert decision is None
    aim, decision = at(aim, 5.9, {pad: value})
    assert decision.facts["what"] == "reached"
    assert (aim.target, aim.results, aim.reached[pad], aim.ended) == (None, (True,), 1, 1)
    assert aim.room < 1.0


def test_passing_over_the_mark_does_not_reach_it() -> None:
    aim = with_mark()
    pad, value = aim.target.pad, aim.target.value
    for round_s in range(5, 15):
        aim, _ = at(aim, round_s, {pad: value})
        aim, _ = at(aim, round_s + 0.5, {pad: 0.0})
        aim, _ = at(aim, round_s + 0.8, {pad: 0.0})
    assert aim.results == ()


def test_a_moment_off_the_mark_is_forgiven() -> None:
    aim = with_mark()
    pad, value = aim.target.pad, aim.target.value
    for now_s, place in ((5.0, value), (5.3, 0.0), (5.4, value), (5.9, value)):
        aim, _ = at(aim, now_s, {pad: place})
    assert aim.results == (True,)


def test_trying_for_too_long_gives_it_up_and_leaves_more_room() -> None:
    aim = with_mark()
    pad, value = aim.target.pad, aim.target.value
    aim, _ = at(aim, 5, {pad: value + 0.3})
    aim, decision = at(aim, 20, {pad: value + 0.3})
    assert decision is None
    aim, decision = at(aim, 21.1, {pad: value + 0.3})
    assert decision.facts["what"] == "missed"
    assert (aim.target, aim.results, aim.reached) == (None, (False,), (0, 0, 0, 0))
    assert aim.room > 1.0


def test_nobody_misses_a_mark_who_does_not_try() -> None:
    aim = with_mark()
    aim, _ = at(aim, 5)
    aim, decision = at(aim, 100)
    assert decision is None
    assert aim.target is not None


def test_the_next_mark_is_on_another_pad_than_the_last() -> None:
    aim = with_mark()
    pads = [aim.target.pad]
    for turn in range(1, 5):
        pad, value = aim.target.pad, aim.target.value
        for now_s in (0, 1, 2, 6, 6.1):
            aim, _ = at(aim, 10 * turn + now_s, {pad: value})
        pads.append(aim.target.pad)
    assert pads in ([1, 2, 1, 2, 1], [2, 1, 2, 1, 2])


def test_a_pad_that_does_nothing_gets_no_mark_and_after_some_trials_nobody_waits_for_one() -> None:
    aim = targets.begin(0)
    turns = msgspec.structs.replace(LEVEL, in_turn=True)
    for look in range(200):
        aim, _ = targets.advance(
            aim, turns, LIVE, (False, True, False, False), (1.0,) * 4, (REST,) * 4, look * S // 10
        )
        while (wanted := targets.wanted(aim, PLACE)) is not None:
            assert wanted[0] in {1, 2}
            aim = targets.measured(aim, PLACE, REST)
    assert aim.target is None
    assert not targets.expected(aim, turns)


def test_a_mark_moves_with_the_bar_to_where_pressing_leads_there() -> None:
    aim = with_mark()
    level, value = aim.target.level, aim.target.value
    other = ("plain", 1)
    assert targets.wanted(aim, other) == (aim.target.pad, 1.0)
    aim = targets.measured(aim, other, 0.1)
    assert targets.wanted(aim, other) == (aim.target.pad, level)
    aim = targets.measured(aim, other, value + 0.05)
    assert aim.target.value == value + 0.05
    assert targets.wanted(aim, other) is None


@given(st.lists(st.booleans(), max_size=60))
def test_room_stays_within_its_ends(results: list[bool]) -> None:
    aim = with_mark()
    for reached in results:
        aim, _ = targets._ended(aim, with_mark().target, S, reached=reached)
        assert targets.LEAST_ROOM <= aim.room <= targets.MOST_ROOM
    assert len(aim.results) <= targets.KEPT


def test_at_85_in_a_hundred_room_stays_as_it_is() -> None:
    assert pytest.approx(1.0, rel=0.02) == targets.NARROWER**85 * targets.WIDER**15


def test_one_thing_is_ordered_press_on_ease_off_beyond_the_mark_or_stay_and_it_does_not_flicker() -> None:
    aim = with_mark()
    pad, value = aim.target.pad, aim.target.value
    beyond = value + 2 * targets.room(aim, aim.target, LEVEL.target)
    looks = (
        (5.0, REST, targets.MORE),
        (5.2, beyond, targets.MORE),  # on its way past the mark
        (5.6, beyond, targets.LESS),
        (5.7, value, targets.MORE),
        (5.8, value, targets.MORE),
        (6.1, value, targets.STAY),
        (6.2, 0.0, targets.STAY),  # a moment off it is forgiven
        (6.6, 0.0, targets.MORE),
    )
    for now_s, place, order in looks:
        aim, _ = at(aim, now_s, {pad: place})
        assert targets.order(aim.target, int(now_s * S)) == order, now_s
    aim, _ = at(aim, 7.0, {pad: beyond})
    aim, _ = at(aim, 9.0)
    assert targets.order(aim.target, 9 * S) == targets.MORE, "the pad is let go"


def test_a_mark_stands_only_once_its_place_is_known_and_until_it_is_over() -> None:
    aim = targets.begin(0)
    stood = []
    for now_s in (1, 4.1, 4.2):
        aim, _ = at(aim, now_s, {1: 0.3})
        stood.append(targets.stands(aim))
    assert stood == [False, False, True]
    for now_s in (5.0, 5.9):
        aim, _ = at(aim, now_s, {aim.target.pad: aim.target.value})
    assert not targets.stands(aim)


def test_nothing_is_measured_when_no_mark_is_there() -> None:
    assert targets.wanted(targets.NO_AIM, PLACE) is None
    assert targets.measured(targets.NO_AIM, PLACE, 0.5) is targets.NO_AIM
