"""Mirrors installation/training/lines.py."""

from __future__ import annotations

import io

import mido
import numpy as np

from installation.training import lines


def grid() -> np.ndarray:
    """One note a measure, higher by one with every level of density; other pads' levels change nothing."""
    found = np.full((10, 10, 10, 10, 24), 128, np.uint8)
    found[..., 6] = 60 + np.arange(10).reshape(1, 1, 10, 1)
    return found


def test_a_line_goes_through_the_ten_levels_of_its_pad_and_no_other() -> None:
    assert [int(row[6]) for row in lines.line_of(grid(), 2)] == list(range(60, 70))
    assert {int(row[6]) for row in lines.line_of(grid(), 0)} == {64}


def test_each_measure_of_a_line_sounds_twice_at_its_place_for_its_length() -> None:
    file = mido.MidiFile(file=io.BytesIO(lines.line_midi(grid(), 2, 120.0)))
    clock, struck = 0.0, []
    for message in file:
        clock += message.time
        if message.type == "note_on" and message.velocity:
            struck.append((message.note, round(clock, 2)))
    assert struck[:3] == [(60, 0.5), (60, 2.5), (61, 4.5)]
    assert len(struck) == 20
    assert round(clock, 2) == 40.0
