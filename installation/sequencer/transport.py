"""Where in the music a moment is: bars, beats and ticks against world time.

Owns tempo and the place of the bar line. Refuses to know what is played there.
All in integer nanoseconds, so that no error gathers over months.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from installation.score import BEATS, TICKS, tick_position

BARS = 4
"""Bars in a phrase."""


@dataclass(frozen=True, slots=True)
class Transport:
    """Bar 0 began at `origin_ns`; a beat lasts `beat_ns`."""

    origin_ns: int
    beat_ns: int

    @property
    def bar_ns(self) -> int:
        """How long a bar lasts (ns)."""
        return self.beat_ns * BEATS


def at_tempo(tempo_bpm: float, origin_ns: int) -> Transport:
    """A transport whose first bar line is at `origin_ns`."""
    return Transport(origin_ns, round(60e9 / tempo_bpm))


def retimed(transport: Transport, at_ns: int, beat_ns: int) -> Transport:
    """The same music with beats of another length from `at_ns` on: its place in the bar stays, what follows moves."""
    gone_ns = (at_ns - transport.origin_ns) * beat_ns // transport.beat_ns
    return Transport(at_ns - gone_ns, beat_ns)


def bar_at(transport: Transport, time_ns: int) -> int:
    """How many bar lines have passed since the origin's (0 in the first bar)."""
    return (time_ns - transport.origin_ns) // transport.bar_ns


def beats_at(transport: Transport, time_ns: int) -> float:
    """Place in the bar, 0..4 beats from the bar line."""
    return (time_ns - transport.origin_ns) % transport.bar_ns / transport.beat_ns


def tick_ns(transport: Transport, count: int) -> int:
    """When tick number `count` since the origin comes (ns of world time)."""
    bar, tick = divmod(count, TICKS)
    return transport.origin_ns + bar * transport.bar_ns + _offsets(transport.beat_ns)[tick]


def first_tick_from(transport: Transport, time_ns: int) -> int:
    """The number of the first tick that comes at `time_ns` or later."""
    bar = bar_at(transport, time_ns)
    within = time_ns - transport.origin_ns - bar * transport.bar_ns
    offsets = _offsets(transport.beat_ns)
    return bar * TICKS + sum(offset < within for offset in offsets)


@lru_cache(maxsize=64)
def _offsets(beat_ns: int) -> tuple[int, ...]:
    """Nanoseconds from the bar line to each of the 24 ticks."""
    return tuple(int(tick_position(tick) * beat_ns) for tick in range(TICKS))
