"""How soon help comes, by the way in which a scripted visitor is stuck; and how often to one who gets on.

From the moment in which somebody begins to be stuck (tests/simulation/stuck_visitors.py) to the first hint, in
seconds; SCRIPTS=10 in the environment for fewer visitors of each kind. Scripts are no people: how soon and how often
people want help, only people can show.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track

from installation.shell.content import load_content, load_rules
from tests.simulation import stuck_visitors

HOME = Path(__file__).parents[1]
COUNT = 40


def figures() -> dict[str, Any]:
    """Delays by kind, the least time between two hints, and hints to those who get on."""
    os.nice(10)
    rules = load_rules(HOME, load_content(HOME / "content"))
    count = int(os.environ.get("SCRIPTS", COUNT))
    found: dict[str, Any] = {"visitors of each kind": count}
    apart: list[float] = []
    twice = 0
    console = Console(stderr=True)
    for kind in stuck_visitors.KINDS:
        seeds = track(range(count), description=kind, console=console)
        scripts = [stuck_visitors.visit(kind, seed, rules) for seed in seeds]
        hints = [script.hints for script in scripts]
        apart += [after[0] - before[0] for each in hints for before, after in pairwise(each)]
        twice += sum(after[1] == before[1] for each in hints for before, after in pairwise(each))
        if kind == "getting_on":
            found[kind] = {"visitors who were given a hint": sum(map(bool, hints))}
            continue
        delays = [script.delay_s for script in scripts]
        came = [delay for delay in delays if delay is not None]
        found[kind] = {
            "median s": float(np.median(came)),
            "p95 s": float(np.percentile(came, 95)),
            "longest s": max(came),
            "within 8 s": sum(delay <= stuck_visitors.WITHIN_S for delay in came) / len(delays),
        }
    return found | {"least s between two hints": min(apart), "same hint twice in a row": twice}
