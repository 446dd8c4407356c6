"""Who may run first when the machine is busy: the engine before the picture.

Owns this process's place in the queue. Refuses to insist: where the system does not allow it, nothing changes.
The audio process asks for itself, with a higher priority than this one.
"""

from __future__ import annotations

import contextlib
import os

ENGINE_PRIORITY = 10
"""Of SCHED_FIFO; the audio process's is higher."""
PICTURE_NICE = 10
"""How much the picture stands back."""


def come_first() -> bool:
    """Run as soon as there is something to do; whether the system allows that."""
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(ENGINE_PRIORITY))
        return True
    return False


def stand_back() -> None:
    """Let the engine and the sound go first."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(PICTURE_NICE)
