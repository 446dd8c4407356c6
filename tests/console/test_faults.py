"""What is wrong now, and what went wrong lately."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installation.console import faults
from installation.console.faults import Fault, Machine, Trouble, Wall
from installation.visuals.examples import moment

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

WORDS = (Path(__file__).parents[2] / "installation" / "console" / "page" / "words.js").read_text(
    encoding="utf-8"
)
FINE = Wall(60.0)


def well() -> Snapshot:
    now = moment(3)
    return replace(now, time_s=1000.0, health=replace(now.health, sound="device"))


def names(
    snapshot: Snapshot | None, wall: Wall = FINE, machine: Machine | None = None, silent_s: float = 0.0
) -> list[str]:
    return [found.name for found in faults.troubles(snapshot, wall, machine or Machine(), silent_s)]


def test_when_all_is_well_nothing_is_said() -> None:
    assert names(well()) == []
    assert names(well(), machine=Machine(60.0, 4000.0, 9000.0, 1.0, 5.0)) == []


@pytest.mark.parametrize("state", ["silent", "lost"])
def test_no_sound_is_said(state: str) -> None:
    now = well()
    assert names(replace(now, health=replace(now.health, sound=state))) == [f"sound_{state}"]


def test_a_lost_object_a_faulty_pad_and_a_sound_that_is_too_slow_are_said() -> None:
    now = well()
    pads = (replace(now.pads[0], fault="stuck"), *now.pads[1:])
    health = replace(now.health, port="lost", audio=replace(now.health.audio, safe=True, underruns=9))
    found = faults.troubles(replace(now, pads=pads, health=health), FINE, Machine(), 0.0)
    assert found == (Trouble("sound_safe", "9"), Trouble("port_lost"), Trouble("pad_stuck", now.pads[0].name))


def test_a_lost_window_and_pictures_that_stutter_are_said_but_not_while_it_starts() -> None:
    assert names(well(), Wall(0.0, lost=True)) == ["window_lost"]
    assert names(well(), Wall(12.0)) == ["slow_pictures"]
    assert names(replace(well(), time_s=5.0), Wall(12.0)) == []
    assert names(replace(well(), time_s=5.0), Wall(60.0, engines=2)) == ["begun_again"]
    assert names(well(), Wall(60.0, engines=2)) == []


def test_an_engine_that_says_nothing_is_the_one_thing_said_of_it() -> None:
    assert names(None) == ["engine_silent"]
    assert names(well(), silent_s=faults.SILENT_S + 1) == ["engine_silent"]


def test_a_hot_or_full_machine_is_said_and_one_that_says_nothing_is_not() -> None:
    assert names(well(), machine=Machine(99.0, 100.0, 100.0)) == ["hot", "memory", "disk"]
    assert names(well(), machine=Machine()) == []


def test_a_fault_is_noted_when_it_begins_and_when_it_is_over_and_only_then() -> None:
    wrong = (Trouble("port_lost"),)
    state = faults.advance((), wrong, 10.0)
    assert state == (Fault("port_lost", "", 10.0),)
    assert faults.advance(state, wrong, 20.0) is state
    over = faults.advance(state, (), 30.0)
    assert over == (Fault("port_lost", "", 10.0, 30.0),)
    again = faults.advance(over, wrong, 40.0)
    assert again == (Fault("port_lost", "", 40.0), *over)


def test_so_many_faults_are_remembered_and_no_more() -> None:
    state: tuple[Fault, ...] = ()
    for number in range(100):
        state = faults.advance(state, (Trouble("hot"),) if number % 2 else (), float(number))
    assert len(state) == faults.KEPT
    assert state[0].at_s == 99.0


def test_every_trouble_has_words_and_something_to_do() -> None:
    source = Path(faults.__file__).read_text(encoding="utf-8")
    known = set(re.findall(r'Trouble\("(\w+)"', source)) | {"sound_silent", "sound_lost"}
    known |= {f"pad_{fault}" for fault in ("open", "short", "stuck", "noisy")}
    for name in known:
        said = re.search(rf'\b{name}: \["([^"]+)", "([^"]+)"\]', WORDS)
        assert said, f"words.js does not say what {name} is and what to do"
