"""What the model learned from, as the wall needs it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from installation.measure.encoder import Encoder
from installation.score import HOLD, TICKS
from installation.training import familiar
from installation.training.corpus import Piece

MODEL = Path(__file__).parents[2] / "models" / "folk"


def row(*pitches: int) -> list[int]:
    return [*pitches, *[HOLD] * (TICKS - len(pitches))]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("The Enchanted Valley", "The Enchanted Valley"),
        ("THANKSGIVING", "Thanksgiving"),
        ("MILLER'S REEL", "Miller's Reel"),
        ("Pretty Girls of Mayo, The", "The Pretty Girls of Mayo"),
        ("Old Tune -- Reel (as played)", "Old Tune"),
        ("The Rather Long Name of a Tune that Nobody Remembers", "The Rather Long Name of a…"),
    ],
)
def test_titles_are_said_as_people_say_them(name: str, shown: str) -> None:
    assert familiar.shown_title(name) == shown


def test_every_different_bar_has_its_place_and_its_tune() -> None:
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    encoder = Encoder.from_bytes((MODEL / "weights.safetensors").read_bytes(), config)
    one, other, third = row(60, 62), row(67, 65, 64), row(72)
    pieces = [
        Piece("ryan", "First, The", np.array([one, other, one], np.uint8)),
        Piece("oneill", "Second", np.array([third, other], np.uint8)),
    ]
    unseen = np.array([row(60, 62), row(60, 64), row(80, 60, 80)], np.uint8)
    made = familiar.familiar_of(pieces, unseen, encoder, "a" * 64)
    assert made.bars.tolist() == [one, other, third]
    assert [made.tunes[tune][0] for tune in made.tune_of] == ["The First", "The First", "Second"]
    assert [made.collections[made.tunes[tune][1]][1] for tune in made.tune_of] == [1883, 1883, 1903]
    assert made.points == pytest.approx(encoder.encode(made.bars), abs=0.02)
    assert made.strangeness[0] < 0.1, "a bar that it has"
    assert (np.diff(made.strangeness) >= 0).all()
    again = type(made).from_bytes(made.to_bytes(), "a" * 64)
    assert (again.points == made.points).all()
