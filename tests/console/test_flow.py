"""How much a page may say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.console import flow
from installation.console.flow import Bucket


def passed(times_s: list[float]) -> int:
    bucket, count = Bucket(flow.BURST, 0.0), 0
    for at_s in times_s:
        bucket, may = flow.take(bucket, at_s, flow.RATE_PER_S, flow.BURST)
        count += may
    return count


def test_a_slider_that_is_dragged_passes_whole() -> None:
    times_s = [number / 10 for number in range(1000)]
    assert passed(times_s) == 1000


@given(st.lists(st.floats(0, 10), max_size=300))
def test_a_flood_passes_at_the_rate_and_no_faster(times_s: list[float]) -> None:
    assert passed(sorted(times_s)) <= flow.BURST + flow.RATE_PER_S * 10


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    bucket, _ = flow.take(Bucket(1.0, 100.0), 0.0, flow.RATE_PER_S, flow.BURST)
    assert bucket.left == 0.0
