"""What is wrong now, and what went wrong lately."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installation.console import faults
from installation.console.faults import Fault, Machine, Trouble, Wall
from installation.snapshot import ObjectView
from installation.visuals.examples import moment
from tests.console.test_page_words import WRONG

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

FINE = Wall(60.0)
KEEPING = ("full", "locked", "broken", "later", "unwritable", "gone")
"""How the keeper of visits may be, but for "well"."""


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


def test_of_two_objects_it_is_said_which_one_is_lost_and_whose_pad_is_at_fault() -> None:
    now, numbers = well(), ("3fa2" + 12 * "0", "91c0" + 12 * "0")
    fine, wrong = ("",) * 4, ("", "open", "", "")
    objects = tuple(ObjectView(number, "ttyX", (0.0,) * 4, fine) for number in numbers)

    def found(*seen: ObjectView) -> tuple[Trouble, ...]:
        health = replace(now.health, port="ttyX", objects=seen)
        return faults.troubles(replace(now, health=health), FINE, Machine(), 0.0)

    assert found(*objects) == ()
    assert found(objects[0], replace(objects[1], device="")) == (Trouble("one_lost", "91c0…"),)
    assert found(replace(objects[0], faults=wrong), objects[1]) == (
        Trouble("pad_open", f"{now.pads[1].name}@3fa2…"),
    )


def test_a_lost_window_and_pictures_that_stutter_are_said_but_not_while_it_starts() -> None:
    assert names(well(), Wall(0.0, lost=True)) == ["window_lost"]
    assert names(well(), Wall(12.0)) == ["slow_pictures"]
    assert names(replace(well(), time_s=5.0), Wall(12.0)) == []
    assert names(replace(well(), time_s=5.0), Wall(60.0, engines=2, fell=True)) == ["begun_again"]
    assert names(replace(well(), time_s=5.0), Wall(60.0, engines=2)) == [], "somebody pressed Restart"
    assert names(well(), Wall(60.0, engines=2, fell=True)) == []


def test_an_engine_that_says_nothing_is_the_one_thing_said_of_it() -> None:
    assert names(None) == ["engine_silent"]
    assert names(well(), silent_s=faults.SILENT_S + 1) == ["engine_silent"]


def test_a_wall_that_says_nothing_stands_still_whatever_the_engine_does() -> None:
    still_s = faults.STILL_S + 1
    assert faults.troubles(well(), FINE, Machine(), 0.0, still_s) == (Trouble("wall_still"),)
    assert [one.name for one in faults.troubles(None, FINE, Machine(), 9.0, still_s)] == [
        "engine_silent",
        "wall_still",
    ]


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
    assert faults.advance(over, (), 40.0) is over
    later = 30.0 + faults.SAME_S
    assert faults.advance(over, wrong, later) == (Fault("port_lost", "", later), *over)


def test_a_trouble_that_comes_and_goes_is_one_line_and_another_pads_is_another() -> None:
    state: tuple[Fault, ...] = ()
    for number in range(60):
        state = faults.advance(state, (Trouble("slow_pictures"),) if number % 2 else (), float(number))
    assert state == (Fault("slow_pictures", "", 1.0),)
    state = faults.advance((), (Trouble("pad_stuck", "density"),), 1.0)
    state = faults.advance(state, (Trouble("pad_stuck", "range"),), 2.0)
    assert state == (Fault("pad_stuck", "range", 2.0), Fault("pad_stuck", "density", 1.0, 2.0))


def test_a_figure_that_grows_is_the_same_trouble_with_the_newest_figure() -> None:
    state: tuple[Fault, ...] = ()
    for gaps in (3, 4, 9):
        state = faults.advance(state, (Trouble("sound_safe", str(gaps)),), float(gaps))
    assert state == (Fault("sound_safe", "9", 3.0),)
    assert faults.advance(state, (), 20.0) == (Fault("sound_safe", "9", 3.0, 20.0),)


def test_so_many_faults_are_remembered_and_no_more() -> None:
    state: tuple[Fault, ...] = ()
    for number in range(100):
        state = faults.advance(state, (Trouble("hot"),) if number % 2 else (), faults.SAME_S * number)
    assert len(state) == faults.KEPT
    assert state[0].at_s == 99 * faults.SAME_S


@pytest.mark.parametrize("state", KEEPING)
def test_visits_that_are_not_kept_are_said(state: str) -> None:
    now = well()
    assert names(replace(now, health=replace(now.health, keeping=state))) == [f"keeping_{state}"]
    assert f"keeping_{state}" in WRONG


def test_every_trouble_has_words_and_something_to_do() -> None:
    source = Path(faults.__file__).read_text(encoding="utf-8")
    known = set(re.findall(r'Trouble\("(\w+)"', source)) | {"sound_silent", "sound_lost"}
    known |= {f"pad_{fault}" for fault in ("open", "short", "stuck", "noisy")}
    assert known <= WRONG.keys()
