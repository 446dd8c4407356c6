"""What the window tells the engine."""

from __future__ import annotations

import select
from multiprocessing.reduction import ForkingPickler

import pytest

from installation.inputs import ConditionSet, FingerLifted, FingerMoved, Input, LevelChosen, ResetAsked
from installation.shell.orders import AT_ONCE, MOST, OrdersIn, OrdersOut, pair


def test_orders_arrive_in_order_and_wake_a_sleeper() -> None:
    connection, out = pair()
    orders = OrdersIn(connection)
    assert orders.read() == []
    out.send([])
    assert not select.select([orders], (), (), 0)[0]
    out.send([LevelChosen(1, 2)])
    out.send([ResetAsked(2), LevelChosen(3, 0)])
    assert select.select([orders], (), (), 1)[0]
    assert orders.read() == [LevelChosen(1, 2), ResetAsked(2), LevelChosen(3, 0)]
    assert not orders.closed
    out.close()


def test_a_closed_window_is_the_end_of_the_orders_and_what_it_said_before_still_counts() -> None:
    connection, out = pair()
    orders = OrdersIn(connection)
    out.send([ResetAsked(1)])
    out.close()
    assert orders.read() == [ResetAsked(1)]
    assert orders.closed
    assert orders.read() == []


def read_all(orders: OrdersIn, out: OrdersOut) -> list[Input]:
    found: list[Input] = []
    while news := [*orders.read()]:
        found += news
        out.send([])
    return found


def test_an_engine_that_reads_nothing_does_not_hold_the_window_up_and_hears_all_of_it_later() -> None:
    connection, out = pair()
    told = [FingerMoved(n, 0, 0.5, 0.5, 1.0) for n in range(MOST - 1)]
    for first in range(0, len(told), 100):
        out.send(told[first : first + 100])  # far more than a pipe holds
    out.send([FingerLifted(MOST, 0)])
    assert read_all(OrdersIn(connection), out) == [*told, FingerLifted(MOST, 0)]
    out.close()


def test_what_waits_has_a_bound_and_fingers_are_lifted_all_the_same() -> None:
    connection, out = pair()
    for n in range(3 * MOST // 100):
        out.send([FingerMoved(n, 0, 0.5, 0.5, 1.0)] * 99 + [FingerLifted(n, 0)])
        assert len(out._waiting) <= MOST
    found = read_all(OrdersIn(connection), out)
    lifted = [told.at_ns for told in found if isinstance(told, FingerLifted)]
    assert lifted == list(range(3 * MOST // 100))
    out.close()


def test_the_largest_message_of_a_page_fits_into_the_least_room_of_a_pipe() -> None:
    longest = [ConditionSet(10**15 + n, f"{n}" * 170, f"c{n}" * 85, f"t{n}" * 85) for n in range(AT_ONCE)]
    assert 512 * AT_ONCE < len(ForkingPickler.dumps(longest)) + 4 <= select.PIPE_BUF


def test_an_engine_that_is_gone_is_no_error_to_the_window() -> None:
    connection, out = pair()
    connection.close()
    with pytest.raises(OSError, match="Broken pipe"):
        out._connection.send([ResetAsked(1)])
    out.send([ResetAsked(1)])
    out.close()
