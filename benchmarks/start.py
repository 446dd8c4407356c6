"""How long a start takes: first sound, first picture, and the memory in use after a minute.

`headless` starts the program as a person would and reads the summary it leaves. `live` opens the window on a
screen of SDL's own (offscreen) with the null device, and reads memory from the system after a minute. torch must
not be among the libraries that are mapped into the processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

HOME = Path(__file__).parents[1]
MINUTE_S = 60
ROLES = {
    "audio_process": "audio",
    "visits_keeper": "keeper of visits",
    "takehome_process": "ringtones",
    "spawn_main": "engine and page",
    "resource_tracker": "tracker",
}
"""Whose process it is, by what its command line holds; any other is the window's."""


def figures() -> dict[str, Any]:
    """Seconds, and megabytes of memory that nobody shares (USS) by process."""
    return {"headless": _headless(), "live": _live(), "load of the machine (1 min)": os.getloadavg()[0]}


def _headless() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "installation", "play", "--headless", "--seconds", "5", "--out", out]
        subprocess.run(command, cwd=HOME, check=True, capture_output=True)
        summary = json.loads((Path(out) / "summary.json").read_text())
    return {"first sound s": summary["first_sound_s"], "first picture s": summary["first_picture_s"]}


def _live() -> dict[str, Any]:
    # It ends by itself if whoever measures does not come to end it.
    options = ["--windowed", "--audio", "null", "--port", "none", "--seconds", str(3 * MINUTE_S)]
    command = [sys.executable, "-m", "installation", "play", *options]
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen"}
    begun = time.monotonic()
    with subprocess.Popen(command, cwd=HOME, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(max(0.0, MINUTE_S - (time.monotonic() - begun)))
            main = psutil.Process(process.pid)
            family = [main, *main.children(recursive=True)]
            memory: Counter[str] = Counter()
            for one in family:
                memory[f"{_role(one)} MB"] += one.memory_full_info().uss / 1e6
            mapped = sum("torch" in part.path for one in family for part in one.memory_maps())
        finally:
            process.terminate()
            process.wait(20)
    together = {"together MB": sum(memory.values())}
    return {"memory": dict(memory) | together, "torch libraries mapped": mapped}


def _role(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    return next((role for part, role in ROLES.items() if part in line), "window")
