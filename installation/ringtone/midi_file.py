"""A ringtone as a Standard MIDI File: the melody and the band, a track each.

Owns which General MIDI sound stands for which instrument. Refuses to know how notes came about.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import mido

from installation.effects import FRAME_RATE
from installation.score import BEATS

if TYPE_CHECKING:
    from installation.ringtone.performance import Performance, Played

TICKS_PER_BEAT = 480
_DRUMS = 9  # General MIDI's channel of percussion, counted from 0
_PROGRAMS = {
    "bass": 32, "bell": 14, "flute": 73, "glass": 98, "harp": 46, "kalimba": 108, "marimba": 12, "pad": 89,
}  # fmt: skip
_PIANO = 0  # for an instrument that General MIDI does not have
_CHANNELS = {"melody": 0, "bass": 1, "percussion": _DRUMS}


def midi_file(performance: Performance, title: str) -> bytes:
    """The bytes of the file: type 1, a track of tempo and time, then one a part."""
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    end = _tick(performance, performance.end_frame)
    head = [
        mido.MetaMessage("track_name", name=title),
        mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(performance.length.tempo_bpm)),
        mido.MetaMessage("time_signature", numerator=BEATS, denominator=4),
        mido.MetaMessage("end_of_track", time=end),
    ]
    file.tracks.append(mido.MidiTrack(head))
    for part, channel in _CHANNELS.items():
        file.tracks.append(_track(performance, part, channel, end))
    data = io.BytesIO()
    file.save(file=data)
    return data.getvalue()


def _track(performance: Performance, part: str, channel: int, end: int) -> mido.MidiTrack:
    """A part's track: its name, its sound, its notes."""
    instrument = getattr(performance.style.instruments, part)
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=f"{part}: {instrument}")])
    if channel != _DRUMS:
        program = _PROGRAMS.get(instrument, _PIANO)
        track.append(mido.Message("program_change", channel=channel, program=program))
    events = []
    for note in performance.notes:
        if note.part == part:
            start, after = _ends(performance, note)
            events.append((start, 1, note.pitch, note.velocity))
            events.append((after, 0, note.pitch, 0))
    now = 0
    for tick, on, pitch, velocity in sorted(events):
        kind = "note_on" if on else "note_off"
        track.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=max(0, end - now)))
    return track


def _ends(performance: Performance, note: Played) -> tuple[int, int]:
    """First tick of a note and the one after it; a stroke of a drum has a length here, since files ask for one."""
    start, after = _tick(performance, note.start), _tick(performance, note.end)
    least = TICKS_PER_BEAT // 12 if note.part == "percussion" else 1
    return start, max(after, start + least)


def _tick(performance: Performance, frame: int) -> int:
    return round(frame / FRAME_RATE * performance.length.tempo_bpm / 60 * TICKS_PER_BEAT)
