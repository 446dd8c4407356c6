"""A minute of the audio process on a virtual device beside a busy program, ten times: no underrun, no gap."""

from __future__ import annotations

from benchmarks.audio import tried

TRIALS = 10
SECONDS = 60.0


def trial(_seed: int) -> str:
    """What went wrong in that minute, or nothing."""
    found = tried(SECONDS, own_process=True)
    if found["underruns"] == found["gaps"] == found["restarts"] == 0:
        return ""
    return ", ".join(f"{name} {value}" for name, value in found.items())
