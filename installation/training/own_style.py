"""A new style from somebody's own tunes: its mode, its home bar, its ways, and a judge that has read them.

Owns the guesses (tonic, mode, home bar) and their reasons. The weights stay what they are, so that one decoder plays
every style; whether it holds these tunes well enough is measured and said. Refuses to know commands and files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import yaml

from installation.score import HOLD, MODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from installation.training.corpus import Piece

ENOUGH_BARS = 4
OWN_SHARE = 0.5
"""How much of what the steering judge reads is the own tunes."""


class OwnStyleError(ValueError):
    """No style can be made of these tunes; the text says why."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What was found in the tunes: where they stand, and the bar that is most like all of them."""

    tonic: int
    mode: str
    fits: float
    home: tuple[int, ...]


def portrait(pieces: Sequence[Piece]) -> Portrait:
    """Tonic, mode and home bar of some tunes.

    Raises:
        OwnStyleError: too few bars to say anything.
    """
    rows = np.concatenate([piece.bars for piece in pieces])
    if len(rows) < ENOUGH_BARS:
        raise OwnStyleError(f"{len(rows)} usable bars are too few: at least {ENOUGH_BARS} are needed")
    tonic, mode, fits = best_mode(pieces)
    return Portrait(tonic, mode, fits, tuple(int(symbol) for symbol in home_bar(rows)))


def best_mode(pieces: Sequence[Piece]) -> tuple[int, str, float]:
    """(tonic, mode, share of onsets within it): last notes of tunes speak for the tonic."""
    classes: Counter[int] = Counter()
    lasts: Counter[int] = Counter()
    for piece in pieces:
        pitches = piece.bars[piece.bars < HOLD].astype(int) % 12
        classes.update(pitches.tolist())
        lasts[int(pitches[-1])] += 1
    total = sum(classes.values())
    best = (0.0, 0, "major", 0.0)
    for tonic in range(12):
        for mode, steps in MODES.items():
            inside = sum(classes[(tonic + step) % 12] for step in steps) / total
            weight = inside + 0.25 * classes[tonic] / total + 0.2 * lasts[tonic] / len(pieces)
            best = max(best, (weight, tonic, mode, inside))
    return best[1], best[2], best[3]


def home_bar(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The bar of 4 to 10 onsets that shares most onsets with all the others (any bar, if there is none such)."""
    onsets = (rows < HOLD).sum(1)
    some = rows[(onsets >= 4) & (onsets <= 10)]
    some = some if len(some) else rows
    alike = [((rows == row) & (row < HOLD)).sum() / (row < HOLD).sum() for row in some]
    found: NDArray[np.uint8] = some[int(np.argmax(alike))]
    return found


def steering_bars(own: NDArray[np.uint8], old: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Old bars, and the own ones as often as gives them their share: nothing is forgotten, the new is heard."""
    times = max(1, round(OWN_SHARE / (1 - OWN_SHARE) * len(old) / len(own)))
    return np.concatenate([old, np.tile(own, (times, 1))])


def style_text(name: str, found: Portrait, tempo_bpm: float) -> str:
    """The YAML of the new style."""
    return yaml.safe_dump(
        {
            "name": name,
            "title": name.replace("_", " ").capitalize(),
            "description": f"Made from own tunes, in {found.mode}.",
            "tonic": found.tonic,
            "mode": found.mode,
            "tempo_bpm": tempo_bpm,
            "start": [list(found.home)],
            "instruments": {"melody": "kalimba"},
        },
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
    )
