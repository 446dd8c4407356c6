"""How large the soft picture may be: as large as the machine can draw thirty times a second.

Owns the choice of the scale from how long pictures took. Refuses to know a clock or a graphics card.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SCALES = (1.0, 0.8, 0.64, 0.5, 0.4, 0.32, 0.25)
"""Sizes of the soft picture, as shares of the window's, largest first."""
_BUDGET_S = 1 / 30
_FULL, _EASY = 0.80, 0.42  # shares of the budget: above, draw smaller; below, draw larger
_SMOOTH = 0.15
_MOST_S = 1.6 * _BUDGET_S  # a picture that took longer counts as this long
_SETTLE, _SETTLE_UP = 8, 90  # pictures to wait after a change before the next one, down and up


@dataclass(frozen=True, slots=True)
class Pacing:
    """Which of SCALES is drawn, and what the last pictures cost."""

    index: int = 1
    mean_s: float = 0.0
    waited: int = 0

    @property
    def scale(self) -> float:
        """Size of the soft picture, as a share of the whole."""
        return SCALES[self.index]


def advance(state: Pacing, took_s: float) -> Pacing:
    """Take in how long a picture took; a single slow one changes nothing."""
    mean_s = took_s if state.waited == 0 else state.mean_s + _SMOOTH * (min(took_s, _MOST_S) - state.mean_s)
    state = replace(state, mean_s=mean_s, waited=state.waited + 1)
    if mean_s > _FULL * _BUDGET_S and state.waited >= _SETTLE and state.index < len(SCALES) - 1:
        return Pacing(state.index + 1)
    if mean_s < _EASY * _BUDGET_S and state.waited >= _SETTLE_UP and state.index > 0:
        return Pacing(state.index - 1)
    return state
