"""The files of a ringtone: sound, notes, sheet music, as bytes; the same code gives the same ones on every copy.

Owns which files there are and what they are called. Refuses to draw pictures (ringtone_card.py), and to know who
asked. WAV, MIDI, MusicXML and the code's text are the same byte for byte; Ogg holds a serial number of its own.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from installation.effects import FRAME_RATE
from installation.ringtone.midi_file import midi_file
from installation.ringtone.musicxml import musicxml
from installation.shell.offline_sound import OfflineSound

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.ringtone.performance import Performance
    from installation.sampler.bank import Bank

NAME = "ringtone"
TAIL_S = 3.0
"""How long the last notes may take to die away."""
FADE_S = 0.25
INAUDIBLE = 10 ** (-72 / 20)
PEAK = 10 ** (-1 / 20)
"""A ringtone is as loud as a file lets it be: its highest sample is 1 dB below full scale."""
PIECE_FRAMES = FRAME_RATE // 10


def rendered(performance: Performance, bank: Bank) -> NDArray[np.float32]:
    """The sound of a performance with its tail, (N, 2) at 48 kHz."""
    sound = OfflineSound(bank)
    end = performance.end_frame + round(TAIL_S * FRAME_RATE)
    effects, done = performance.effects, 0
    for frame in range(0, end, PIECE_FRAMES):
        upto = done
        while upto < len(effects) and effects[upto].frame < frame + PIECE_FRAMES:
            upto += 1
        sound.play(effects[done:upto])
        sound.render_to(min(frame + PIECE_FRAMES, end))
        done = upto
    return _finished(sound.audio(), performance.end_frame)


def _finished(sound: NDArray[np.float32], end_frame: int) -> NDArray[np.float32]:
    """Cut where nothing is heard any more, faded out, and as loud as a file lets it be."""
    heights = np.abs(sound).max(axis=1)
    peak = float(heights.max())
    if peak == 0.0:
        return sound[:end_frame]
    last = int(np.flatnonzero(heights > INAUDIBLE * peak)[-1]) + 1
    fade = round(FADE_S * FRAME_RATE)
    cut = sound[: min(max(last, end_frame) + fade, len(sound))] * np.float32(PEAK / peak)
    cut[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
    found: NDArray[np.float32] = cut
    return found


def sound_files(performance: Performance, bank: Bank) -> dict[str, bytes]:
    """WAV (16 bit) and Ogg Vorbis."""
    sound = rendered(performance, bank)
    return {f"{NAME}.wav": wav_file(sound), f"{NAME}.ogg": _encoded(sound, "OGG", "VORBIS")}


def wav_file(sound: NDArray[np.float32]) -> bytes:
    """Sound (N, 2) at 48 kHz as a WAV file of 16 bit."""
    return _encoded(sound, "WAV", "PCM_16")


def note_files(performance: Performance, title: str, code: str) -> dict[str, bytes]:
    """MIDI and MusicXML: no sound is rendered for them."""
    return {
        f"{NAME}.mid": midi_file(performance, title),
        f"{NAME}.musicxml": musicxml(performance, title, code),
    }


def _encoded(sound: NDArray[np.float32], form: str, subtype: str) -> bytes:
    data = io.BytesIO()
    soundfile.write(data, sound, FRAME_RATE, format=form, subtype=subtype)
    return data.getvalue()
