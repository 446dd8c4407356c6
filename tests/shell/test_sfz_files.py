"""An SFZ's files: what it includes, loops that a WAV file holds, and bounds."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from installation.sampler.sfz_text import SfzError
from installation.shell import sfz_files
from installation.shell.sfz_files import sfz_instrument

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sound, a.wav, that names a loop of its own."""
    soundfile.write(tmp_path / "a.wav", np.sin(np.arange(2_000) / 9), 48_000, subtype="PCM_16")
    loop = struct.pack("<9I", 0, 0, 20_833, 60, 0, 0, 0, 1, 0) + struct.pack("<6I", 0, 0, 100, 899, 0, 0)
    with (tmp_path / "a.wav").open("ab") as file:
        file.write(b"odd \x01\0\0\0x\0" + b"smpl" + struct.pack("<I", len(loop)) + loop)
    return tmp_path


def loops(folder: Path, text: str) -> list[tuple[int, int] | None]:
    (folder / "it.sfz").write_text(text, "utf-8")
    return [sample.loop for sample in sfz_instrument(folder / "it.sfz")[0].samples]


@pytest.mark.parametrize(
    ("opcodes", "loop"),
    [
        ("", (100, 900)), ("loop_mode=loop_continuous", (100, 900)), ("loop_start=5 loop_end=9", (5, 10)),
        ("loop_mode=no_loop", None), ("loopmode=one_shot", None),
    ],
)  # fmt: skip
def test_a_wavs_own_loop_counts_where_the_text_says_none(
    folder: Path, opcodes: str, loop: tuple[int, int] | None
) -> None:
    assert loops(folder, f"<region> sample=a.wav {opcodes}") == [loop]


def test_a_file_without_a_loop_of_its_own_loops_whole_where_it_is_asked_to(folder: Path) -> None:
    soundfile.write(folder / "b.flac", np.zeros(700), 48_000)
    text = "<region> sample=b.flac loop_mode=loop_continuous <region> sample=b.flac"
    assert loops(folder, text) == [(0, 700), None]


def test_an_included_text_lies_beside_it_and_not_elsewhere(folder: Path) -> None:
    (folder / "keys.sfz").write_text("<region> sample=a.wav key=60 <region> sample=a.wav key=61", "utf-8")
    (folder / "it.sfz").write_text('#include "keys.sfz"', "utf-8")
    assert len(sfz_instrument(folder / "it.sfz")[0].regions) == 2
    (folder / "it.sfz").write_text('#include "../../../etc/hostname"', "utf-8")
    with pytest.raises(SfzError, match="outside"):
        sfz_instrument(folder / "it.sfz")


def test_sounds_that_are_too_long_together_are_refused_unread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sfz_files, "MOST_FRAMES", 3_000)
    text = "<region> sample=a.wav <region> sample=a.wav loop_mode=no_loop"
    with pytest.raises(SfzError, match="longer than 3000"):
        loops(folder, text)
