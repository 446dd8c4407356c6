"""Calibration over a simulated day: eight hours, forty visitors, beside the published pipeline."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.simulation import pad_visitors

SEEDS = (1, 2)
VISITORS, SLOT_S = 40, 720.0
"""Forty visitors in eight hours."""


def figures() -> dict[str, dict[str, float]]:
    """Of each seed's day: ours and the published pipeline's, on the same pads and the same presses.

    Hysteresis 30 %, creep 5 % a decade, gain and rest drifting by 20 % over the day, visitors' strengths spread by a
    factor of about six.
    """
    found = {}
    for seed in SEEDS:
        outcome = pad_visitors.day(seed, visitors=VISITORS, slot_s=SLOT_S, hysteresis=0.3)
        found[f"seed_{seed}_ours"] = pad_visitors.figures_of(outcome.ours, outcome.hours)
        found[f"seed_{seed}_published"] = pad_visitors.figures_of(outcome.published, outcome.hours)
    return found


def main() -> None:
    """Print them."""
    for name, rows in figures().items():
        print(name)
        for key, value in rows.items():
            print(f"  {key}: {value}")


if __name__ == "__main__":
    main()
