"""Calibration over a simulated day: eight hours, forty visitors, beside the published pipeline; 800 fingers held still.

The constants were found on seeds under 100; SEEDS and HOLDS were not looked at before they stood.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.simulation import pad_visitors

SEEDS = (8001, 8002)
VISITORS, SLOT_S = 40, 720.0
"""Forty visitors in eight hours."""
HOLDS, HELD_EACH = tuple(range(8101, 8121)), 40
"""Objects whose pads are held still, and visitors to each."""


def figures() -> dict[str, dict[str, float]]:
    """Of each seed's day: ours and the published pipeline's, on the same pads and the same presses; then the holds.

    Hysteresis 30 %, creep 5 % a decade, gain and rest drifting by 20 % over the day, visitors' strengths spread by a
    factor of about six.
    """
    found = {"load_1_min": {"": os.getloadavg()[0]}}
    for seed in SEEDS:
        outcome = pad_visitors.day(seed, visitors=VISITORS, slot_s=SLOT_S, hysteresis=0.3)
        found[f"seed_{seed}_ours"] = pad_visitors.figures_of(outcome.ours, outcome.hours)
        found[f"seed_{seed}_published"] = pad_visitors.figures_of(outcome.published, outcome.hours)
    return found | {"held_still_for_10_s": _holds()}


def _holds() -> dict[str, float]:
    """How many fingers held still for ten seconds have changed level: a whole one, a quarter."""
    seen = [pad_visitors.holds(seed, HELD_EACH) for seed in HOLDS]
    whole = [count for day in seen for count in day.changes]
    quarter = [count for day in seen for count in day.fine_changes]
    return {
        "holds": len(whole),
        "changed_level": int(np.count_nonzero(whole)),
        "changed_quarter_level": int(np.count_nonzero(quarter)),
        "false_touches": sum(day.false_touches for day in seen),
        "touches_not_felt": sum(day.missed for day in seen),
    }


def main() -> None:
    """Print them."""
    for name, rows in figures().items():
        print(name)
        for key, value in rows.items():
            print(f"  {key}: {value}")


if __name__ == "__main__":
    main()
