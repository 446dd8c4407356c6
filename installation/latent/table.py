"""A style's control table: 40,000 points, the measures they decode to, and the proof that they do.

Owns the file form (safetensors bytes in, values out) and its checks. Refuses to open files and to search.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.measure.decoder import Decoder

FORMAT = "deformtune-table-1"
SHAPE = (4, 10, 10, 10, 10)


class TableError(ValueError):
    """A table that is truncated, foreign, of other weights, or that does not decode to what it says."""


@dataclass(frozen=True, slots=True)
class Table:
    """`points` (4, 10, 10, 10, 10, D) in half precision, `grid` (4, 10, 10, 10, 10, 24) in score symbols.

    Axes: bar of the phrase, then the levels of rhythm, range, density and jump.
    """

    style: str
    weights_sha256: str
    points: NDArray[np.float16]
    grid: NDArray[np.uint8]


def write_table(table: Table) -> bytes:
    """The bytes of a table's file."""
    metadata = {"format": FORMAT, "style": table.style, "weights_sha256": table.weights_sha256}
    # One key of metadata, since the order of several is not fixed and bytes should be.
    return save({"points": table.points, "grid": table.grid}, metadata={"table": json.dumps(metadata)})


def read_table(data: bytes, weights_sha256: str) -> Table:
    """A table from its bytes, for the weights of that hash.

    Raises:
        TableError: truncated, foreign, or made for other weights.
    """
    try:
        arrays = load(data)
        length = int.from_bytes(data[:8], "little")
        facts = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["table"])
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise TableError(f"no control table, or a broken one ({error})") from None
    if facts.get("format") != FORMAT or set(arrays) != {"points", "grid"}:
        raise TableError("not a control table of this program")
    points, grid = arrays["points"], arrays["grid"]
    fits = points.shape[:5] == SHAPE and points.ndim == 6 and points.dtype == np.float16
    if not fits or grid.shape != (*SHAPE, 24) or grid.dtype != np.uint8:
        raise TableError("a table of other sizes")
    if facts["weights_sha256"] != weights_sha256:
        raise TableError(f"the table of {facts['style']} was made for other weights: build it again")
    points.flags.writeable = grid.flags.writeable = False
    return Table(facts["style"], weights_sha256, points, grid)


def verify(table: Table, decoder: Decoder, every: int = 1) -> None:
    """Decodes every entry (or every so many) and compares: all 40,000 take seconds, 400 a tenth of one.

    Raises:
        TableError: an entry decodes to something else; the text says which and how many.
    """
    points = table.points.reshape(-1, table.points.shape[-1])[::every]
    grid = table.grid.reshape(-1, 24)[::every]
    wrong: list[int] = []
    for start in range(0, len(points), 2500):
        found = decoder.decode_many(points[start : start + 2500].astype(np.float32))
        wrong += (start + np.flatnonzero((found != grid[start : start + 2500]).any(1))).tolist()
    if wrong:
        where = np.unravel_index(wrong[0] * every, SHAPE)
        place = f"bar {where[0]}, levels {tuple(int(level) + 1 for level in where[1:])}"
        raise TableError(
            f"{len(wrong)} entries of {table.style} decode to something else, the first at {place}"
        )
