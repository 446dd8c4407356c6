"""The tune that was played, as a Standard MIDI File.

Owns the way from audio frames to MIDI ticks. Refuses to know which visit it was and what else sounded.
The file is of type 0: one track, one channel, the tempo changes in it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mido

if TYPE_CHECKING:
    from collections.abc import Sequence

TICKS_PER_BEAT = 480
FRAMES_PER_S = 48_000


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """A note that sounded from `start` to `end` (audio frames); pitch as a MIDI number, velocity 1..127."""

    start: int
    end: int
    pitch: float
    velocity: int


@dataclass(frozen=True, slots=True)
class Tempo:
    """From `frame` on the tune goes at `tempo_bpm`."""

    frame: int
    tempo_bpm: float


def melody(notes: Sequence[PlayedNote], tempos: Sequence[Tempo]) -> bytes:
    """Return the MIDI file of the notes; `tempos` holds at least one, in order, the first at frame 0.

    Raises:
        ValueError: there is no tempo at frame 0, or they are not in order.
    """
    if not tempos or tempos[0].frame != 0 or list(tempos) != sorted(tempos, key=lambda tempo: tempo.frame):
        raise ValueError("a tune needs its tempos in order of time, the first at frame 0")
    events = [(_tick(tempo.frame, tempos), 0, _tempo_message(tempo)) for tempo in tempos]
    for note in _apart(notes):
        start, end = _tick(note.start, tempos), _tick(note.end, tempos)
        pitch = round(note.pitch)
        # At the same tick the end of a note comes before the start of the next, or it would silence it.
        events.append((start, 2, mido.Message("note_on", note=pitch, velocity=note.velocity)))
        events.append((max(end, start + 1), 1, mido.Message("note_off", note=pitch, velocity=0)))
    return _file(sorted(events, key=lambda event: event[:2]))


def _apart(notes: Sequence[PlayedNote]) -> list[PlayedNote]:
    """Cut each note where the next of its pitch starts: MIDI tells notes of one pitch not apart."""
    ordered = sorted(notes, key=lambda note: (note.start, note.pitch))
    later: dict[int, int] = {}
    cut = []
    for note in reversed(ordered):
        pitch = round(note.pitch)
        end = min(note.end, later.get(pitch, note.end))
        if end > note.start:  # of two that start together one is heard
            cut.append(PlayedNote(note.start, end, note.pitch, note.velocity))
            later[pitch] = note.start
    return cut[::-1]


def _tempo_message(tempo: Tempo) -> mido.MetaMessage:
    return mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo.tempo_bpm))


def _tick(frame: int, tempos: Sequence[Tempo]) -> int:
    """Return the MIDI tick of an audio frame: the beats of every tempo's span that lies before it."""
    beats = 0.0
    for place, tempo in enumerate(tempos):
        end = tempos[place + 1].frame if place + 1 < len(tempos) else frame
        span = min(end, frame) - tempo.frame
        if span > 0:
            beats += span / FRAMES_PER_S * tempo.tempo_bpm / 60
    return round(beats * TICKS_PER_BEAT)


def _file(events: list[tuple[int, int, mido.Message]]) -> bytes:
    """Return the bytes of a file with these (tick, rank, message), already in order."""
    track = mido.MidiTrack()
    now = 0
    for tick, _, message in events:
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track"))
    file = mido.MidiFile(type=0, ticks_per_beat=TICKS_PER_BEAT)
    file.tracks.append(track)
    data = io.BytesIO()
    file.save(file=data)
    return data.getvalue()
