"""The ring: in order, bounded, nothing twice, nothing invented."""

from __future__ import annotations

import os
from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from installation.sampler.event import EVENT
from installation.shell import ring as shared
from installation.shell.ring import CAPACITY, SIZE, Clock, Ring, mapped, shared_file


def fresh() -> Ring:
    return Ring(np.zeros(SIZE, np.uint8))


def notes(first: int, count: int) -> np.ndarray:
    events = np.zeros(count, EVENT)
    events["note"] = np.arange(first, first + count)
    return events


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 1_500)), max_size=30))
def test_what_goes_in_comes_out_once_and_in_order(turns: list[tuple[bool, int]]) -> None:
    ring, expected, sent = fresh(), deque[int](), 0
    for writes, count in turns:
        if writes:
            taken = ring.put(notes(sent, count))
            assert taken == min(count, CAPACITY - len(expected))
            expected.extend(range(sent, sent + taken))
            sent += count
        else:
            assert ring.take()["note"].tolist() == list(expected)
            expected.clear()


def test_a_full_ring_drops_and_counts() -> None:
    ring = fresh()
    assert ring.put(notes(0, CAPACITY + 7)) == CAPACITY
    assert ring.words[shared.DROPPED] == 7


def test_a_record_whose_bytes_have_not_arrived_is_not_read() -> None:
    ring = fresh()
    ring.put(notes(0, 3))
    ring._records["lap"][1] = 0
    assert ring.take()["note"].tolist() == [0]
    ring._records["lap"][1] = 1
    assert ring.take()["note"].tolist() == [1, 2]


def test_there_is_no_clock_before_the_first() -> None:
    ring = fresh()
    assert ring.clock() is None
    ring.tell(128, 5_000)
    assert ring.clock() == Clock(128, 5_000)


def test_a_clock_that_is_being_written_is_not_read() -> None:
    ring = fresh()
    ring.tell(128, 5_000)
    ring.words[shared.SEQUENCE] += 1
    assert ring.clock() is None


def test_two_maps_of_one_file_share_their_bytes() -> None:
    file = shared_file(SIZE)
    one, other = Ring(mapped(file)), Ring(mapped(file))
    os.close(file)
    one.put(notes(5, 2))
    assert other.take()["note"].tolist() == [5, 6]
