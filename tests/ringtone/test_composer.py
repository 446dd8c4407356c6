"""Composing by the object alone: hear, choose, order, finish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from installation.ringtone import composer
from installation.ringtone.composer import (
    ALTERNATE_NS,
    CHOOSE,
    DONE,
    FINISH,
    HEAR,
    LISTEN,
    SHOWN_NS,
    STOOD_NS,
    Composer,
)
from installation.ringtone.piece import AT_REST, PLACES, BarLevels, Ringtone

LOW: BarLevels = (1, 5, 1, 1)
HIGH: BarLevels = (1, 9, 9, 1)
S = 1_000_000_000


def fresh(bars: int = 2, *proposed: BarLevels) -> Composer:
    return composer.begin("plain", bars, 0, 0, proposed)


def held(state: Composer, levels: BarLevels, at_ns: int, for_ns: int = STOOD_NS, bar: int = 0) -> Composer:
    """A hand comes, holds, and lets go."""
    state = composer.advance(state, levels, bar, at_ns)
    state = composer.advance(state, levels, bar, at_ns + for_ns)
    return composer.advance(state, None, bar, at_ns + for_ns + 1)


def finished(bars: int = 2) -> Composer:
    """Every bar kept, heard out, and finished."""
    state = fresh(bars)
    for number in range(bars):
        state = composer.keep(held(state, HIGH, number * S), 0, number * S + S // 2)
    state = composer.advance(state, None, 1 + bars, 90 * S)
    return composer.keep(state, 20, 91 * S)


def test_it_begins_by_asking_to_press_and_nothing_is_kept_that_nobody_chose() -> None:
    state = fresh()
    assert (state.phase, composer.task(state, 0)) == (HEAR, "hear")
    assert composer.keep(state, 0, S) is state
    assert composer.undo(state, 0, S) is state
    assert composer.advance(state, None, 5, S) is state


def test_a_hand_is_heard_at_once_and_what_it_holds_stays_when_it_lets_go() -> None:
    state = composer.advance(fresh(), HIGH, 0, S)
    assert composer.sounding(state, 0) == (HIGH, 0, 0)
    assert state.phase == HEAR
    state = composer.advance(state, HIGH, 0, S + STOOD_NS)
    assert (state.phase, state.chosen) == (CHOOSE, HIGH)
    state = composer.advance(state, None, 0, 3 * S)
    assert composer.sounding(state, 1)[0] == HIGH


def test_what_a_hand_passes_by_does_not_stay_nor_does_a_slap() -> None:
    state = held(fresh(), HIGH, S, STOOD_NS - 1)
    assert (state.phase, state.chosen) == (HEAR, AT_REST)
    assert composer.sounding(state, 9)[0] == AT_REST


def test_keeping_puts_the_bar_into_the_next_place_and_the_loop_grows() -> None:
    state = composer.keep(held(fresh(3), HIGH, 0), 4, S)
    assert (state.bars, state.phase) == ((HIGH,), HEAR)
    assert composer.said(state, S + 1) == "kept"
    places = PLACES[3]
    assert [composer.sounding(state, bar)[1:] for bar in (5, 6, 7, 8)] == [
        (places[0], 0), (places[1], 1), (places[0], 0), (places[1], 1),
    ]  # fmt: skip
    assert composer.sounding(state, 4)[2] == 1, "the bar that runs is played to its end"


def test_while_bars_go_round_a_hand_hears_the_one_that_it_makes() -> None:
    state = composer.keep(held(fresh(3), HIGH, 0), 4, S)
    state = composer.advance(state, LOW, 5, 2 * S)
    assert composer.sounding(state, 5) == (LOW, PLACES[3][1], 1)


def test_when_every_place_is_full_the_whole_plays_once_and_then_asks() -> None:
    state = composer.keep(held(fresh(), HIGH, 0), 0, S)
    state = composer.keep(held(state, LOW, 2 * S), 3, 3 * S)
    assert (state.phase, state.bars, state.full) == (LISTEN, (HIGH, LOW), True)
    assert [composer.sounding(state, bar)[0] for bar in (4, 5, 6)] == [HIGH, LOW, HIGH]
    assert composer.advance(state, None, 5, 4 * S) is state
    assert composer.keep(state, 5, 4 * S) is state, "nobody finishes by slapping once more"
    state = composer.advance(state, None, 6, 9 * S)
    assert state.phase == FINISH
    assert composer.task(state, 9 * S) == "finish"
    assert composer.task(state, 9 * S + ALTERNATE_NS) == "change"


def test_a_finished_ringtone_stands_for_a_minute_and_then_the_next_begins() -> None:
    state = finished()
    assert (state.phase, state.finished) == (DONE, 1)
    assert composer.task(state, 0) == "copy"
    state = composer.linked(composer.coded(state, "ABC"), "ABC", "HTTP://X")
    assert composer.task(state, 0) == "scan"
    assert composer.linked(state, "OTHER", "HTTP://Y") is state
    assert composer.advance(state, HIGH, 30, state.since_ns + SHOWN_NS - 1) is state
    again = composer.advance(state, None, 30, state.since_ns + SHOWN_NS)
    assert (again.phase, again.bars, again.code, again.finished) == (HEAR, (), "", 1)


def test_a_press_after_the_whole_opens_the_last_bar_again_and_a_tap_does_not() -> None:
    state = replace(finished(), phase=FINISH, since_ns=0)
    tapped = composer.advance(composer.advance(state, LOW, 9, S), None, 9, S + 1)
    assert tapped.phase == FINISH
    state = held(state, LOW, S, bar=9)
    assert (state.phase, state.bars, state.chosen) == (CHOOSE, (HIGH,), LOW)
    assert composer.said(state, S + STOOD_NS) == "back"


@pytest.mark.parametrize("phase", [HEAR, CHOOSE, LISTEN, FINISH, DONE])
def test_undo_opens_the_last_bar_whatever_was_going_on(phase: str) -> None:
    state = replace(composer.coded(finished(), "ABC"), phase=phase)
    state = composer.undo(state, 3, S)
    assert (state.phase, state.bars, state.chosen, state.code) == (CHOOSE, (HIGH,), HIGH, "")


def test_what_the_visitor_kept_before_is_offered_in_its_order_and_can_be_kept_at_once() -> None:
    state = fresh(3, HIGH, LOW)
    assert (state.phase, state.chosen) == (CHOOSE, HIGH)
    state = composer.keep(state, 0, S)
    assert (state.bars, state.chosen, state.phase) == ((HIGH,), LOW, CHOOSE)
    state = composer.keep(state, 1, 2 * S)
    assert (state.bars, state.chosen, state.phase) == ((HIGH, LOW), AT_REST, HEAR)


hands = st.one_of(st.none(), st.tuples(*[st.integers(1, 10)] * 4))
moves = st.lists(
    st.tuples(st.sampled_from(["hand", "keep", "undo"]), hands, st.integers(1, 3 * S)), max_size=40
)


@given(st.sampled_from(sorted(PLACES)), moves)
def test_whatever_hands_do_there_is_always_a_bar_to_be_heard_and_a_task(
    bars: int, done: list[tuple[str, BarLevels | None, int]]
) -> None:
    state, now = fresh(bars), 0
    for what, levels, for_ns in done:
        now += for_ns
        bar = now // (2 * S)
        if what == "hand":
            state = composer.advance(state, levels, bar, now)
        else:
            state = (composer.keep if what == "keep" else composer.undo)(state, bar, now)
        heard, place, at = composer.sounding(state, bar)
        assert all(1 <= level <= 10 for level in heard)
        assert place == PLACES[bars][at]
        assert composer.task(state, now) in {"hear", "choose", "listen", "finish", "change", "copy"}
        assert len(state.bars) <= bars
        if state.phase == DONE:
            Ringtone("plain", state.bars)
