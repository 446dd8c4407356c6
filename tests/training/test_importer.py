"""Mirrors installation/training/importer.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import music21
import pytest

from installation.score import HOLD
from installation.training import importer

if TYPE_CHECKING:
    from pathlib import Path

ABC = "X:1\nT:One\nM:4/4\nL:1/8\nK:G\nGABc d2B2|ABcd e4|\n"


def melody(*pitches: int) -> music21.stream.Part:
    part = music21.stream.Part()
    for pitch in pitches:
        part.append(music21.note.Note(pitch, quarterLength=0.5))
    return part


def write(score: music21.stream.Stream, kind: str, path: Path) -> Path:
    score.write(kind, fp=path)
    return path


@pytest.mark.parametrize(("kind", "name"), [("midi", "tune.mid"), ("musicxml", "tune.musicxml")])
def test_a_melody_comes_in_from_midi_and_musicxml(tmp_path: Path, kind: str, name: str) -> None:
    path = write(melody(*range(60, 76)), kind, tmp_path / name)
    rows = importer.read_file(path).pieces[0].bars
    assert rows[rows < HOLD].tolist() == list(range(60, 76))
    assert (rows[:, ::3] < HOLD).all()


def test_abc_comes_in_through_our_own_reader(tmp_path: Path) -> None:
    path = tmp_path / "book.abc"
    path.write_text(ABC, encoding="utf-8")
    assert len(importer.read_file(path).pieces[0].bars) == 2


def test_a_polyphonic_midi_is_refused(tmp_path: Path) -> None:
    part = music21.stream.Part()
    part.append(music21.chord.Chord([60, 64, 67], quarterLength=4))
    with pytest.raises(importer.TunesError, match="polyphonic"):
        importer.read_file(write(part, "midi", tmp_path / "chords.mid"))


def test_two_voices_are_refused(tmp_path: Path) -> None:
    score = music21.stream.Score([melody(60, 62), melody(48, 50)])
    with pytest.raises(importer.TunesError, match="2 voices"):
        importer.read_file(write(score, "midi", tmp_path / "two.mid"))


def test_every_file_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    (tmp_path / "good.abc").write_text(ABC, encoding="utf-8")
    (tmp_path / "broken.abc").write_text("this is no tune", encoding="utf-8")
    (tmp_path / "broken.mid").write_bytes(b"MThd rubbish")
    (tmp_path / "picture.png").write_bytes(b"")
    found, refused = importer.read_folder(tmp_path)
    assert [one.path.name for one in found] == ["good.abc"]
    reasons = {path.name: reason for path, reason in refused.items()}
    assert "no bar" in reasons["broken.abc"]
    assert "cannot read" in reasons["broken.mid"]
    assert "not an ABC" in reasons["picture.png"]


def test_a_missing_an_empty_and_a_useless_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(importer.TunesError, match="no such folder"):
        importer.read_folder(tmp_path / "nowhere")
    with pytest.raises(importer.TunesError, match="empty"):
        importer.read_folder(tmp_path)
    (tmp_path / "x.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(importer.TunesError, match=r"none of its files .*x\.txt: not an ABC"):
        importer.read_folder(tmp_path)
