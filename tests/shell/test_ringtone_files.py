"""The files of a ringtone as they come of a performance: whole, loud enough, dying away."""

from __future__ import annotations

import io

import mido
import numpy as np
import pytest
import soundfile

from installation.ringtone.performance import Performance, perform
from installation.ringtone.piece import Ringtone
from installation.shell.instruments import load_bank
from installation.shell.ringtone_files import FADE_S, PEAK, TAIL_S, _finished, note_files, sound_files
from tests.fakes import kit

BARS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 1, 2), (10, 10, 10, 10))


@pytest.fixture(scope="module")
def performance() -> Performance:
    return perform(Ringtone("plain", BARS), kit.style("plain", 100.0), kit.rules().kits["plain"])


def test_the_sound_lasts_its_bars_and_a_tail_and_is_as_loud_as_a_file_lets_it_be(
    performance: Performance,
) -> None:
    files = sound_files(performance, load_bank())
    for name, form in (("ringtone.wav", "WAV"), ("ringtone.ogg", "OGG")):
        sound, rate = soundfile.read(io.BytesIO(files[name]), dtype="float32")
        assert (rate, sound.shape[1], soundfile.info(io.BytesIO(files[name])).format) == (48_000, 2, form)
        assert 9.6 <= len(sound) / rate <= 9.6 + TAIL_S
    wav, _ = soundfile.read(io.BytesIO(files["ringtone.wav"]), dtype="float32")
    assert np.abs(wav).max() == pytest.approx(PEAK, abs=1e-3)
    assert np.abs(wav[-48:]).max() < 1e-3


def test_notes_need_no_sound(performance: Performance) -> None:
    files = note_files(performance, "Tune", "CODE")
    assert sorted(files) == ["ringtone.mid", "ringtone.musicxml"]
    assert mido.MidiFile(file=io.BytesIO(files["ringtone.mid"])).length == pytest.approx(9.6, abs=0.05)
    assert b"CODE" in files["ringtone.musicxml"]


def test_silence_stays_silent_and_as_long_as_its_bars() -> None:
    assert _finished(np.zeros((5000, 2), np.float32), 4000).shape == (4000, 2)


def test_a_sound_that_never_dies_away_is_faded_out() -> None:
    found = _finished(np.full((96_000, 2), 0.5, np.float32), 48_000)
    assert len(found) == 96_000
    assert np.abs(found[-1]).max() == 0.0
    assert found[-round(FADE_S * 48_000) - 1, 0] == pytest.approx(PEAK)
