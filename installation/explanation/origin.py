"""From what: the tune of the training corpus that is nearest, how near, and how familiar this place is.

Owns the file of what the model learned from (bytes in, values out) and the search through it, a part of it a call,
since all of it would take a step's whole time. Refuses to open files, and to call a place familiar that is not: how
far tunes lie from it is compared with how far real tunes lie that the model never saw.

Shapes: N bars of the corpus, D latent dimensions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from installation.score import HOLD
from installation.words import with_gaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.latent.tune import Heard

FORMAT = "deformtune-familiar-1"
CHUNK = 2048
"""Bars looked through in a call: about 30 microseconds."""
NEAR = 16
"""So many bars that lie nearest are compared note by note."""
KNOWN = 0.05
"""Of real bars that the model never saw, at least this share must be stranger, or it is said to be guessing."""


class FamiliarError(ValueError):
    """A file that is truncated, foreign, or of other weights."""


@dataclass(frozen=True, slots=True)
class Familiar:
    """What the model learned from.

    `points` (N, D) float32 and `bars` (N, 24) score symbols: its bars, and where they lie. `tune_of` (N,): the tune
    each comes from. `tunes`: title and collection of each. `collections`: name and year. `strangeness` (Q,): how far
    bars that the model never saw lie from the nearest of these, evenly spaced quantiles from the least to the most.
    """

    weights_sha256: str
    points: NDArray[np.float32]
    bars: NDArray[np.uint8]
    tune_of: NDArray[np.uint16]
    tunes: tuple[tuple[str, int], ...]
    collections: tuple[tuple[str, int], ...]
    strangeness: NDArray[np.float32]

    @classmethod
    def from_bytes(cls, data: bytes, weights_sha256: str) -> Self:
        """Read the file, for the weights of that hash.

        Raises:
            FamiliarError: truncated, foreign, or made for other weights.
        """
        try:
            arrays = load(data)
            length = int.from_bytes(data[:8], "little")
            facts = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["familiar"])
            if facts["format"] != FORMAT:
                raise FamiliarError("not a file of this program")
            points, strangeness = arrays["points"].astype(np.float32), arrays["strangeness"]
            bars, tune_of = arrays["bars"], arrays["tune_of"]
            tunes = tuple((str(title), int(collection)) for title, collection in facts["tunes"])
            collections = tuple((str(name), int(year)) for name, year in facts["collections"])
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise FamiliarError(
                f"no file of what the model learned from, or a broken one ({error})"
            ) from None
        if not len(points) == len(bars) == len(tune_of) or bars.shape[1:] != (24,) or not len(strangeness):
            raise FamiliarError("a file of other sizes")
        if facts["weights_sha256"] != weights_sha256:
            raise FamiliarError("made for other weights: `./play familiar` makes it anew")
        return cls(weights_sha256, points, bars, tune_of, tunes, collections, strangeness)

    def to_bytes(self) -> bytes:
        """The bytes of the file; points in half precision."""
        facts = {
            "format": FORMAT,
            "weights_sha256": self.weights_sha256,
            "tunes": self.tunes,
            "collections": self.collections,
        }
        arrays: dict[str, NDArray[Any]] = {
            "points": self.points.astype(np.float16),
            "bars": self.bars,
            "tune_of": self.tune_of,
            "strangeness": self.strangeness,
        }
        return save(arrays, metadata={"familiar": json.dumps(facts, ensure_ascii=False)})


@dataclass(frozen=True, slots=True)
class Origin:
    """The nearest tune: `shared` of the measure's `notes` are its too. `familiar` 0..1: see `KNOWN`."""

    title: str
    collection: str
    year: int
    shared: int
    notes: int
    familiar: float


@dataclass(frozen=True, slots=True)
class Search:
    """How far the corpus has been looked through for what is heard; `near`: (distance squared, bar), nearest first."""

    heard: Heard
    next: int = 0
    near: tuple[tuple[float, int], ...] = ()
    origin: Origin | None = None


def advance(search: Search, familiar: Familiar) -> Search:
    """Look through the next part of the corpus; after the last one the origin is there."""
    if search.origin is not None:
        return search
    if search.next >= len(familiar.points):
        return replace(search, origin=_origin(search, familiar))
    part = familiar.points[search.next : search.next + CHUNK] - np.array(search.heard.point, np.float32)
    apart = np.einsum("nd,nd->n", part, part)
    nearest = np.argpartition(apart, min(NEAR, len(apart)) - 1)[:NEAR]
    found = [(float(apart[bar]), search.next + int(bar)) for bar in nearest]
    near = tuple(sorted([*search.near, *found])[:NEAR])
    return replace(search, next=search.next + CHUNK, near=near)


def _origin(search: Search, familiar: Familiar) -> Origin:
    """Of the bars that lie nearest, the one with most notes in common."""
    mine = np.array(search.heard.measure.symbols)
    bars = familiar.bars[[bar for _, bar in search.near]]
    shared = ((bars == mine) & (mine < HOLD)).sum(1)
    best = int(shared.argmax())
    title, collection = familiar.tunes[familiar.tune_of[search.near[best][1]]]
    name, year = familiar.collections[collection]
    return Origin(
        title=title,
        collection=name,
        year=year,
        shared=int(shared[best]),
        notes=int((mine < HOLD).sum()),
        familiar=familiarity(search.near[0][0] ** 0.5, familiar.strangeness),
    )


def familiarity(distance: float, strangeness: NDArray[np.float32]) -> float:
    """Of real bars that the model never saw, the share (0..1) that is stranger than a place so far off."""
    return float(1.0 - np.interp(distance, strangeness, np.linspace(0.0, 1.0, len(strangeness))))


def said(origin: Origin) -> str:
    """The sentence for it (see words.py)."""
    key = "said.from.known" if origin.familiar >= KNOWN else "said.from.guess"
    return with_gaps(key, origin.title, origin.year, origin.shared, origin.notes)
