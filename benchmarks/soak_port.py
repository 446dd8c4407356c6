"""A thousand times the cable is pulled and put back: found within 2 s, nothing left behind.

The door, its finder and the board on the other end get the processor as the engine does when it plays, where the system
allows it: two seconds are to be the door's, and not those of other work on the machine.
"""

from __future__ import annotations

from tests.simulation import pads_soak

TIMES, TRIALS = 25, 40


def trial(seed: int) -> str:
    """What went wrong in 25 turns, or ""."""
    with pads_soak.door_comes_first():
        return pads_soak.replugged(seed, TIMES)[0]
