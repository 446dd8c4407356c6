"""How late steps are while pictures are drawn: the engine as a thread beside the picture, and as a process.

Five seconds of steps each, drawn at 1280x720 without rest. Late is the time from when a step was due to when it
was begun. ADR 0002 rests on these figures.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from installation.shell import priority
from installation.shell.clock import Clock
from installation.shell.content import load_content, load_rules
from installation.shell.offscreen import Offscreen
from installation.snapshot import view
from installation.step import step
from installation.world import STEP_NS, begin

HOME = Path(__file__).parents[1]
STEPS = 5_000_000_000 // STEP_NS


def figures() -> dict[str, Any]:
    """Milliseconds late, by where the engine runs."""
    found: dict[str, Any] = {"nothing drawn": _judged(_steps())}
    screen, shown = _screen()
    late: list[float] = []
    worker = threading.Thread(target=lambda: late.extend(_steps()))
    worker.start()
    pictures = 0
    while worker.is_alive():
        screen.draw(shown)
        pictures += 1
    found["a thread beside the picture"] = _judged(late) | {"pictures drawn": pictures}
    priority.stand_back()
    spawn = mp.get_context("spawn")
    receiving, sending = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_send_steps, args=(sending,), daemon=True)
    process.start()
    sending.close()  # the other end alone holds it now: if it fails, that is heard here
    while not receiving.poll():
        screen.draw(shown)
    late = receiving.recv()
    process.join()
    found["a process of its own"] = _judged(late)
    screen.close()
    return found | {"load of the machine (1 min)": os.getloadavg()[0]}


def _screen() -> tuple[Offscreen, Any]:
    rules = load_rules(HOME, load_content(HOME / "content"))
    world = begin(rules, rules.levels.style)
    return Offscreen((1280, 720), HOME / "shaders"), view(world, rules)


def _send_steps(sending: Any) -> None:
    priority.come_first()
    sending.send(_steps())


def _steps() -> list[float]:
    """Take steps in real time; how late each was begun, in milliseconds."""
    rules = load_rules(HOME, load_content(HOME / "content"))
    world = begin(rules, rules.levels.style, 3)
    for _ in range(200):  # kernels are loaded
        world, _effects = step(world, (), rules)
    clock = Clock(time.monotonic_ns())
    late = []
    for number in range(1, STEPS + 1):
        due_ns = number * STEP_NS
        clock.wait(due_ns)
        late.append((clock.now_ns() - due_ns) / 1e6)
        world, _effects = step(world, (), rules)
    return late


def _judged(late: list[float]) -> dict[str, float]:
    return {f"late ms p{share}": float(np.percentile(late, share)) for share in (50, 99)} | {
        "late ms largest": float(max(late))
    }
