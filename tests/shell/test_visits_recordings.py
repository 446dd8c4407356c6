"""A visit recorded in full comes out again exactly; of any other it is said why it cannot."""

from __future__ import annotations

import json
import pickle
import socket
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.inputs import (
    ConsentGiven,
    FingerLifted,
    FingerMoved,
    PadFrameArrived,
    PressuresGiven,
    StudySet,
    StyleChosen,
)
from installation.shell import visits_recordings
from installation.shell.instruments import load_bank
from installation.shell.offline_sound import OfflineSound
from installation.shell.visits_keeper import Keeper
from installation.shell.visits_recordings import NoRecordingError, Recording
from installation.shell.visits_scribe import VisitScribe
from installation.shell.visits_worlds import read_world, write_world
from installation.step import skip, step
from installation.visits import letters
from installation.visits.diary import Setup
from installation.world import STEP_NS, begin
from tests.fakes import kit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from installation.inputs import Input

RULES = kit.rules()
SETUP = Setup(("invite", "one_pad", "two_pads", "four_pads"), frozenset({0}), 60_000_000_000)
AGREED_STEP, LAST_STEP = 700, 1_900


def told() -> Iterator[Input]:
    """A finger, a board and a style; consent in the middle of a touch."""
    yield StudySet(5 * STEP_NS, on=True)
    yield FingerMoved(600 * STEP_NS, 0, 0.4, 0.4, 0.8)
    yield ConsentGiven(AGREED_STEP * STEP_NS, given=True)
    for number in range(750, 1_000, 2):
        yield PadFrameArrived(number * STEP_NS + 7, (3_000, 3_000 + 90 * (number - 750), 3_000, 3_000))
    yield FingerLifted(1_100 * STEP_NS, 0)
    yield StyleChosen(1_300 * STEP_NS, "brisk")
    yield FingerMoved(1_400 * STEP_NS, 1, -0.4, 0.4, 1.0)
    yield FingerLifted(1_700 * STEP_NS, 1)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one visit recorded in full, a stall of time in the middle of it."""
    path = tmp_path_factory.mktemp("kept") / "visits.db"
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)  # noqa: FBT003 - the socket's own way
    scribe, keeper, reader = VisitScribe(ours), Keeper(path, SETUP, version="here"), letters.Reader()
    world, coming = begin(RULES, "plain", 3), sorted(told(), key=lambda one: one.at_ns)
    while world.step < LAST_STEP:
        if world.step == 1_200:
            world = skip(world, 40)
        until = world.time_ns + STEP_NS
        now = tuple(one for one in coming if one.at_ns <= until)
        coming = coming[len(now) :]
        world, effects = step(world, now, RULES)
        scribe.take(world, now, effects)
        try:
            for letter in reader.feed(theirs.recv(1 << 20)):
                keeper.take(letter)
        except BlockingIOError:
            continue
    scribe.close()
    for letter in reader.feed(theirs.recv(1 << 20)):
        keeper.take(letter)
    keeper.close()
    theirs.close()
    return path


@pytest.fixture(scope="module")
def bank() -> object:
    return load_bank()


def visit_of(path: Path) -> str:
    connection = sqlite3.connect(path)
    ((found,),) = connection.execute("SELECT id FROM visits").fetchall()
    connection.close()
    return str(found)


def load(path: Path) -> Recording:
    return visits_recordings.load(path, visit_of(path))


def test_a_recording_is_played_again_with_every_effect_and_the_same_bytes_twice(
    kept: Path, bank: object
) -> None:
    recording = load(kept)
    assert (recording.begun_step, recording.ended_step, recording.whole) == (AGREED_STEP, LAST_STEP, True)
    one, two = (visits_recordings.play(RULES, recording, OfflineSound(bank)) for _ in range(2))
    assert one.sound.tobytes() == two.sound.tobytes()
    assert (one.tune, one.journal) == (two.tune, two.journal)
    assert one.steps == LAST_STEP - AGREED_STEP
    assert np.abs(one.sound).max() > 0.01
    noted = [json.loads(line) for line in one.journal if '"note_down"' in line]
    recorded = [
        (fields["at_ns"], fields["kind"])
        for _, _, _, asked, _ in recording.steps
        for name, fields in asked
        if name == "NoteDown"
    ]
    assert [(line["at_ns"], line["kind"]) for line in noted] == recorded
    assert {"press", "release", "style", "measure"} <= {kind for _, kind in recorded}


def test_a_replay_that_comes_out_otherwise_is_refused(kept: Path, bank: object) -> None:
    recording = load(kept)
    number, skipped, came, asked, pressures = recording.steps[len(recording.steps) // 2]
    for spoilt in (
        (number, skipped, [("ResetAsked", {"at_ns": 1})], asked, pressures),
        (number, skipped, came, [("EndAllNotes", {"frame": 1})], pressures),
    ):
        steps = tuple(spoilt if one[0] == number else one for one in recording.steps)
        with pytest.raises(NoRecordingError, match="comes out otherwise at step"):
            visits_recordings.play(RULES, replace(recording, steps=steps), OfflineSound(bank))


def test_of_any_other_visit_it_is_said_why(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(NoRecordingError, match="no visit 0123"):
        visits_recordings.load(kept, "0123")
    recording = load(kept)
    with pytest.raises(NoRecordingError, match="recorded by version here, and this is there"):
        visits_recordings.check(recording, "there")
    with pytest.raises(NoRecordingError, match="was lost"):
        visits_recordings.check(replace(recording, whole=False), "here")
    visits_recordings.check(recording, "here")
    path = tmp_path / "visits.db"
    connection = sqlite3.connect(kept)
    copy = sqlite3.connect(path)
    connection.backup(copy)
    copy.execute("DELETE FROM blocks")
    copy.execute("INSERT INTO blocks VALUES (1, 701, 702, x'00')")
    copy.commit()
    with pytest.raises(NoRecordingError, match="broken"):
        load(path)
    copy.execute("DELETE FROM recordings")
    copy.commit()
    with pytest.raises(NoRecordingError, match="only counted"):
        load(path)
    for one in (connection, copy):
        one.close()


def test_a_world_whose_grip_is_turned_is_read_as_it_was() -> None:
    """A grip's turn is a complex number: the visit that agreed with all four pads begins with one."""
    world = begin(RULES, "plain", 3)
    told = (PressuresGiven(STEP_NS, (0.9, 0.5, 0.7, 0.2)),)
    for _ in range(100):
        world, _ = step(world, told if world.step == 0 else (), RULES)
    data = write_world(world)
    assert b"complex" in data
    assert write_world(read_world(data)) == data


class Nasty:
    """What a file from elsewhere might hold."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Say what to run when it is read."""
        return print, ("this must not run",)


@pytest.mark.parametrize("world", [Nasty(), {"no": "world"}, 7])
def test_what_is_no_world_is_not_run(world: object, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = replace(load(kept), world=pickle.dumps(world))
    with pytest.raises(NoRecordingError):
        visits_recordings.world_of(spoilt)
    with pytest.raises(NoRecordingError):
        visits_recordings.world_of(replace(spoilt, world=b"rubbish"))
    assert capsys.readouterr().out == ""


def test_the_raw_export_has_every_stream_on_one_clock(kept: Path) -> None:
    lines = [json.loads(line) for _, some in visits_recordings.raw_lines(load(kept)) for line in some]
    head, rest = lines[0], lines[1:]
    assert head["begun_step"] == AGREED_STEP
    assert {line["stream"] for line in rest} == set(head["streams"])
    assert all(0 <= line["t_ms"] <= (LAST_STEP - AGREED_STEP) * 2 for line in rest)
    steps = [line["step"] for line in rest]
    assert steps == sorted(steps)
    board = next(line for line in rest if line.get("kind") == "PadFrameArrived")
    assert board["t_ms"] == pytest.approx((750 - AGREED_STEP) * 2, abs=0.01)
    assert len(board["values"]) == 4
    sounds = [line for line in rest if line["stream"] == "effect"]
    assert all(line["heard_t_ms"] > line["t_ms"] for line in sounds if line["kind"] == "StartNote")
    (stall,) = [line for line in rest if line["stream"] == "skipped"]
    assert stall["steps"] == 40
