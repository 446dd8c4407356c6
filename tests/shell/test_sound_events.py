"""The table from effects to events."""

from __future__ import annotations

import numpy as np
import pytest

from installation.effects import (
    EndAllNotes,
    MuteSound,
    SeatBand,
    SetVolume,
    ShapeSound,
    SoundEffect,
    StartNote,
    StopNote,
    TouchPad,
)
from installation.sampler.bank import Instrument, bank_of
from installation.sampler.event import Kind
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.shell.sound_events import BAND, PARTS, Seat, newly_seated, rows_of, seating

BANK = bank_of(
    [
        Instrument(name, (Sample(np.ones(100, np.float32), 48_000.0),), (Region(0),))
        for name in ("kalimba", "bell")
    ]
)


def test_volume_and_mute_become_their_events() -> None:
    bank = BANK
    rows = rows_of([SetVolume(7, -20.0), MuteSound(8, muted=True), MuteSound(9, muted=False)], bank)
    assert rows["frame"].tolist() == [7, 8, 9]
    assert rows["kind"].tolist() == [Kind.VOLUME, Kind.MUTE, Kind.MUTE]
    assert rows["value"].tolist() == pytest.approx([0.1, 1.0, 0.0])


@pytest.mark.parametrize(
    ("effect", "row"),
    [
        (StartNote(5, "bass", 7, 40.5, 90), (5, 40.5, 90.0, 7, Kind.START, PARTS.index("bass"))),
        (StartNote(5, "choir", 7, 40.0, 90), (5, 40.0, 90.0, 7, Kind.START, PARTS.index("melody"))),
        (StopNote(6, 7), (6, 0.0, 0.0, 7, Kind.STOP, 0)),
        (ShapeSound(8, 0.0, -0.5), (8, -0.5, 1.0, 0, Kind.SHAPE, 0)),
        (EndAllNotes(9), (9, 0.0, 0.0, 0, Kind.END_ALL, 0)),
        (TouchPad(4, 2, 0.25), (4, 50.0, 0.25, -3, Kind.TOUCH, PARTS.index("touch"))),
        (TouchPad(4, 0, np.inf), (4, 48.0, 1.0, -1, Kind.TOUCH, PARTS.index("touch"))),
        (TouchPad(4, 0, np.nan), (4, 48.0, 0.0, -1, Kind.TOUCH, PARTS.index("touch"))),
        (TouchPad(4, 0, -3.0), (4, 48.0, 0.0, -1, Kind.TOUCH, PARTS.index("touch"))),
    ],
)
def test_every_effect_has_its_row_and_a_pressure_that_cannot_be_does_no_harm(
    effect: SoundEffect, row: tuple[float, ...]
) -> None:
    (found,) = rows_of([effect], BANK)
    assert tuple(found.item())[:6] == row


def test_an_instrument_that_is_not_there_leaves_its_seat_as_it_was_and_a_style_is_louder_as_a_whole() -> None:
    players = (("melody", "bell"), ("bass", "tuba"), ("choir", "bell"))
    seats = newly_seated(SeatBand(0, players, 2, 3.0, (("melody", -2.0, 0.5),)), BANK)
    assert seats == {"melody": Seat("bell", 1.0, 0.5, BAND["melody"].send_db)}
    with pytest.raises(KeyError, match="choir"):
        seating(BANK, {"choir": Seat("bell")}, 0)
