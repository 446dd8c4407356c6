"""The clock of the world."""

from __future__ import annotations

import os
import threading
import time

from installation.shell.clock import Clock


def test_it_begins_at_nothing_and_only_goes_forward() -> None:
    clock = Clock.begun_now()
    times = [clock.now_ns() for _ in range(100)]
    assert times == sorted(times)
    assert 0 <= times[0] < 10**9


def test_it_waits_until_a_time_and_not_for_one_that_has_passed() -> None:
    clock = Clock.begun_now()
    clock.wait(clock.now_ns() + 20_000_000)
    assert clock.now_ns() >= 20_000_000
    clock.wait(0)


def test_something_to_read_ends_the_wait() -> None:
    reading, writing = os.pipe()
    clock = Clock.begun_now()
    threading.Timer(0.05, os.write, (writing, b"x")).start()
    clock.wait(clock.now_ns() + 10 * 10**9, (reading,))
    assert clock.now_ns() < 5 * 10**9
    os.close(reading)
    os.close(writing)


def test_another_process_with_the_same_origin_reads_the_same_time() -> None:
    origin = time.monotonic_ns()
    assert abs(Clock(origin).now_ns() - Clock(origin).now_ns()) < 10**8
