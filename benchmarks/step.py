"""How long a step of the world takes: of all steps, and of those that decode a measure too.

The shipped visit with four pads, the trained model, no sound and no picture. Timed one step at a time with the
collector off and the kernels loaded, as in the engine's process.
"""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from installation.shell.content import load_content, load_rules
from installation.shell.engine import warm_up
from installation.shell.replay import as_input
from installation.step import step
from installation.visits.visit import VisitEvent, parse
from installation.world import STEP_NS, begin

HOME = Path(__file__).parents[1]
PERCENTILES = (50, 90, 99, 99.9)


def figures() -> dict[str, Any]:
    """Percentiles in milliseconds, and the machine's load beside them."""
    content = load_content(HOME / "content")
    rules = load_rules(HOME, content)
    path = HOME / "content" / "visits" / "four_pads.jsonl"
    visit = parse(path.read_bytes(), path.name, levels=range(6), styles=content.styles)
    world = begin(rules, content.levels.style, visit.level)
    warm_up(rules, world.style)
    kit = rules.kits[world.style]
    events: dict[int, list[VisitEvent]] = {}
    for event in visit.events:
        events.setdefault(max(0, event.at_ns - 1) // STEP_NS, []).append(event)
    taken: list[float] = []
    decoded: list[bool] = []
    gc.collect()
    gc.disable()
    for number in range(visit.duration_ns // STEP_NS):
        inputs = tuple(as_input(event) for event in events.pop(number, ()))
        misses = kit.play.cache_info().misses
        begun = time.perf_counter()
        world, _ = step(world, inputs, rules)
        taken.append(time.perf_counter() - begun)
        decoded.append(kit.play.cache_info().misses > misses)
    gc.enable()
    steps, decodes = np.array(taken) * 1e3, np.array(decoded)
    return {
        "steps": len(steps),
        "steps that decode": int(decodes.sum()),
        "step ms": _percentiles(steps),
        "step that decodes ms": _percentiles(steps[decodes]),
        "load of the machine (1 min)": os.getloadavg()[0],
    }


def _percentiles(values: np.ndarray) -> dict[str, float]:
    found = {f"p{share:g}": float(np.percentile(values, share)) for share in PERCENTILES}
    return found | {"mean": float(values.mean()), "largest": float(values.max())}
