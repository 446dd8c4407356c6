"""A ringtone performed: the same notes every time, and none left sounding."""

from __future__ import annotations

import pytest

from installation.effects import FRAME_RATE, EndAllNotes, SeatBand, ShapeSound, StartNote, StopNote
from installation.measure.shape import Shape
from installation.ringtone.performance import Performance, perform
from installation.ringtone.piece import Ringtone
from tests.fakes import kit

BARS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 1, 2), (10, 10, 10, 10))


def played(shape: Shape | None = None) -> Performance:
    ringtone = Ringtone("plain", BARS) if shape is None else Ringtone("plain", BARS, shape)
    return perform(ringtone, kit.style("plain", 100.0), kit.rules().kits["plain"])


def test_it_lasts_its_bars_and_every_note_ends_by_then() -> None:
    found = played()
    assert found.end_frame == pytest.approx(9.6 * FRAME_RATE, abs=2)
    sounding: set[int] = set()
    for effect in found.effects:
        if isinstance(effect, StartNote):
            sounding.add(effect.note)
        elif isinstance(effect, StopNote):
            sounding.discard(effect.note)
    assert not sounding
    assert isinstance(found.effects[-1], EndAllNotes)
    assert all(0 <= note.start < note.end <= found.end_frame for note in found.notes)
    frames = [effect.frame for effect in found.effects]
    assert frames == sorted(frames)


def test_the_melody_is_the_decoded_bars_and_a_bass_and_drums_play_with_it() -> None:
    found = played()
    assert {note.part for note in found.notes} == {"melody", "bass", "percussion"}
    decoded = [note.pitch for measure in found.measures for note in measure.notes]
    assert [note.pitch for note in found.notes if note.part == "melody"] == decoded
    assert isinstance(found.effects[0], SeatBand)


def test_the_same_ringtone_is_performed_the_same_every_time() -> None:
    assert played().effects == played().effects


def test_a_shape_moves_the_melody_the_key_the_tempo_and_the_light_of_the_sound() -> None:
    plain, shaped = played(), played(Shape(12, timbre=1.0, tempo=0.95))
    pitches = [note.pitch for note in plain.notes if note.part == "melody"]
    moved = [note.pitch for note in shaped.notes if note.part == "melody"]
    assert moved != pitches
    assert all((new - old) % 12 == 0 for old, new in zip(pitches, moved, strict=True))
    assert shaped.length.tempo_bpm == pytest.approx(95.0)
    assert any(isinstance(effect, ShapeSound) and effect.timbre == 1.0 for effect in shaped.effects)
