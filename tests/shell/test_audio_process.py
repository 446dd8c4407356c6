"""The audio process: what it loads, how it keeps time between devices, what it does not play."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.shell import ring as shared
from installation.shell.audio_process import STALE_FRAMES, Player
from installation.shell.ring import SIZE, Ring

ROOT = Path(__file__).parents[2]
BLOCK_NS = 128 * 1_000_000_000 // 48_000


@pytest.fixture(scope="module")
def bank() -> Bank:
    sample = Sample(np.ones(4_800, np.float32), 48_000.0, (0, 4_800))
    return bank_of([Instrument("dc", (sample,), (Region(0),))])


def player_of(bank: Bank) -> Player:
    return Player(Engine(bank, 16), Ring(np.zeros(SIZE, np.uint8)))


def note(frame: int) -> np.ndarray:
    return np.array([(frame, 60.0, 100.0, 1, Kind.START, 0, 0)], EVENT)


def test_it_imports_numpy_numba_sounddevice_and_the_sampler_only() -> None:
    script = "import installation.shell.audio_process, sys; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    ours = {name for name in loaded if name.startswith("installation.")}
    allowed = {
        f"installation.shell{end}" for end in ("", ".audio_process", ".bank_file", ".ring", ".devices")
    }
    assert {name for name in ours if not name.startswith("installation.sampler")} <= allowed
    others = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    heavy = {"torch", "pygame", "moderngl", "msgspec", "click", "soundfile", "mido", "serial", "PIL"}
    assert not others & heavy


def test_only_the_device_it_serves_is_heard(bank: Bank) -> None:
    player = player_of(bank)
    mine, stale = object(), object()
    player.serve(mine)
    out = np.ones((128, 2), np.float32)
    player.fill_for(stale, out, 0)
    assert not out.any()
    assert player.engine.frame == 0
    player.fill_for(mine, out, 0)
    assert player.engine.frame == 128


def test_the_clock_names_the_frame_that_is_filled(bank: Bank) -> None:
    player = player_of(bank)
    player.serve(player)
    out = np.zeros((128, 2), np.float32)
    for block in range(3):
        player.fill_for(player, out, block * BLOCK_NS)
    assert player.ring.clock() == shared.Clock(256, 2 * BLOCK_NS)


def test_after_a_gap_the_music_is_where_it_should_be(bank: Bank) -> None:
    player = player_of(bank)
    player.serve(player)
    out = np.zeros((128, 2), np.float32)
    player.fill_for(player, out, 0)
    player.fill_for(player, out, 2_000_000_000)
    assert player.engine.frame == 96_000 + 128
    assert player.ring.words[shared.SKIPPED] == 96_000 - 128


def test_a_note_far_too_late_is_not_played(bank: Bank) -> None:
    player = player_of(bank)
    player.serve(player)
    player.engine.render(3 * STALE_FRAMES)
    player.ring.put(np.concatenate([note(STALE_FRAMES), note(3 * STALE_FRAMES - 10)]))
    player.fill_for(player, np.zeros((128, 2), np.float32), 0)
    assert player.ring.words[shared.STALE] == 1
    assert player.engine.counts["started"] == 1
