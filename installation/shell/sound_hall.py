"""What is known of the hall: how loud full scale is in it, and how loud it may get. Kept in data/sound.json.

Owns that file and its checks. Refuses to keep the show from beginning: a file that is not as it must be is a line
in the log, and the hall is unknown until it is calibrated again.
"""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from installation.shell.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

OFFSETS_DB = (40.0, 180.0)
"""dB(A) in the hall at full scale: outside of this somebody mistyped."""
CEILINGS_DB = (60.0, 100.0)
"""dB(A): a hundred over fifteen minutes is what the WHO allows a venue."""
CEILING_DB = 90.0
"""Where nobody chose one: three decibels under what countries that protect children ask for."""


def _within(what: str, value: float, ends: tuple[float, float]) -> None:
    if not (math.isfinite(value) and ends[0] <= value <= ends[1]):
        raise ValueError(f"{what}: {value:g} dB(A) cannot be; it lies between {ends[0]:g} and {ends[1]:g}")


@dataclass(frozen=True, slots=True)
class Hall:
    """`offset_db`: dB(A) that an A-weighted level of 0 dB against full scale makes (None: not calibrated).

    Raises:
        ValueError: a figure that no hall has.
    """

    offset_db: float | None = None
    ceiling_db: float = CEILING_DB

    def __post_init__(self) -> None:
        """Refuse what was mistyped."""
        if self.offset_db is not None:
            _within("full scale", self.offset_db, OFFSETS_DB)
        _within("the ceiling", self.ceiling_db, CEILINGS_DB)

    @property
    def ceiling_at_full_scale_db(self) -> float | None:
        """The ceiling, against full scale; None where the hall was not calibrated."""
        return None if self.offset_db is None else self.ceiling_db - self.offset_db


UNKNOWN = Hall()


def read_hall(path: Path) -> Hall:
    """The hall as it was calibrated; UNKNOWN if it was not, or the file cannot be used."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Hall(float(kept["offset_db"]), float(kept["ceiling_db"]))
    except FileNotFoundError:
        return UNKNOWN
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("%s cannot be used (%s): calibrate the sound again", path, error)
        return UNKNOWN


def keep_hall(path: Path, hall: Hall) -> None:
    """Write it down.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(asdict(hall)).encode())
