"""How many steps are due: a fixed step against a clock that may stumble.

Owns the cap on catching up and the count of what was dropped. Refuses to read a clock: time is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass

from installation.world import STEP_NS

MOST_STEPS = 25
"""Steps made up in one go (50 ms); what is more is skipped and counted, so that a stall is not played late."""


@dataclass(frozen=True, slots=True)
class LoopState:
    """Steps since the world began: how many have passed, and how many of those were skipped."""

    passed: int = 0
    dropped: int = 0

    @property
    def next_ns(self) -> int:
        """When the next step is due (ns since the world began)."""
        return (self.passed + 1) * STEP_NS


@dataclass(frozen=True, slots=True)
class Due:
    """First skip so many steps, then take so many."""

    skip: int
    take: int


def due(state: LoopState, now_ns: int) -> tuple[LoopState, Due]:
    """What is due at `now_ns` since the world began, and the state once that is done."""
    behind = max(0, now_ns // STEP_NS - state.passed)
    take = min(behind, MOST_STEPS)
    skip = behind - take
    return LoopState(state.passed + behind, state.dropped + skip), Due(skip, take)
