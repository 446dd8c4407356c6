"""The visit file: text to a frozen Visit, or an error that names file and line.

Owns the format that content/visits/README.md describes. Refuses to repair: a line that is not as it must be
is an error, since a visit is evidence (of a test, of what somebody did), and half a visit is none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeGuard

from installation.score import PADS

if TYPE_CHECKING:
    from collections.abc import Container

VERSION = 1
LONGEST_MS = 3_600_000.0
"""A visit lasts an hour at most: what claims more is a mistake, and would be replayed for ever."""


_WITHOUT_VALUE = ("reset", "keep", "undo")


class VisitError(ValueError):
    """A visit file is not as it must be; the text is `FILE:LINE: reason`."""


@dataclass(frozen=True, slots=True)
class PadsPressed:
    """From `at_ns` on the pads are pressed so: one calibrated pressure 0..1 a pad."""

    at_ns: int
    pressures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A command: "level" (int), "style" (str), "lock" (bool), "recall" (int), "reset", "keep", "undo" (None)."""

    at_ns: int
    command: str
    value: int | str | bool | None


VisitEvent = PadsPressed | CommandGiven


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: what it starts with (None: the installation's own start), and its events in order of time."""

    name: str
    level: int | None
    style: str | None
    seed: int
    events: tuple[VisitEvent, ...]

    @property
    def duration_ns(self) -> int:
        """Time of the last event; 0 if nothing happens."""
        return self.events[-1].at_ns if self.events else 0


@dataclass(frozen=True, slots=True)
class _Known:
    """Which levels and styles there are."""

    levels: Container[int]
    styles: Container[str]


def parse(text: str | bytes, name: str, *, levels: Container[int], styles: Container[str]) -> Visit:
    """Read a visit from the text (or UTF-8 bytes) of the file `name`.

    Raises:
        VisitError: with `FILE:LINE: reason`, for the first line that is not as it must be.
    """
    known = _Known(levels, styles)
    lines = _lines(text)
    header: dict[str, Any] = {}
    events: list[VisitEvent] = []
    for number, line in enumerate(lines, start=1):
        try:
            if number == 1:
                header = _header(_object(line), known)
            else:
                events.append(_event(_object(line), known, events[-1].at_ns if events else 0))
        except ValueError as error:
            raise VisitError(f"{name}:{number}: {error}") from None
    return Visit(name, header.get("level"), header.get("style"), header.get("seed", 0), tuple(events))


def _lines(text: str | bytes) -> list[str | bytes]:
    """Lines without their ends; a line end closes the last line and opens no other."""
    lines: list[str | bytes]
    lines = [*text.split(b"\n")] if isinstance(text, bytes) else [*text.split("\n")]
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines


def _object(line: str | bytes) -> dict[str, Any]:
    """Read one line as a JSON object."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
    except UnicodeDecodeError:
        raise ValueError("this line is not UTF-8 text") from None
    if not text.strip():
        raise ValueError("this line is empty")
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"this line is not JSON: {error.msg} (column {error.colno})") from None
    except RecursionError:
        raise ValueError("this line is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("this line must be one JSON object: {...}")  # noqa: TRY004  # what is wrong is the file
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands here twice")
    return found


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not a number that can be used here")


def _keys(found: dict[str, Any], needed: set[str], allowed: set[str]) -> None:
    """Refuse unknown keys, and say which are missing."""
    for key in found:
        if key not in needed | allowed:
            raise ValueError(f"{key!r} is no key of such a line")
    for key in sorted(needed):
        if key not in found:
            raise ValueError(f"{key!r} is missing")


def _header(found: dict[str, Any], known: _Known) -> dict[str, Any]:
    if "visit" not in found:
        raise ValueError(f'a visit begins with {{"visit": {VERSION}, "pads": {len(PADS)}}}')
    _keys(found, {"visit", "pads"}, {"level", "style", "seed"})
    if not _is_integer(found["visit"]) or found["visit"] != VERSION:
        raise ValueError(f"this reads visits of version {VERSION}, not {_shown(found['visit'])}")
    if not _is_integer(found["pads"]) or found["pads"] != len(PADS):
        raise ValueError(f"the object has {len(PADS)} pads, not {_shown(found['pads'])}")
    if "level" in found:
        _level(found["level"], known)
    if "style" in found:
        _style(found["style"], known)
    if "seed" in found and not (_is_integer(found["seed"]) and 0 <= found["seed"] < 2**63):
        raise ValueError(f"the seed must be a whole number from 0 on, not {_shown(found['seed'])}")
    return found


def _event(found: dict[str, Any], known: _Known, after_ns: int) -> VisitEvent:
    if ("pads" in found) == ("command" in found):
        raise ValueError('a line has either "pads" or "command"')
    if "pads" in found:
        _keys(found, {"t_ms", "pads"}, set())
        return PadsPressed(_at_ns(found["t_ms"], after_ns), _pressures(found["pads"]))
    _keys(found, {"t_ms", "command"}, {"value"})
    at_ns = _at_ns(found["t_ms"], after_ns)
    return CommandGiven(at_ns, found["command"], _command_value(found, known))


def _at_ns(t_ms: object, after_ns: int) -> int:
    if not _is_number(t_ms) or not 0 <= t_ms <= LONGEST_MS:
        raise ValueError(f"t_ms must be a number from 0 to {LONGEST_MS:.0f}, not {_shown(t_ms)}")
    at_ns = round(t_ms * 1_000_000)
    if at_ns < after_ns:
        raise ValueError(f"time runs backwards: {t_ms} ms after {after_ns / 1_000_000} ms")
    return at_ns


def _pressures(found: object) -> tuple[float, ...]:
    if not isinstance(found, list) or len(found) != len(PADS):
        raise ValueError(f"pads must be a list of {len(PADS)} pressures, not {_shown(found)}")
    for pressure in found:
        if not _is_number(pressure) or not 0 <= pressure <= 1:
            raise ValueError(f"a pressure must be a number from 0 to 1, not {_shown(pressure)}")
    return tuple(float(pressure) for pressure in found)


def _command_value(found: dict[str, Any], known: _Known) -> int | str | bool | None:
    command, value = found["command"], found.get("value")
    if command == "level":
        return _level(value, known)
    if command == "style":
        return _style(value, known)
    if command == "lock":
        if not isinstance(value, bool):
            raise ValueError(f"lock takes true or false, not {_shown(value)}")
        return value
    if command == "recall":
        if not _is_integer(value) or value < 0:
            raise ValueError(f"recall takes a place on the shelf, from 0 on, not {_shown(value)}")
        return value
    if command in _WITHOUT_VALUE:
        if value is not None:
            raise ValueError(f"{command} takes no value")
        return None
    known_ones = ", ".join(("level", "style", "lock", "recall", *_WITHOUT_VALUE))
    raise ValueError(f"there is no command {_shown(command)}; there are {known_ones}")


def _level(value: object, known: _Known) -> int:
    if not _is_integer(value) or value not in known.levels:
        raise ValueError(f"there is no level {_shown(value)}")
    return value


def _style(value: object, known: _Known) -> str:
    if not isinstance(value, str) or value not in known.styles:
        raise ValueError(f"there is no style {_shown(value)}")
    return value


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[float]:
    return _is_integer(value) or (isinstance(value, float) and isfinite(value))


def _shown(value: object) -> str:
    """A value as the file has it, short enough for one line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "..."
