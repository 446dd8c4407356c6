"""What the window tells the engine."""

from __future__ import annotations

import select

import pytest

from installation.inputs import LevelChosen, ResetAsked
from installation.shell.orders import OrdersIn, pair


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


def test_an_engine_that_is_gone_is_no_error_to_the_window() -> None:
    connection, out = pair()
    connection.close()
    with pytest.raises(OSError, match="Broken pipe"):
        out._connection.send([ResetAsked(1)])
    out.send([ResetAsked(1)])
    out.close()
