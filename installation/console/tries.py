"""Wrong PINs: after five, whoever tries must wait, and after five from everywhere everybody must, but less.

Owns the counts and the waits. Refuses to know PINs, and to grow: it remembers so many addresses and no more.
Times are seconds of any steady clock.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

FREE = 5
"""Wrong tries of one address before it waits."""
WAIT_S, LONGEST_S = 30.0, 900.0
"""The first wait; each further wrong try doubles it, up to the longest."""
FORGET_S = 3600.0
"""After so long without a try an address begins afresh."""
ALL_FREE, ALL_SPAN_S = 5, 1800.0
"""So many wrong tries from everywhere within that span, and all wait."""
ALL_FIRST_S, ALL_WAIT_S = 2.0, 60.0
"""The first wait of all is short: whoever mistypes must not shut the others out. Each further wrong try doubles it."""
ALL_KEPT = 16
"""Wrong tries from everywhere that are remembered: more than it takes to reach the longest wait."""
MOST_ADDRESSES = 1000


class Count(Struct, frozen=True):
    """Wrong tries of one address."""

    wrong: int
    last_s: float


class Tries(Struct, frozen=True):
    """Wrong tries by address, the one that tried last at the end, and when the last ones of all were."""

    by_address: dict[str, Count] = {}
    recent_s: tuple[float, ...] = ()


def wait_s(tries: Tries, address: str, now_s: float, *, here: bool) -> float:
    """How long that address must wait before its next try; 0 if it may try now.

    `here`: it is this machine itself, which does not wait for what others do.
    """
    own = 0.0
    count = tries.by_address.get(address)
    if count is not None and count.wrong >= FREE and now_s - count.last_s < FORGET_S:
        wait = min(LONGEST_S, WAIT_S * 2.0 ** min(count.wrong - FREE, 10))
        own = max(0.0, count.last_s + wait - now_s)
    recent = [at_s for at_s in tries.recent_s if now_s - at_s < ALL_SPAN_S]
    everybody = 0.0
    if len(recent) >= ALL_FREE and not here:
        wait = min(ALL_WAIT_S, ALL_FIRST_S * 2.0 ** (len(recent) - ALL_FREE))
        everybody = max(0.0, recent[-1] + wait - now_s)
    return max(own, everybody)


def wrong(tries: Tries, address: str, now_s: float) -> Tries:
    """A wrong try was made."""
    count = tries.by_address.get(address)
    before = count.wrong if count is not None and now_s - count.last_s < FORGET_S else 0
    others = {name: kept for name, kept in tries.by_address.items() if name != address}
    while len(others) >= MOST_ADDRESSES:
        del others[next(iter(others))]
    recent = tuple(at_s for at_s in (*tries.recent_s, now_s) if now_s - at_s < ALL_SPAN_S)[-ALL_KEPT:]
    return Tries({**others, address: Count(before + 1, now_s)}, recent)


def right(tries: Tries, address: str) -> Tries:
    """The right PIN came from there: its wrong ones are forgotten."""
    return replace(
        tries, by_address={name: kept for name, kept in tries.by_address.items() if name != address}
    )
