"""Which control tables were found whole on this machine: a start need not decode 40,000 points a style again.

Owns the record `proofs.json` in the data folder: the hash of a table's file, and what it was decoded by (weights, the
decoder's own code, numpy, the kind of processor). Any of them changed, and the table counts as not proved. Refuses to
decode; a record that is broken or cannot be written proves nothing, and stops nothing.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import logging
import platform
from typing import TYPE_CHECKING

import numpy as np

from installation.measure import decoder
from installation.shell.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

NAME = "proofs.json"
_PART = " in part"


def proved_by(weights_sha256: str) -> str:
    """What a proof is worth for: a hash of all that could make a point decode to something else."""
    parts = (weights_sha256, inspect.getsource(decoder), np.__version__, platform.machine())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_proved(folder: Path, table: bytes, weights_sha256: str, *, in_part: bool = False) -> bool:
    """Whether a table's file was decoded whole (or also `in_part`), here, by what decodes it now."""
    found, name, proof = _read(folder), hashlib.sha256(table).hexdigest(), proved_by(weights_sha256)
    return found.get(name) == proof or (in_part and found.get(name + _PART) == proof)


def remember(folder: Path, table: bytes, weights_sha256: str, *, in_part: bool = False) -> None:
    """Record that a table's file decodes to what it says: every entry of it, or those that a start looks at."""
    name = hashlib.sha256(table).hexdigest() + (_PART if in_part else "")
    found = {**_read(folder), name: proved_by(weights_sha256)}
    try:
        write_whole(folder / NAME, json.dumps(found, indent=1).encode())
    except OSError as error:
        logger.warning("no record that the tables are whole: %s", error)


def _read(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
