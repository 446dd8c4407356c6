"""The MIDI file of a ringtone."""

from __future__ import annotations

import io

import mido
import pytest

from installation.ringtone.midi_file import TICKS_PER_BEAT, midi_file
from installation.ringtone.performance import perform
from installation.ringtone.piece import Ringtone
from tests.fakes import kit

BARS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 1, 2), (10, 10, 10, 10))


def test_it_holds_every_note_of_every_part_at_its_time() -> None:
    performance = perform(Ringtone("plain", BARS), kit.style("plain", 100.0), kit.rules().kits["plain"])
    data = midi_file(performance, "Melodie für 你")
    assert data == midi_file(performance, "Melodie für 你")
    file = mido.MidiFile(file=io.BytesIO(data), charset="utf-8")
    assert (file.type, len(file.tracks), file.tracks[0].name) == (1, 4, "Melodie für 你")
    assert file.length == pytest.approx(9.6, abs=0.05)
    for track, part, channel in zip(
        file.tracks[1:], ("melody", "bass", "percussion"), (0, 1, 9), strict=True
    ):
        starts, now, open_notes = [], 0, set()
        for message in track:
            now += message.time
            if message.type == "note_on":
                assert message.channel == channel
                starts.append((now, message.note))
                open_notes.add(message.note)
            elif message.type == "note_off":
                open_notes.discard(message.note)
        wanted = [
            (note.start / 48_000 * 100 / 60 * TICKS_PER_BEAT, note.pitch)
            for note in performance.notes
            if note.part == part
        ]
        assert not open_notes
        assert sorted(starts) == sorted((round(tick), pitch) for tick, pitch in wanted)


def test_an_instrument_that_the_standard_does_not_have_becomes_a_piano() -> None:
    style = kit.style("plain", 100.0)
    strange = kit.msgspec.structs.replace(
        style, instruments=kit.msgspec.structs.replace(style.instruments, melody="theremin")
    )
    performance = perform(Ringtone("plain", BARS), strange, kit.rules().kits["plain"])
    file = mido.MidiFile(file=io.BytesIO(midi_file(performance, "x")))
    assert [message.program for message in file.tracks[1] if message.type == "program_change"] == [0]
