"""Wrong PINs: after the fifth whoever tries waits, and after five from everywhere all do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.console import tries
from installation.console.tries import Tries


def after(count: int, address: str = "10.0.0.1", state: Tries | None = None, at_s: float = 0.0) -> Tries:
    found = state or Tries()
    for _ in range(count):
        found = tries.wrong(found, address, at_s)
    return found


def test_after_the_fifth_wrong_try_it_waits_and_the_waits_double_up_to_the_longest() -> None:
    assert tries.wait_s(after(4), "10.0.0.1", 0.0, here=False) == 0
    waits = [tries.wait_s(after(count), "10.0.0.1", 0.0, here=True) for count in range(5, 15)]
    assert waits[:4] == [30, 60, 120, 240]
    assert max(waits) == tries.LONGEST_S


def test_a_wait_runs_out_and_another_address_waits_two_seconds_for_it() -> None:
    state = after(5)
    assert tries.wait_s(state, "10.0.0.1", 29.0, here=False) == pytest.approx(1.0)
    assert tries.wait_s(state, "10.0.0.1", 30.0, here=False) == 0
    assert tries.wait_s(state, "10.0.0.2", 0.0, here=False) == 2
    assert tries.wait_s(state, "10.0.0.2", 2.0, here=False) == 0


def test_the_right_pin_forgets_the_wrong_ones_of_that_address_only() -> None:
    state = tries.right(after(5, "10.0.0.2", after(5)), "10.0.0.1")
    assert tries.wait_s(state, "10.0.0.1", 0.0, here=True) == 0
    assert tries.wait_s(state, "10.0.0.2", 0.0, here=True) > 0


def test_an_hour_without_a_try_begins_afresh() -> None:
    state = after(9)
    assert tries.wait_s(state, "10.0.0.1", tries.FORGET_S, here=False) == 0
    assert (
        tries.wait_s(after(1, state=state, at_s=tries.FORGET_S), "10.0.0.1", tries.FORGET_S, here=False) == 0
    )


def test_wrong_pins_from_many_addresses_make_everybody_wait_but_the_machine_itself() -> None:
    state, waits = Tries(), []
    for number in range(40):
        state = tries.wrong(state, f"10.0.1.{number}", number / 10)
        waits.append(tries.wait_s(state, "10.0.9.9", number / 10, here=False))
        assert tries.wait_s(state, "127.0.0.1", number / 10, here=True) == 0
    assert waits[:8] == pytest.approx([0, 0, 0, 0, 2, 4, 8, 16])
    assert max(waits) == waits[-1] == pytest.approx(tries.ALL_WAIT_S)
    assert tries.wait_s(state, "10.0.9.9", 4.0 + tries.ALL_WAIT_S, here=False) == 0


@given(st.lists(st.tuples(st.integers(0, 3000), st.floats(0, 1e6)), max_size=60))
def test_it_never_grows_without_end(told: list[tuple[int, float]]) -> None:
    state = Tries({f"a{n}": tries.Count(1, 0.0) for n in range(tries.MOST_ADDRESSES)})
    for address, at_s in told:
        state = tries.wrong(state, f"b{address}", at_s)
        assert len(state.by_address) <= tries.MOST_ADDRESSES
        assert len(state.recent_s) <= tries.ALL_KEPT


def test_guessing_a_pin_of_six_digits_takes_the_whole_world_most_of_a_year() -> None:
    state, now_s, made = Tries(), 0.0, 0
    while now_s < 86_400:  # from a new address each time, as soon as that is let through
        now_s += tries.wait_s(state, "10.0.0.1", now_s, here=False)
        state, made = tries.wrong(state, f"10.0.{made}", now_s), made + 1
    per_day = made
    assert 10**6 / 2 / per_day > 300  # days until half of all PINs are tried
