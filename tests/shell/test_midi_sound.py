"""`./play sound`: a MIDI file to a sound file, with our instruments or a SoundFont."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mido
import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from installation.shell.sound_commands import instruments, sound
from tests.fakes.soundfont import FontPreset, FontSample, FontZone, soundfont_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    track = mido.MidiTrack()
    for key in (60, 64, 67):
        track.append(mido.Message("note_on", note=key, velocity=100))
        track.append(mido.Message("note_off", note=key, time=240))
    path = tmp_path / "tune.mid"
    mido.MidiFile(tracks=[track]).save(path)
    return path


@pytest.fixture
def font(tmp_path: Path) -> Path:
    tone = FontSample(0.5 * np.sin(2 * np.pi * 440 * np.arange(4_800) / 48_000), 48_000, 69, (0, 4_800))
    path = tmp_path / "font.sf2"
    path.write_bytes(soundfont_bytes([tone], [FontPreset([FontZone([(54, 1), (53, 0)])], 0, 12)]))
    return path


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg"])
def test_a_tune_becomes_a_sound_file(tune: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    result = CliRunner().invoke(sound, [str(tune), "--out", str(out), "--instrument", "marimba"])
    assert result.exit_code == 0, result.output
    heard, rate = soundfile.read(out)
    assert rate == 48_000
    assert np.abs(heard).max() > 0.01


def test_finer_interpolation_plays_the_same_notes(tune: Path, tmp_path: Path) -> None:
    sounds = []
    for word in ("draft", "good", "best"):
        out = tmp_path / f"{word}.wav"
        named = [
            "render",
            str(tune),
            "--out",
            str(out),
            "--instrument",
            "bass",
            "--dry",
            "--interpolation",
            word,
        ]
        assert CliRunner().invoke(sound, named).exit_code == 0
        sounds.append(soundfile.read(out)[0])
    shortest = min(map(len, sounds))
    for other in sounds[1:]:
        apart = np.sqrt(np.mean((other[:shortest] - sounds[0][:shortest]) ** 2))
        assert 0 < apart < 0.05 * np.sqrt(np.mean(other**2))


def test_the_command_says_what_there_is_and_refuses_a_word_it_does_not_know(tune: Path) -> None:
    assert "calibrate" in CliRunner().invoke(sound, ["--help"]).output
    result = CliRunner().invoke(sound, [str(tune), "--out", "o.wav", "--interpolation", "magic"])
    assert result.exit_code == 2
    assert "best" in result.output


def test_a_soundfont_plays_the_nearest_preset_and_dry_is_dry(tune: Path, font: Path, tmp_path: Path) -> None:
    sounds = {}
    for name, more in {"wet": [], "dry": ["--dry"]}.items():
        out = tmp_path / f"{name}.wav"
        result = CliRunner().invoke(sound, [str(tune), "--out", str(out), "--soundfont", str(font), *more])
        assert result.exit_code == 0, result.output
        sounds[name] = soundfile.read(out)[0]
    assert (
        np.flatnonzero(np.abs(sounds["dry"][:, 0]) > 1e-6)[0]
        == np.flatnonzero(np.abs(sounds["wet"][:, 0]) > 1e-6)[0]
    )
    assert len(sounds["dry"]) < len(sounds["wet"])


def test_an_sfz_file_plays_with_its_sounds(tune: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "piano", tmp_path / "out.wav"
    (folder / "sounds").mkdir(parents=True)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(9_600) / 44_100)
    soundfile.write(folder / "sounds" / "a.flac", np.stack([tone, tone], axis=1), 44_100)
    text = "<region> sample=sounds\\a.flac pitch_keycenter=69 loop_mode=loop_continuous xf_keycurve=gain"
    (folder / "piano.sfz").write_text(text, "utf-8")
    result = CliRunner().invoke(
        sound, [str(tune), "--out", str(out), "--soundfont", str(folder / "piano.sfz")]
    )
    assert result.exit_code == 0, result.output
    assert "not played: xf_keycurve" in result.output
    assert np.abs(soundfile.read(out)[0]).max() > 0.01


@pytest.mark.parametrize("sample", ["../../secret.wav", "/etc/hostname", "gone.wav"])
def test_an_sfz_file_reads_no_file_from_elsewhere(tune: Path, tmp_path: Path, sample: str) -> None:
    folder = tmp_path / "one" / "two"
    folder.mkdir(parents=True)
    (folder / "bad.sfz").write_text(f"<region> sample={sample}", "utf-8")
    result = CliRunner().invoke(
        sound, [str(tune), "--out", str(tmp_path / "o.wav"), "--soundfont", str(folder / "bad.sfz")]
    )
    assert result.exit_code == 2
    assert "bad.sfz" in result.output or "gone.wav" in result.output


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--instrument", "tuba"], "tuba"),
        (["--preset", "3"], "no preset"),
        (["--soundfont", "FONT", "--preset", "7:7"], "7:7"),
        (["--soundfont", "TUNE"], "no SoundFont"),
        (["--out", "out.mp3"], "ends in"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_2(
    tune: Path, font: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    named = [{"FONT": str(font), "TUNE": str(tune)}.get(word, word) for word in more]
    result = CliRunner().invoke(sound, [str(tune), "--out", "out.wav", *named])
    assert result.exit_code == 2
    assert said in result.output


def test_a_file_that_is_no_midi_exits_with_2(font: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(sound, [str(font), "--out", str(tmp_path / "out.wav")])
    assert result.exit_code == 2
    assert "no MIDI file" in result.output


def test_the_table_has_a_row_for_each_layer() -> None:
    result = CliRunner().invoke(instruments, ["table", "--only", "marimba"])
    assert result.exit_code == 0, result.output
    assert (
        len(result.output.splitlines()) == 1 + 3 * 3 + 2
    )  # the head, three keys in three layers, what holds for all


def test_building_writes_every_instrument(tmp_path: Path) -> None:
    result = CliRunner().invoke(instruments, ["build", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert len(list(tmp_path.glob("*.flac"))) == len(list(tmp_path.glob("*.yaml"))) == 12


def test_getting_ready_says_what_is_there() -> None:
    result = CliRunner().invoke(instruments, ["ready"])
    assert result.exit_code == 0, result.output
    assert "12 instruments" in result.output
