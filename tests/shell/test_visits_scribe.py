"""The engine's end: what a step brought reaches the keeper, and nothing is waited for."""

from __future__ import annotations

import socket
import sqlite3
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from installation.inputs import ConsentGiven, Input, PressuresGiven, StudySet
from installation.shell import visits_scribe
from installation.shell.visits_keeper import Keeper
from installation.shell.visits_scribe import VisitScribe
from installation.step import step
from installation.visits import letters
from installation.visits.diary import Setup
from installation.visits.letters import Reader, RecordingBegun, RecordingEnded, StepsRecorded, Told
from installation.visits.retention import Retention
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

if TYPE_CHECKING:
    import pytest

    from installation.visits.letters import Letter

HOME = Path(__file__).parents[2]
RULES = kit.rules()
SETUP = Setup(("invite", "one_pad", "two_pads", "four_pads"), frozenset({0}), 60_000_000_000)
PRESSED, LET_GO = (0.0, 0.7, 0.0, 0.0), (0.0,) * 4


def play(world: World, scribe: VisitScribe, steps: int, *told: Input) -> World:
    for _ in range(steps):
        now = tuple(one for one in told if world.time_ns < one.at_ns <= world.time_ns + STEP_NS)
        world, effects = step(world, now, RULES)
        scribe.take(world, now, effects)
    return world


def received(theirs: socket.socket, reader: Reader) -> list[Letter]:
    theirs.setblocking(False)  # noqa: FBT003 - the socket's own way
    found: list[Letter] = []
    try:
        while data := theirs.recv(1 << 20):
            found += reader.feed(data)
    except BlockingIOError:
        pass
    return found


def test_the_journals_lines_arrive_every_tenth_of_a_second_and_the_time_every_second() -> None:
    ours, theirs = socket.socketpair()
    scribe, reader = VisitScribe(ours), Reader()
    world = play(begin(RULES, "plain", 3), scribe, 49, PressuresGiven(10 * STEP_NS, PRESSED))
    assert received(theirs, reader) == []
    world = play(world, scribe, 1)
    (letter,) = received(theirs, reader)
    assert isinstance(letter, Told)
    assert {"press", "measure"} <= {kind for _, kind, _ in letter.lines}
    play(world, scribe, 450)
    beat = received(theirs, reader)[-1]
    assert isinstance(beat, Told)
    assert beat.now_ns == 500 * STEP_NS
    scribe.close()
    theirs.close()


def test_without_study_and_consent_nothing_is_recorded() -> None:
    ours, theirs = socket.socketpair()
    scribe, reader = VisitScribe(ours), Reader()
    told = (ConsentGiven(5 * STEP_NS, given=True), PressuresGiven(10 * STEP_NS, PRESSED))
    play(begin(RULES, "plain", 3), scribe, 600, *told)
    scribe.close()
    assert all(isinstance(letter, Told) for letter in received(theirs, reader))
    theirs.close()


def recorded() -> list[Letter]:
    ours, theirs = socket.socketpair()
    scribe, reader = VisitScribe(ours), Reader()
    told = (
        StudySet(2 * STEP_NS, on=True),
        PressuresGiven(5 * STEP_NS, PRESSED),
        ConsentGiven(100 * STEP_NS, given=True),
        PressuresGiven(200 * STEP_NS, LET_GO),
        StudySet(900 * STEP_NS, on=False),
    )
    play(begin(RULES, "plain", 3), scribe, 1_000, *told)
    scribe.close()
    found = received(theirs, reader)
    theirs.close()
    return found


def test_with_both_every_input_pressure_and_effect_is_kept_until_one_of_them_ends() -> None:
    found = recorded()
    begun = next(letter for letter in found if isinstance(letter, RecordingBegun))
    assert begun.step == 100
    assert {name for name, _ in letters.read_values(begun.sound)} >= {"SeatBand"}
    blocks = [letter for letter in found if isinstance(letter, StepsRecorded)]
    steps = [one for block in blocks for one in letters.read_steps(zlib.compress(block.data))]
    assert [one[0] for one in steps] == sorted({one[0] for one in steps})
    assert (steps[0][0], steps[-1][0]) >= (101, 900)
    let_go = next(one for one in steps if one[2])
    assert let_go[0] == 200
    assert let_go[2][0][0] == "PressuresGiven"
    assert let_go[4] == LET_GO
    assert {"TouchPad", "StartNote", "NoteDown"} <= {name for one in steps for name, _ in one[3]}
    (end,) = [letter for letter in found if isinstance(letter, RecordingEnded)]
    assert end == RecordingEnded(900, whole=True)


def test_what_the_scribe_tells_the_keeper_keeps(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    keeper = Keeper(path, SETUP)
    for letter in recorded():
        keeper.take(letter)
    keeper.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT touches, steered, style_first FROM visits").fetchall() == [
        (1, 1, "plain")
    ]
    assert connection.execute("SELECT begun_step, ended_step, whole FROM recordings").fetchall() == [
        (100, 900, 1)
    ]
    connection.close()


def test_a_keeper_that_does_not_listen_costs_letters_and_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits_scribe, "MOST_BYTES", 2_000)
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    scribe, reader = VisitScribe(ours), Reader()
    world = begin(RULES, "plain", 3)
    for number in range(200):
        pressed = PressuresGiven(world.time_ns + STEP_NS, (0.0, 0.1 + number % 9 / 10, 0.0, 0.0))
        world = play(world, scribe, 50, pressed)
    assert scribe._lost > 0
    found: list[Letter] = []
    for _ in range(10):  # now somebody listens
        found += received(theirs, reader)
        world = play(world, scribe, 500)
    assert sum(letter.lost for letter in found if isinstance(letter, Told)) > 0
    scribe.close()
    theirs.close()


def test_a_keeper_that_is_gone_is_a_state() -> None:
    ours, theirs = socket.socketpair()
    scribe = VisitScribe(ours)
    theirs.sendall(b"well\nfull\n")
    world = play(begin(RULES, "plain", 3), scribe, 500)
    assert scribe.state == "full"
    theirs.close()
    play(world, scribe, 1_000, PressuresGiven(world.time_ns + 5, PRESSED))
    assert scribe.state == "gone"
    scribe.close()


def test_a_keeper_in_a_process_of_its_own_writes_and_ends(tmp_path: Path) -> None:
    path = tmp_path / "new" / "visits.db"
    scribe = VisitScribe.begun(path, Retention(), RULES.levels, HOME)
    play(begin(RULES, "plain", 3), scribe, 200, PressuresGiven(10 * STEP_NS, PRESSED))
    scribe.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT touches, ended_by FROM visits").fetchall() == [(1, "closed")]
    connection.close()
