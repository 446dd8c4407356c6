"""How much a page may say: a bucket that fills slowly and that each message empties by one.

Owns the rates. Refuses to read a clock: time is an argument (seconds of any steady clock).
"""

from __future__ import annotations

from msgspec import Struct

RATE_PER_S, BURST = 20.0, 40.0
"""Messages of one page; a slider that is dragged sends ten a second."""
ALL_RATE_PER_S, ALL_BURST = 100.0, 200.0
"""Messages of all pages together."""


class Bucket(Struct, frozen=True):
    """What is left, and when that was reckoned."""

    left: float
    at_s: float


def take(bucket: Bucket, now_s: float, rate_per_s: float, burst: float) -> tuple[Bucket, bool]:
    """The bucket after one more message, and whether it may pass."""
    left = min(burst, bucket.left + max(0.0, now_s - bucket.at_s) * rate_per_s)
    if left < 1.0:
        return Bucket(left, now_s), False
    return Bucket(left - 1.0, now_s), True
