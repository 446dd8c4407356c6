"""The object's line: age of the newest frame since its arrival, on good and bad lines; time to be found."""

from __future__ import annotations

import os

import numpy as np

from tests.simulation import pads_soak

SECONDS, TURNS = 20.0, 20


def figures() -> dict[str, object]:
    """For 0, 1 and 10 % of bytes dropped or flipped; the machine's load stands beside them."""
    with pads_soak.door_comes_first() as first:
        return {"load_1_min": os.getloadavg()[0], "the_door_comes_first": first, **_watched()}


def _watched() -> dict[str, object]:
    found: dict[str, object] = {}
    for share in (0.0, 0.01, 0.1):
        seen = pads_soak.watch_board(1, SECONDS, share)
        found[f"{100 * share:.0f}_percent_damaged"] = {
            "frames_a_second": seen.frames / SECONDS,
            "age_p50_ms": seen.p(50),
            "age_p99_ms": seen.p(99),
            "wrong": seen.wrong,
            "lost": seen.lost,
            "refused": seen.refused,
            "simulation_late_most_ms": 1e3 * seen.late_s,
            "stolen_by_a_machine_below_ms": 1e3 * seen.stolen_s,
        }
    problem, found_s = pads_soak.replugged(1, TURNS)
    found["replug"] = {
        "times": len(found_s),
        "found_after_median_s": float(np.median(found_s)),
        "found_after_most_s": max(found_s),
        "problem": problem or "none",
    }
    return found
