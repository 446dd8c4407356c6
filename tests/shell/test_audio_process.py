"""The audio process: what it loads, how it keeps time between devices, what it does not play."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.meter import level_db
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.shell import audio_process
from installation.shell import ring as shared
from installation.shell.audio_process import STALE_FRAMES, UNSAFE, House, Player
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


class Card:
    """A device that does what a test says; `made` are all that were opened."""

    made: ClassVar[list[Card]] = []
    name, latency_frames = "card", 128

    def __init__(self, fill: object = None, name: str = "", *, safe: bool = False) -> None:
        if name == "gone":
            raise OSError("no such device")
        del fill
        self.safe, self.lives, self.lets_go, self.late, self.closed = safe, True, True, 0, False
        Card.made.append(self)

    def alive(self) -> bool:
        return self.lives

    def underruns(self) -> int:
        return self.late

    def close(self) -> bool:
        self.closed = True
        return self.lets_go


class Nobody(Card):
    """Stands in for the null device."""

    name = ""

    def __init__(self, fill: object, wav: object) -> None:
        super().__init__(fill)
        del wav


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Cards instead of devices; how often PortAudio was asked to look again."""
    Card.made, looked = [], []
    monkeypatch.setattr(audio_process, "PortAudioDevice", Card)
    monkeypatch.setattr(audio_process, "NullDevice", Nobody)
    monkeypatch.setattr(audio_process, "look_again", lambda: looked.append(1))
    return looked


def house(bank: Bank, device: str | None = "") -> House:
    return House(player_of(bank), {"device": device, "wav": None})


def card(one: House) -> Card:
    """The card that plays now."""
    assert isinstance(one._device, Card)
    return one._device


def state(one: House) -> int:
    return int(one.player.ring.words[shared.STATE])


def test_a_lost_device_is_looked_for_every_second_while_nobody_plays(bank: Bank, looks: list[int]) -> None:
    one = house(bank)
    one.watch(0.0)
    assert (state(one), card(one).name) == (shared.DEVICE, "card")
    card(one).lives = False
    one._name = "gone"
    for tick in range(1, 60):
        one.watch(tick * 0.05)
    assert (state(one), card(one).name) == (shared.LOST, "")
    assert 2 <= len(looks) <= 4
    one._name = ""
    one.watch(4.0)
    assert (state(one), one.player.ring.name()) == (shared.DEVICE, "card")


def test_while_a_driver_hangs_nothing_is_asked_of_it_and_the_door_can_see_it(
    bank: Bank, looks: list[int]
) -> None:
    one = house(bank)
    one.watch(0.0)
    hanging = card(one)
    hanging.lives = hanging.lets_go = False
    one.watch(1.0)
    seen = int(one.player.ring.words[shared.WATCHED_NS])
    for tick in range(40):
        one.watch(2.0 + tick)
    assert not looks
    assert int(one.player.ring.words[shared.WATCHED_NS]) == seen
    hanging.lets_go = True
    one.watch(50.0)
    assert state(one) == shared.DEVICE
    assert int(one.player.ring.words[shared.WATCHED_NS]) > seen


def test_too_many_underruns_open_the_device_again_with_larger_blocks_once(
    bank: Bank, looks: list[int]
) -> None:
    one = house(bank)
    one.watch(100.0)
    card(one).late = UNSAFE + 1
    one.watch(111.0)
    one.watch(111.1)
    assert (state(one), card(one).safe) == (shared.DEVICE, True)
    assert one.player.ring.words[shared.SAFE]
    assert one.player.ring.words[shared.UNDERRUNS] == UNSAFE + 1
    card(one).late = 100
    for tick in range(30):
        one.watch(112.0 + tick)
    assert len([each for each in Card.made if each.safe]) == 1
    assert looks


def test_a_few_underruns_are_counted_and_no_more(bank: Bank, looks: list[int]) -> None:
    one = house(bank)
    one.watch(100.0)
    card(one).late = UNSAFE - 1
    one.watch(111.0)
    assert not card(one).safe
    assert one.player.ring.words[shared.UNDERRUNS] == UNSAFE - 1
    assert not looks


def test_nobodys_underruns_count_only_where_nobody_was_wanted(bank: Bank, looks: list[int]) -> None:
    for wanted, counted in ((None, 5), ("gone", 0)):
        one = house(bank, wanted)
        one.watch(0.0)
        card(one).late = 5
        one.watch(0.1)
        assert one.player.ring.words[shared.UNDERRUNS] == counted
        assert state(one) == shared.SILENT
    assert not looks


def test_a_hall_with_a_ceiling_is_held_under_it() -> None:
    tone = Sample((0.5 * np.sin(2 * np.pi * np.arange(4_800) / 48)).astype(np.float32), 48_000.0, (0, 4_800))
    loud = bank_of([Instrument("tone", (tone,), (Region(0, velocity_track=0.0),))])
    player = Player(Engine(loud, 16), Ring(np.zeros(SIZE, np.uint8)), ceiling_db=-30.0)
    player.serve(player)
    player.ring.put(note(0))
    out = np.zeros((480, 2), np.float32)
    for block in range(600):
        player.fill_for(player, out, block * 10_000_000)
    assert level_db(player.meter) <= -30.0
    assert player.held_back_db > 10.0


def test_a_process_whose_starter_is_gone_ends_though_it_still_compiles() -> None:
    compiling = """
import time
from installation.shell import audio_process
audio_process.mapped = audio_process.Ring = audio_process.mapped_bank = lambda _: None
audio_process._warm = lambda _: time.sleep(3600)
audio_process.main({"ring": 0, "bank": 0})
"""
    process = subprocess.Popen([sys.executable, "-c", compiling], cwd=ROOT, stdin=subprocess.PIPE)
    try:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(120) == 0
    finally:
        process.kill()
