"""Make the visits that are shipped: `.venv/bin/python content/visits/make.py` writes them beside itself.

Owns who comes, what they press and how a hand presses: it rises and falls smoothly, never holds quite still,
and no two presses are alike. Every visitor has a seed, so the same files come out everywhere.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from installation.visits.record import Recorder, command, header  # noqa: E402  # found through the line above

FRAME_MS = 10
"""A board's messages come a hundred times a second."""

RHYTHM, RANGE, DENSITY, JUMP = range(4)


@dataclass(frozen=True)
class Press:
    """A finger on one pad: it comes at `at_s`, stays `hold_s` at `strength` (0..1) and leaves."""

    pad: int
    at_s: float
    strength: float
    hold_s: float = 0.8
    rise_s: float = 0.35
    fall_s: float = 0.4
    ends_at: float = 1.0  # of the strength: below 1 the finger tires, above 1 it leans in


@dataclass(frozen=True)
class Visitor:
    """One visit: its seed, its first line's facts, what is pressed, what the facilitator does, how long."""

    seed: int
    lasts_s: float
    presses: tuple[Press, ...]
    level: int | None = None
    style: str | None = None
    commands: tuple[tuple[float, str, int | str | bool | None], ...] = ()


def eased(share: float) -> float:
    """How far a hand has come (0..1) after a share of its time: the path of least jerk."""
    share = min(1.0, max(0.0, share))
    return share**3 * (10 - 15 * share + 6 * share * share)


def pressure(press: Press, time_s: float, tremor: tuple[float, float]) -> float:
    """Pressure of one press at a time; `tremor` is its own (phase, rate in Hz)."""
    since = time_s - press.at_s
    left = since - press.rise_s - press.hold_s
    shape = eased(since / press.rise_s) * (1 - eased(left / press.fall_s))
    lean = 1 + (press.ends_at - 1) * eased((since - press.rise_s) / max(press.hold_s, 0.01))
    phase, rate_hz = tremor
    unrest = 0.012 * sin(2 * pi * rate_hz * since + phase) + 0.02 * sin(2 * pi * 0.7 * since + 2 * phase)
    return min(1.0, max(0.0, press.strength * shape * (lean + unrest)))


def lines(visitor: Visitor) -> str:
    """Return the visit file of one visitor."""
    chance = Random(visitor.seed)  # noqa: S311  # a seeded hand, no secret
    hands = [(press, (chance.uniform(0, 2 * pi), chance.uniform(7, 10))) for press in visitor.presses]
    todo = sorted(visitor.commands, key=lambda given: given[0])
    text = header(visitor.level, visitor.style, visitor.seed)
    recorder = Recorder()
    for at_ms in range(0, round(visitor.lasts_s * 1000) + 1, FRAME_MS):
        while todo and todo[0][0] * 1000 <= at_ms:
            _, name, value = todo.pop(0)
            text += command(at_ms * 1_000_000, name, value)
        pads = [0.0] * 4
        for press, tremor in hands:
            pads[press.pad] = max(pads[press.pad], pressure(press, at_ms / 1000, tremor))
        recorder, line = recorder.press(at_ms * 1_000_000, tuple(pads))
        text += line
    # The file ends where the visit ends, although the last thing that happened lies before it.
    return text + f'{{"t_ms": {visitor.lasts_s * 1000:.1f}, "pads": [0.0, 0.0, 0.0, 0.0]}}\n'


def wander(
    seed: int, pads: tuple[int, ...], from_s: float, until_s: float, pace_s: float
) -> tuple[Press, ...]:
    """Someone tries all pads, each time in another order: a press about every `pace_s`, of any strength."""
    chance = Random(seed)  # noqa: S311  # a seeded hand, no secret
    longest = 1.2 if len(pads) > 1 else 0.4  # of the pace: on one pad a press ends before the next begins
    found: list[Press] = []
    untried: list[int] = []
    at_s = from_s
    while at_s < until_s - 1.5:
        untried = untried or chance.sample(pads, len(pads))
        pad = untried.pop()
        strength = round(chance.betavariate(2.2, 1.6) * 0.9 + 0.1, 3)
        hold_s = min(chance.uniform(0.2, longest) * pace_s, until_s - at_s - 1.2)
        rise_s, fall_s = chance.uniform(0.15, 0.6), chance.uniform(0.2, 0.6)
        found.append(Press(pad, at_s, strength, hold_s, rise_s, fall_s, chance.uniform(0.85, 1.15)))
        at_s += pace_s * chance.uniform(0.8, 1.4)
    return tuple(found)


VISITORS = {
    # Nobody there at first. A shy tap, then again, then deep and long; the turn passes to the next pad, which
    # is noticed at the second attempt.
    "first_touch": Visitor(
        seed=1,
        lasts_s=24,
        presses=(
            Press(DENSITY, 1.5, 0.25, hold_s=0.15, rise_s=0.18, fall_s=0.2),
            Press(DENSITY, 3.4, 0.35, hold_s=0.3, rise_s=0.25),
            Press(DENSITY, 5.8, 0.95, hold_s=3.0, rise_s=1.2, fall_s=0.8),
            Press(DENSITY, 12.0, 0.5, hold_s=0.6, rise_s=0.3),
            Press(RANGE, 14.5, 0.6, hold_s=1.6, rise_s=0.6, ends_at=1.2),
            Press(RANGE, 18.5, 0.9, hold_s=2.0, rise_s=0.9, fall_s=1.0, ends_at=0.8),
        ),
    ),
    # One pad, the other, both: what each does alone and what they do together.
    "two_pads": Visitor(
        seed=2,
        lasts_s=30,
        level=2,
        presses=(
            Press(RANGE, 1.0, 0.5, hold_s=2.0),
            Press(DENSITY, 4.5, 0.6, hold_s=2.0),
            Press(RANGE, 8.5, 0.9, hold_s=6.0, rise_s=0.8),
            Press(DENSITY, 10.5, 0.8, hold_s=4.5, rise_s=1.5, fall_s=1.2),
            *wander(2, (RANGE, DENSITY), 18.5, 29.0, 1.6),
        ),
    ),
    # A longer stay, led through the levels by a facilitator who also changes the style.
    "four_pads": Visitor(
        seed=3,
        lasts_s=40,
        level=1,
        presses=(
            *wander(31, (DENSITY,), 1.0, 8.5, 2.2),
            *wander(32, (RANGE, DENSITY), 9.5, 17.5, 1.7),
            *wander(33, (RHYTHM, RANGE, DENSITY, JUMP), 18.5, 39.0, 1.3),
            Press(JUMP, 27.0, 0.95, hold_s=3.5, rise_s=0.9),
        ),
        commands=(
            (9.0, "level", 2),
            (18.0, "level", 3),
            (25.0, "style", "lantern"),
            (30.0, "lock", True),
            (33.0, "level", 4),
        ),
    ),
    # A musician's hand: looks for a tune, then holds all four pads steady for the ten seconds to take home.
    "ringtone": Visitor(
        seed=4,
        lasts_s=32,
        level=5,
        presses=(
            *wander(4, (RHYTHM, RANGE, DENSITY, JUMP), 1.0, 15.0, 1.1),
            Press(DENSITY, 16.0, 0.55, hold_s=13.0, rise_s=0.5, fall_s=0.7),
            Press(RANGE, 16.8, 0.7, hold_s=12.0, rise_s=0.7, fall_s=0.6),
            Press(RHYTHM, 18.0, 0.4, hold_s=10.5, rise_s=0.9, fall_s=0.6),
            Press(JUMP, 19.2, 0.3, hold_s=9.0, rise_s=0.6, fall_s=0.5),
        ),
    ),
}


def main() -> None:
    """Write all visits."""
    for name, visitor in VISITORS.items():
        (HERE / f"{name}.jsonl").write_text(lines(visitor), encoding="utf-8")


if __name__ == "__main__":
    main()
