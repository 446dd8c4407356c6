"""The corpus: which tunes, cut into which bars, split how, and where they come from.

Owns the collections, the grouping of variants and the split by tune. The collections are those that music21
ships in its package; music21 itself is not asked to read them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from installation.score import HOLD
from installation.training.grid import grid_bar
from installation.training.tunebook import Tune, TuneError, read_tune, split_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of tune books: its folder in music21's corpus, what to leave out, and what is known of it."""

    name: str
    folder: str
    without: str
    provenance: str


O_NEILL = Collection(
    "oneill",
    "oneills1850",
    "henrik.norbeck",
    "O'Neill, Music of Ireland (Chicago 1903), in transcriptions by many hands; tunes that carry "
    "`Z: henrik.norbeck` are left out, since his files forbid commercial use and redistribution",
)
RYAN = Collection(
    "ryan",
    "ryansMammoth",
    "",
    "Ryan's Mammoth Collection (Boston 1883), in transcriptions by many hands, which name no terms",
)
AIRD = Collection(
    "aird",
    "airdsAirs",
    "",
    "Aird, A Selection of Scotch, English, Irish and Foreign Airs (Glasgow 1778-1801), transcribed by "
    "J. Campin; never trained on: kept as the foreign collection for evaluation and judging",
)
MISC = Collection(
    "misc",
    "miscFolk",
    "",
    "Some two hundred folk tunes of many countries by many hands, which name no terms; read by a second judge alone",
)
TRAINED_ON = (O_NEILL, RYAN)


@dataclass(frozen=True, slots=True)
class Piece:
    """A tune's usable bars (n, 24) in order, and where it came from."""

    collection: str
    name: str
    bars: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Gathering:
    """The pieces found and a count of what was left out, by reason."""

    pieces: tuple[Piece, ...]
    left_out: Counter[str]


def books_of(collection: Collection) -> list[Path]:
    """The files of a collection, in order.

    Raises:
        FileNotFoundError: music21, or its corpus, is not installed.
    """
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("music21 is not installed: .venv/bin/pip install -r requirements/check.txt")
    found = sorted((Path(spec.origin).parent / "corpus" / collection.folder).glob("*.abc"))
    if not found:
        raise FileNotFoundError(f"music21 ships no {collection.folder} any more")
    return found


def read_book(text: str, collection: Collection, left_out: Counter[str]) -> list[Piece]:
    """The pieces of one tune book; what is left out is added to the count."""
    pieces = []
    for part in split_book(text):
        if collection.without and re.search(rf"(?m)^Z:.*{re.escape(collection.without)}", part):
            left_out["tunes by an excluded transcriber"] += 1
            continue
        try:
            tune = read_tune(part)
        except TuneError as error:
            left_out[f"tunes: {error}"] += 1
            continue
        pieces.append(piece_of(tune, collection.name, left_out))
    return [piece for piece in pieces if len(piece.bars)]


def piece_of(tune: Tune, collection: str, left_out: Counter[str]) -> Piece:
    """A tune's bars on the grid; bars that cannot stand there are counted by reason."""
    rows = []
    for bar in tune.bars:
        row = grid_bar(bar)
        if isinstance(row, str):
            left_out[f"bars: {row}"] += 1
        else:
            rows.append(row)
    name = next(iter(tune.titles), tune.number)
    return Piece(collection, name, np.array(rows, np.uint8).reshape(-1, 24))


def gather(collection: Collection, on_book: Callable[[], None] = lambda: None) -> Gathering:
    """All pieces of a collection; `on_book` is called after each file.

    Raises:
        FileNotFoundError: see `books_of`.
    """
    left_out: Counter[str] = Counter()
    pieces: list[Piece] = []
    for path in books_of(collection):
        pieces += read_book(path.read_text(encoding="utf-8", errors="replace"), collection, left_out)
        on_book()
    return Gathering(tuple(pieces), left_out)


def bar_shape(row: NDArray[np.uint8]) -> bytes:
    """A bar with its transposition removed: pitches relative to its first onset."""
    shape = row.astype(np.int16)
    onset = shape < HOLD
    shape[onset] -= int(shape[onset][0]) if onset.any() else 0
    return shape.tobytes()


def plain_title(name: str) -> str:
    """A title without case, articles, and the kind of tune after a dash."""
    words = re.sub(r"[^a-z ]", "", re.split(r"\s--?\s|,|\(", name.lower())[0]).split()
    return " ".join(word for word in words if word not in {"the", "a", "an"})


def group_variants(pieces: Sequence[Piece], least: int = 3, share: float = 0.3) -> list[int]:
    """A group number a piece: same title, or `share` of the shorter's distinct bars (at least `least`) in common.

    Bars are compared with transposition removed; bars found in more than 12 pieces tell nothing.
    """
    shapes = [{bar_shape(row) for row in piece.bars} for piece in pieces]
    owners: dict[bytes, list[int]] = defaultdict(list)
    for index, found in enumerate(shapes):
        for shape in found:
            owners[shape].append(index)
    common: Counter[tuple[int, int]] = Counter()
    for indices in owners.values():
        if len(indices) <= 12:
            common.update(combinations(indices, 2))
    group = list(range(len(pieces)))
    for (one, other), count in common.items():
        if count >= max(least, share * min(len(shapes[one]), len(shapes[other]))):
            _join(group, one, other)
    first: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        title = plain_title(piece.name)
        if title:
            _join(group, first.setdefault(title, index), index)
    return [_root(group, index) for index in range(len(group))]


def _root(group: list[int], index: int) -> int:
    while group[index] != index:
        group[index] = group[group[index]]
        index = group[index]
    return index


def _join(group: list[int], one: int, other: int) -> None:
    one, other = sorted((_root(group, one), _root(group, other)))
    group[other] = one


def split_of(title: str) -> str:
    """The split a group belongs to, fixed by its first title for good: 80 train, 10 validation, 10 test."""
    place = int.from_bytes(hashlib.sha256(title.encode()).digest()[:4], "big") / 2**32
    return SPLITS[0] if place < 0.8 else SPLITS[1] if place < 0.9 else SPLITS[2]


def split_pieces(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """The pieces by split; variants of a tune stay together."""
    groups = group_variants(pieces)
    parts: dict[str, list[Piece]] = {name: [] for name in SPLITS}
    for piece, group in zip(pieces, groups, strict=True):
        first = pieces[group]
        parts[split_of(f"{first.collection}/{first.name}")].append(piece)
    return parts


def distinct_bars(pieces: Iterable[Piece]) -> NDArray[np.uint8]:
    """All different bars of the pieces, (n, 24), sorted."""
    rows = [piece.bars for piece in pieces]
    return np.unique(np.concatenate(rows), axis=0) if rows else np.zeros((0, 24), np.uint8)


def pack(parts: dict[str, list[Piece]]) -> dict[str, NDArray[np.generic]]:
    """The arrays of a corpus file: by split, all bars in the tunes' order and the length of each tune."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, pieces in parts.items():
        rows = [piece.bars for piece in pieces] or [np.zeros((0, 24), np.uint8)]
        arrays[name] = np.concatenate(rows)
        arrays[f"{name}_lengths"] = np.array([len(piece.bars) for piece in pieces], np.int32)
    return arrays


def bars_of_training_alone(parts: dict[str, list[Piece]]) -> dict[str, NDArray[np.uint8]]:
    """Different bars by split; a bar that training also has is taken out of the others."""
    train = distinct_bars(parts["train"])
    seen = {row.tobytes() for row in train}
    rest = {
        name: np.array([row for row in distinct_bars(parts[name]) if row.tobytes() not in seen], np.uint8)
        for name in SPLITS[1:]
    }
    return {"train": train, **{name: rows.reshape(-1, 24) for name, rows in rest.items()}}
