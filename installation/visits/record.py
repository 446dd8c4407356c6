"""A visit, written down while it happens: pressures and commands to the lines of a visit file.

Owns when a line is worth writing (something changed) and how numbers are rounded. Refuses to open a file:
whoever records appends the lines. `visit.parse` reads back what is written here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from installation.score import PADS
from installation.visits.visit import VERSION

PRESSURE_DIGITS = 3
"""A thousandth of a pad's travel: finer than any sensor and any ear."""
TIME_DIGITS = 3
"""Thousandths of a millisecond."""


def header(level: int | None = None, style: str | None = None, seed: int | None = None) -> str:
    """Return the first line of a visit file."""
    named = {"level": level, "style": style, "seed": seed}
    given = {key: value for key, value in named.items() if value is not None}
    return json.dumps({"visit": VERSION, "pads": len(PADS), **given}) + "\n"


@dataclass(frozen=True, slots=True)
class Recorder:
    """What was written last; a line is written only when it says something new."""

    pressures: tuple[float, ...] = (0.0,) * len(PADS)

    def press(self, at_ns: int, pressures: tuple[float, ...]) -> tuple[Recorder, str]:
        """Note the pressures 0..1 at a time; the line, or "" when nothing changed."""
        rounded = tuple(round(pressure, PRESSURE_DIGITS) for pressure in pressures)
        if rounded == self.pressures:
            return self, ""
        return replace(self, pressures=rounded), _line(at_ns, {"pads": list(rounded)})


def command(at_ns: int, name: str, value: int | str | bool | None = None) -> str:  # noqa: FBT001  # as JSON has it
    """Return the line of a command: see visit.CommandGiven for what each takes."""
    return _line(at_ns, {"command": name} if value is None else {"command": name, "value": value})


def _line(at_ns: int, rest: dict[str, object]) -> str:
    return json.dumps({"t_ms": round(at_ns / 1_000_000, TIME_DIGITS), **rest}) + "\n"
