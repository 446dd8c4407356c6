"""How loud each style is over five minutes of a recorded visit played again and again, and its highest peak."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
from scipy.signal import resample_poly

from installation.effects import FRAME_RATE
from installation.shell.content import load_content, load_rules
from installation.shell.instruments import load_bank
from installation.shell.offline_sound import OfflineSound
from installation.shell.replay import Plan, replay
from installation.visits.visit import PadsPressed, parse

HOME = Path(__file__).parents[1]
SECONDS = float(os.environ.get("SECONDS_EACH", "300"))


def figures() -> dict[str, Any]:
    """LUFS (integrated, and the loudest and softest minute) and true peak of each style."""
    content = load_content(HOME / "content")
    rules, bank = load_rules(HOME, content), load_bank()
    path = HOME / "content" / "visits" / "four_pads.jsonl"
    visit = parse(path.read_bytes(), path.name, levels=range(6), styles=content.styles)
    presses = [event for event in visit.events if isinstance(event, PadsPressed)]
    times = int(SECONDS * 1e9 // visit.duration_ns) + 1
    events = [replace(e, at_ns=e.at_ns + turn * visit.duration_ns) for turn in range(times) for e in presses]
    long = replace(visit, events=tuple(events))
    return {
        style: _measured(replay(rules, Plan(long, style, level=3, seconds=SECONDS), OfflineSound(bank)).sound)
        for style in content.styles
    }


def _measured(sound: np.ndarray) -> dict[str, float]:
    meter = pyloudnorm.Meter(FRAME_RATE)
    minute = min(60 * FRAME_RATE, len(sound))
    minutes = [
        meter.integrated_loudness(sound[k : k + minute]) for k in range(0, len(sound) - minute + 1, minute)
    ]
    peak = max(
        float(np.abs(resample_poly(sound[k : k + 480_000], 4, 1)).max())
        for k in range(0, len(sound), 480_000)
    )
    return {
        "LUFS": float(meter.integrated_loudness(sound)),
        "loudest minute": max(minutes),
        "softest minute": min(minutes),
        "dBTP": 20 * np.log10(peak),
    }
