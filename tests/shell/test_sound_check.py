"""Calibrating: a safe, known, soft test sound, and a reading that is typed in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from installation.sampler.meter import RATE_HZ, long_level_db, measure, meter_of
from installation.shell import sound_check
from installation.shell.places import HOME
from installation.shell.sound_check import CalibratingSound, pink_sound
from installation.shell.sound_commands import sound
from installation.shell.sound_hall import read_hall

if TYPE_CHECKING:
    from pathlib import Path


def test_the_test_sound_has_the_level_it_says_and_joins_itself() -> None:
    made = pink_sound(-30.0)
    meter = meter_of()
    for first in range(0, 2 * len(made), 4_800):
        measure(meter, made[first % len(made) : first % len(made) + 4_800])
    assert long_level_db(meter) == pytest.approx(-30.0, abs=0.3)
    assert np.abs(made).max() < 0.5
    assert np.abs(made[0] - made[-1]).max() < 6 * np.abs(np.diff(made, axis=0)).std()


class Loudspeaker:
    """A device that asks for two seconds at once."""

    heard = np.zeros((0, 2), np.float32)
    closed = False

    def __init__(self, fill: Any, name: str, *, safe: bool) -> None:
        assert safe
        if name == "gone":
            raise OSError("sound device gone: there is no device of that name")
        Loudspeaker.heard = np.zeros((2 * RATE_HZ, 2), np.float32)
        for block in np.split(Loudspeaker.heard, 750):
            fill(block, 0)

    def close(self) -> None:
        Loudspeaker.closed = True


def test_it_begins_softly_and_ends() -> None:
    with CalibratingSound("", -30.0, Loudspeaker):  # type: ignore[arg-type]
        first, last = Loudspeaker.heard[:4_800], Loudspeaker.heard[-4_800:]
        assert np.abs(first).max() < 0.01 * np.abs(last).max()
    assert Loudspeaker.closed


def test_a_typed_reading_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_check.CalibratingSound.__init__, "__defaults__", (Loudspeaker,))
    kept = tmp_path / "sound.json"
    result = CliRunner().invoke(
        sound, ["calibrate", "--ceiling", "85", "--kept", str(kept)], input="999\n71.5\n"
    )
    assert result.exit_code == 0, result.output
    assert json.loads(kept.read_text("utf-8")) == {"offset_db": 101.5, "ceiling_db": 85.0}
    assert "101.5" in result.output


def test_the_hall_is_kept_where_playing_looks_for_it_whatever_folder_it_is_typed_in(tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "kept", tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run(
        [sys.executable, "-P", "-m", "installation", "sound", "calibrate", "--reading", "71.5"],
        env={**os.environ, "DEFORMTUNE_DATA": str(place), "PYTHONPATH": str(HOME)},
        cwd=elsewhere,
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert read_hall(place / "sound.json").offset_db == 101.5
    assert not list(elsewhere.iterdir())


def test_without_a_device_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_check.CalibratingSound.__init__, "__defaults__", (Loudspeaker,))
    kept = tmp_path / "sound.json"
    result = CliRunner().invoke(sound, ["calibrate", "--audio", "gone", "--kept", str(kept)])
    assert result.exit_code == 2
    assert "--audio" in result.output
    assert not kept.exists()


def test_a_reading_that_cannot_be_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(sound, ["calibrate", "--reading", "3", "--kept", str(tmp_path / "s.json")])
    assert result.exit_code == 2
    assert "lies between" in result.output
