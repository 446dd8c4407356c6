"""The real firmware on a simulated chip for ten minutes, on a good line and on two bad ones.

Age counts by the board's own clock from when a frame's last byte was put on the line: a simulation that runs late on a
busy machine is not taken for a door that does. What the door itself waits for the processor counts. It gets the
processor as in a gallery, with the priority that the engine gives itself when it plays (shell/priority.py). The
simulated board comes just after it and before all other work, as a real one, which has a processor of its own, waits
for nobody. Where the system does not allow that, a failure says so.
"""

from __future__ import annotations

from tests.simulation import pads_soak

SECONDS, TRIALS = 20.0, 90
SHARES = {0.0: 10.0, 0.01: 30.0, 0.1: 500.0}
"""Share of bytes dropped or flipped: the most that the newest sample may be old, in ms, 99 times of 100."""


def trial(seed: int) -> str:
    """What went wrong in 20 s of that seed's line (each of the three in turn: ten minutes of each), or ""."""
    share, most_ms = list(SHARES.items())[seed % len(SHARES)]
    with pads_soak.door_comes_first() as first:
        seen = pads_soak.watch_board(seed, SECONDS, share)
    if seen.wrong:
        return f"{seen.wrong} of {seen.frames} frames wrong"
    if not share and (seen.lost or seen.refused):
        return f"{seen.lost} frames lost, {seen.refused} refused on a good line"
    if seen.p(99) > most_ms:
        late = f"the simulation itself was late by up to {1e3 * seen.late_s:.0f} ms, which is not in it"
        place = (
            "the door came first"
            if first
            else "the door had to share the processor: the system allows no more"
        )
        stolen = (
            f"a machine below this one kept the processors for {1e3 * seen.stolen_s:.0f} ms, which is in it"
        )
        return f"age p99 {seen.p(99):.1f} ms (p50 {seen.p(50):.1f}); {place}; {late}; {stolen}"
    return ""
