"""Mirrors installation/training/own_style.py."""

from __future__ import annotations

import numpy as np
import pytest

from installation.settings import read_style
from installation.training import own_style
from installation.training.corpus import Piece


def tune(*bars: list[int]) -> Piece:
    rows = np.full((len(bars), 24), 128, np.uint8)
    for row, pitches in zip(rows, bars, strict=True):
        row[:: 24 // len(pitches)] = pitches
    return Piece("own", "t", rows)


DORIAN = tune([62, 64, 65, 67], [69, 71, 72, 74], [72, 71, 69, 67], [65, 64, 62, 62])


def test_the_mode_is_found_from_pitches_and_the_tonic_from_last_notes() -> None:
    assert own_style.best_mode([DORIAN]) == (2, "dorian", 1.0)


def test_the_home_bar_is_the_one_most_like_the_others() -> None:
    rows = np.concatenate([DORIAN.bars, DORIAN.bars[:1], DORIAN.bars[:1]])
    assert (own_style.home_bar(rows) == DORIAN.bars[0]).all()


def test_too_few_bars_are_refused() -> None:
    with pytest.raises(own_style.OwnStyleError, match="1 usable bars"):
        own_style.portrait([tune([60, 62, 64, 65])])


def test_the_style_it_writes_can_be_read() -> None:
    text = own_style.style_text("my_tunes", own_style.portrait([DORIAN]), 90.0)
    style = read_style(text, "my_tunes.yaml")
    assert (style.tonic, style.mode) == (2, "dorian")


def test_own_bars_are_heard_as_often_as_old_ones() -> None:
    old = np.zeros((100, 24), np.uint8)
    found = own_style.steering_bars(DORIAN.bars, old)
    assert len(found) == 200
    assert (found[:100] == old).all()
