"""Mirrors installation/snapshot.py."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from installation.app import SNAPSHOT_BYTES
from installation.inputs import LevelChosen, PressuresGiven
from installation.snapshot import LONG_AGO_S, view
from installation.step import step
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

RULES = kit.rules()


def played(level: int, steps: int = 400) -> World:
    """A visit that presses a pad from its tenth step on."""
    world = begin(RULES, "plain", level)
    for number in range(steps):
        told = (PressuresGiven(world.time_ns + 1, (0.0, 0.0, 0.7, 0.0)),) if number == 10 else ()
        world, _ = step(world, told, RULES)
    return world


def test_before_anything_has_happened_all_of_it_is_long_ago() -> None:
    seen = view(begin(RULES, "plain", 3), RULES)
    assert (seen.step, seen.time_s, seen.level, seen.sounding) == (0, 0.0, 3, -1)
    assert {pad.released_s for pad in seen.pads} | {seen.struck_s, seen.shelf.deed_s} == {LONG_AGO_S}
    assert not any(pad.touched for pad in seen.pads)
    assert (seen.target, seen.ringtone, seen.ghosts, seen.gesture.name) == (None, None, (), "")


def test_it_shows_what_hands_do_and_what_came_of_it() -> None:
    world = played(3)
    seen = view(world, RULES)
    (pressed,) = [pad for pad in seen.pads if pad.touched]
    assert (pressed.name, pressed.live, pressed.pressure) == ("density", True, 0.7)
    assert pressed.touched_s == pytest.approx((400 - 11) * STEP_NS / 1e9, abs=0.01)
    assert [(bead.tick, bead.pitch) for bead in seen.beads] == [(n.tick, n.pitch) for n in seen.measure.notes]
    assert {bead.changed_by for bead in seen.beads} == {-1, 2}


@pytest.mark.parametrize("level", range(len(RULES.levels.levels)))
def test_it_goes_to_another_process_whole_and_leaves_room_in_the_mailbox(level: int) -> None:
    seen = view(played(level), RULES)
    letter = pickle.dumps(seen, protocol=5)
    assert len(letter) < SNAPSHOT_BYTES // 4
    there = pickle.loads(letter)  # noqa: S301 - our own
    for field in dataclasses.fields(seen):
        assert np.array_equal(getattr(there, field.name), getattr(seen, field.name)), field.name


def test_nobody_can_change_the_world_through_it() -> None:
    world = played(3, 5)
    seen = view(world, RULES)
    with pytest.raises(ValueError, match="read-only"):
        seen.body[0, 0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.level = 0  # type: ignore[misc]
    assert view(world, RULES).level == 3


def test_a_refused_level_changes_nothing_that_is_seen() -> None:
    world = played(3, 5)
    after, _ = step(world, (LevelChosen(world.time_ns + 1, 99),), RULES)
    assert view(after, RULES).level == view(world, RULES).level
