"""What was learnt of each object, as text: kept across restarts under the number of its board.

Owns the format, version 2, and reads version 1, which knew one object without its number. Refuses to know files, and
what a calibration holds (calibration.py).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from installation.pads import calibration

if TYPE_CHECKING:
    from installation.pads.calibration import CalibrationState

VERSION = 2

Known = tuple[tuple[str, "CalibrationState"], ...]
"""Objects, the first one first: the number of the board ("" if it never said it), and what was learnt of it."""


def write(known: Known) -> str:
    """As JSON."""
    rows = [{"board": board, **calibration.to_row(state)} for board, state in known]
    return json.dumps({"calibration": VERSION, "objects": rows}, indent=1)


def read(text: str) -> Known:
    """What `write` wrote, or one object's calibration of version 1.

    Raises:
        ValueError: it is no such text, or says something that no object has; says what.
    """
    kept = json.loads(text)
    if not isinstance(kept, dict) or kept.get("calibration") != VERSION:
        return (("", calibration.from_json(text)),)
    rows = kept.get("objects")
    if not isinstance(rows, list):
        raise ValueError("objects must be a list")  # noqa: TRY004 - all that is wrong with a file is one kind of error
    found = {}
    for number, row in enumerate(rows):
        board = row.get("board") if isinstance(row, dict) else None
        if not isinstance(board, str) or board in found:
            raise ValueError(
                f"objects[{number}].board must be a text that no other object has, not {board!r}"
            )
        try:
            found[board] = calibration.from_row(row)
        except ValueError as error:
            raise ValueError(f"objects[{number}]: {error}") from error
    return tuple(found.items())


def of(known: Known, board: str) -> CalibrationState | None:
    """What is known of that object; of one without a number, if none has that number; or nothing."""
    by_board = dict(known)
    return by_board.get(board, by_board.get(""))


def put(known: Known, board: str, state: CalibrationState) -> Known:
    """The same with this object's calibration; what was kept without a number is this one's from now on."""
    named = tuple((each, was) for each, was in known if each or not board)
    if board in dict(named):
        return tuple((each, state if each == board else was) for each, was in named)
    return (*named, (board, state))
