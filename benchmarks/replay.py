"""How many times faster than real time a visit is replayed on one core, without pictures.

Each shipped visit as `./play replay VISIT --pictures 0` runs it, sound and all, in one process held to one
core where the system allows that. Loading is left out; writing is not timed.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Any

from installation.shell.content import load_content, load_rules
from installation.shell.instruments import load_bank
from installation.shell.offline_sound import OfflineSound
from installation.shell.replay import Plan, replay
from installation.visits.visit import parse

HOME = Path(__file__).parents[1]


def figures() -> dict[str, Any]:
    """Seconds of visit a second of this machine, by visit."""
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    content = load_content(HOME / "content")
    rules, bank = load_rules(HOME, content), load_bank()
    style = content.levels.style
    paths = sorted((HOME / "content" / "visits").glob("*.jsonl"))
    visits = [parse(path.read_bytes(), path.name, levels=range(6), styles=content.styles) for path in paths]
    replay(rules, Plan(visits[0], style, seconds=1.0), OfflineSound(bank))  # compiles
    found: dict[str, Any] = {}
    for visit in visits:
        begun = time.perf_counter(), time.process_time()
        result = replay(rules, Plan(visit, style, visit.level), OfflineSound(bank))
        wall, cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
        found[visit.name] = {
            "times real time": result.duration_s / wall,
            "by its CPU time": result.duration_s / cpu,
        }
    return found | {"load of the machine (1 min)": os.getloadavg()[0]}
