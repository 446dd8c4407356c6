"""Mirrors installation/training/corpus.py."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from installation.training import corpus
from installation.training.corpus import Piece


def piece(name: str, seed: int, bars: int = 8, collection: str = "a") -> Piece:
    chance = np.random.default_rng(seed)
    rows = np.full((bars, 24), 128, np.uint8)
    rows[:, ::3] = chance.integers(60, 80, (bars, 8))
    return Piece(collection, name, rows)


def test_tunes_by_the_excluded_transcriber_are_left_out_and_counted() -> None:
    text = "X:1\nT:one\nM:4/4\nL:1/8\nZ:henrik.norbeck\nK:C\nCDEFGABc|\nX:2\nT:two\nM:4/4\nL:1/8\nK:C\nCDEFGABc|\n"
    left_out: Counter[str] = Counter()
    found = corpus.read_book(text, corpus.O_NEILL, left_out)
    assert [piece.name for piece in found] == ["two"]
    assert left_out["tunes by an excluded transcriber"] == 1


def test_a_broken_tune_does_not_stop_its_book() -> None:
    left_out: Counter[str] = Counter()
    found = corpus.read_book("X:1\nK:H\nabc\nX:2\nT:b\nK:C\nCDEFGABc|", corpus.RYAN, left_out)
    assert len(found) == 1
    assert any("unknown key" in reason for reason in left_out)


def test_a_transposed_variant_is_grouped_with_its_tune() -> None:
    tune = piece("one", 1)
    moved = Piece("b", "another name", np.where(tune.bars < 128, tune.bars + 2, tune.bars).astype(np.uint8))
    groups = corpus.group_variants([tune, piece("two", 2), moved])
    assert groups[0] == groups[2] != groups[1]


def test_tunes_of_one_title_are_grouped() -> None:
    groups = corpus.group_variants([piece("The Reel -- Hornpipe", 1), piece("Reel", 2)])
    assert groups[0] == groups[1]


def test_no_group_stands_on_two_sides_of_a_split() -> None:
    pieces = [piece(f"tune {index % 40}", index) for index in range(80)]
    parts = corpus.split_pieces(pieces)
    names = [{piece.name for piece in part} for part in parts.values()]
    assert sum(len(part) for part in parts.values()) == 80
    assert not names[0] & names[1]
    assert not names[0] & names[2]


def test_a_bar_that_training_has_is_in_no_other_part() -> None:
    same = piece("x", 3)
    found = corpus.bars_of_training_alone({"train": [same], "validation": [same], "test": [piece("y", 4)]})
    assert len(found["validation"]) == 0
    assert len(found["test"]) == 8


def test_the_split_of_a_title_never_changes() -> None:
    found = [corpus.split_of(f"oneill/{name}") for name in "abcd"]
    assert found == ["test", "train", "validation", "train"]


def test_a_collection_that_is_gone_is_named() -> None:
    gone = corpus.Collection("gone", "no_such_folder", "", "")
    with pytest.raises(FileNotFoundError, match="no_such_folder"):
        corpus.books_of(gone)
