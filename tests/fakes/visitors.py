"""Visitors as lines of the journal: what the engine tells the keeper of visits, made from a seed."""

from __future__ import annotations

import random
from typing import Any

from installation.score import PADS
from installation.visits.letters import Told

Line = tuple[int, str, dict[str, Any]]
SECOND = 1_000_000_000
ROW = (0, 0, "touch", "idle", 1.0, None, 0.5, "reel", 1, 2, 1.0, 1, 1, 1, 0, 0, "", "", "", 0)
"""A visit's row from begun_utc_s on, as tables.VISITS has it."""


def measure(at_ns: int, levels: tuple[float, ...], bar: int = 0) -> Line:
    """A measure whose symbols say its levels and its bar."""
    symbols = [60 + bar, *(int(4 * level) for level in levels), *([128] * 19)]
    return at_ns, "measure", {"bar": bar, "levels": list(levels), "symbols": symbols}


def press(at_ns: int, pad: str, level: float = 5.0) -> list[Line]:
    """A pad is touched and the tune goes with it."""
    levels = tuple(level if name == pad else 1.0 for name in PADS)
    return [(at_ns, "press", {"pad": pad}), measure(at_ns, levels)]


def release(at_ns: int, pad: str) -> list[Line]:
    """It is let go."""
    return [(at_ns, "release", {"pad": pad}), measure(at_ns, (1.0,) * 4)]


def level(at_ns: int, number: int, name: str, reason: str = "somebody touched the object") -> Line:
    """Another guidance level."""
    return at_ns, "level", {"level": number, "name": name, "before": 0, "reason": reason}


def visit(seed: int, begun_ns: int = 0) -> list[Line]:
    """A visit of some touches and its end by idleness, as lines in order."""
    chance = random.Random(seed)
    lines: list[Line] = [(begun_ns, "style", {"style": chance.choice(["reel", "glass"])})]
    now_ns = begun_ns + SECOND
    for number in range(chance.randint(2, 30)):
        pad = chance.choice(PADS)
        lines += press(now_ns, pad, chance.randint(8, 40) / 4)
        if number == 0:
            lines.append(level(now_ns, 1, "one_pad"))
        now_ns += chance.randint(1, 3 * SECOND)
        lines += release(now_ns, pad)
        if chance.random() < 0.1:
            lines.append((now_ns, "hint", {"hint": "hint.touch.first", "reason": "two misses"}))
        if chance.random() < 0.1:
            lines.append((now_ns, "gesture", {"name": "tap", "phase": ""}))
        now_ns += chance.randint(1, 5 * SECOND)
    lines.append(level(now_ns + 60 * SECOND, 0, "invite", "no touch for 60 s"))
    return lines


def told(lines: list[Line]) -> Told:
    """One letter with these lines."""
    return Told(max(line[0] for line in lines), tuple(lines))
