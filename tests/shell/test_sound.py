"""The door to sound: the real process on the null device, and what it does when that process dies."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from installation.effects import (
    FRAME_RATE,
    EndAllNotes,
    MuteSound,
    SeatBand,
    SetVolume,
    StartNote,
    StopNote,
    TouchPad,
    frame_at,
)
from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.event import Kind
from installation.sampler.master import LOOK_AHEAD
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region
from installation.shell.ring import WRITTEN, Clock
from installation.shell.sound import Following, SoundDoor, late_by
from installation.shell.sound_events import PARTS, Seat, rows_of, seating

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WAIT_S = 60
BAND = {part: Seat("dc") for part in PARTS}


@pytest.fixture(scope="module")
def bank() -> Bank:
    sample = Sample(np.ones(4_800, np.float32), 48_000.0, (0, 4_800))
    region = Region(0, cents_per_key=0, velocity_track=0, volume=Envelope(attack_s=0.001))
    return bank_of([Instrument("dc", (sample,), (region,))])


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert happened()


def waited(door: SoundDoor) -> SoundDoor:
    wait_for(door.ready)
    return door


def test_a_note_is_heard_at_its_frame_and_the_process_ends_when_asked(bank: Bank, tmp_path: Path) -> None:
    origin_ns = time.monotonic_ns()
    door = waited(SoundDoor.open(origin_ns, "null", tmp_path / "out.wav", bank, BAND))
    frame = frame_at(time.monotonic_ns() - origin_ns) + FRAME_RATE
    door.play([StartNote(frame, "melody", 1, 60.0, 100), StopNote(frame + 4_800, 1)])
    written = frame + door._following.offset() + LOOK_AHEAD
    wait_for(lambda: door._ring.clock().frame > written + FRAME_RATE // 2)
    assert door.state() == "silent"
    heard_ns = door.heard_ns(written)
    door.close()
    sound, _ = soundfile.read(tmp_path / "out.wav", dtype="float32")
    assert np.flatnonzero(np.abs(sound[:, 0]) > 1e-7)[0] == written
    assert heard_ns is not None
    assert abs(heard_ns - origin_ns - frame * 1_000_000_000 // FRAME_RATE) < 50_000
    assert door.facts().dropped == 0


def test_a_dead_process_is_replaced(bank: Bank) -> None:
    door = waited(SoundDoor.open(time.monotonic_ns(), "null", None, bank, BAND))
    assert door._process is not None
    door.play([SetVolume(0, -9.0), MuteSound(0, muted=True), SetVolume(0, -12.0)])
    os.kill(door._process.pid, signal.SIGKILL)
    door._process.wait()
    assert door.state() == "lost"
    told = door._ring._records[: int(door._ring.words[WRITTEN])]
    assert [*told[told["kind"] == Kind.VOLUME]["value"]] == pytest.approx([10 ** (-12 / 20)])
    assert (told["kind"] == Kind.MUTE).sum() == 1
    waited(door)
    assert door.state() in {"silent", "lost"}
    assert door.facts().restarts == 1
    door.close()


def test_closing_twice_is_closing_once(bank: Bank) -> None:
    door = SoundDoor.open(time.monotonic_ns(), "null", None, bank, BAND)
    door.close()
    door.close()
    assert door.state() == "lost"


def test_a_device_that_cannot_be_had_leaves_the_show_silent(bank: Bank) -> None:
    door = waited(SoundDoor.open(time.monotonic_ns(), "no such device", None, bank, BAND))
    assert door.state() == "silent"
    door.close()


def test_what_comes_before_the_process_plays_is_dropped_and_counted(bank: Bank) -> None:
    door = SoundDoor.open(time.monotonic_ns(), "null", None, bank, BAND)
    door.play([TouchPad(1, 0, 0.5)])
    assert door.facts().dropped == 1
    door.close()


def test_an_exact_clock_gives_a_steady_offset() -> None:
    following = Following(7)
    offsets = set()
    for block in range(1, 2_000):
        frame = 128 * block
        following.follow(Clock(frame, 7 + 5_000_000_000 + frame * 1_000_000_000 // FRAME_RATE))
        offsets.add(following.offset())
    assert offsets == {-5 * FRAME_RATE - LOOK_AHEAD}


@given(st.integers(0, 2**32))
def test_a_jittering_drifting_clock_is_followed_without_jitter(seed: int) -> None:
    chance = np.random.default_rng(seed)
    following, offsets = Following(0), []
    for block in range(1, 4_000):
        now_ns = int(128 * block / FRAME_RATE * (1 + 50e-6) * 1e9)
        following.follow(Clock(128 * block, now_ns + int(chance.normal(0, 300_000))))
        offsets.append(following.offset() + LOOK_AHEAD + 128 * block * 50e-6)
    assert np.abs(offsets[800:]).max() < 20
    assert np.abs(np.diff(offsets[800:])).max() < 3


def test_only_a_slow_device_makes_everything_wait_and_by_a_constant() -> None:
    assert late_by(128) == 0
    assert late_by(1_128) - late_by(1_028) == 100


def test_another_device_is_adopted_at_once() -> None:
    following = Following(0)
    following.follow(Clock(0, 0))
    following.follow(Clock(48_000, 2_000_000_000))
    assert following.offset() == -48_000 - LOOK_AHEAD


def test_every_effect_becomes_its_event(bank: Bank) -> None:
    rows = rows_of(
        [StartNote(5, "bass", 3, 40.5, 90), StopNote(6, 3), TouchPad(7, 2, 0.5), EndAllNotes(8)], bank
    )
    assert rows["kind"].tolist() == [Kind.START, Kind.STOP, Kind.TOUCH, Kind.END_ALL]
    assert rows["frame"].tolist() == [5, 6, 7, 8]
    assert rows["part"].tolist() == [PARTS.index("bass"), 0, PARTS.index("touch"), 0]
    assert rows["pitch"][0] == 40.5
    assert rows["note"].tolist() == [3, 3, -3, 0]


def test_a_part_nobody_knows_is_no_seat(bank: Bank) -> None:
    with pytest.raises(KeyError, match="triangle"):
        seating(bank, {"triangle": Seat("dc")}, 0)
    with pytest.raises(KeyError, match="tuba"):
        seating(bank, {"melody": Seat("tuba")}, 0)


def test_a_band_is_seated_with_what_the_bank_has_and_touches_sit_on_its_tonic(bank: Bank) -> None:
    rows = rows_of([SeatBand(9, (("melody", "dc"), ("bass", "tuba"), ("kazoo", "dc")), 7)], bank)
    assert set(rows["frame"]) == {9}
    assert rows[rows["kind"] == Kind.INSTRUMENT]["part"].tolist() == [PARTS.index("melody")]
    (bend,) = rows[rows["kind"] == Kind.BEND]
    assert (bend["part"], bend["value"]) == (PARTS.index("touch"), -500.0)
