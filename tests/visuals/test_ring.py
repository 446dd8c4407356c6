"""The measure as a ring."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from installation.score import BEATS, TICKS, tick_position
from installation.snapshot import BeadView, GhostView
from installation.visuals import ring
from installation.visuals.drawing import Sheet
from installation.visuals.examples import moment
from installation.visuals.layout import layout_for
from installation.visuals.palette import PAD_COLOURS, PAD_SHAPES, PEARL

LAYOUT = layout_for(16 / 9)


def angle_of(place: tuple[float, ...]) -> float:
    """Clockwise from the top, 0..2 pi."""
    x, y = place[0] - LAYOUT.centre[0], place[1] - LAYOUT.centre[1]
    return math.atan2(x, y) % (2 * math.pi)


def test_there_is_a_post_on_each_beat_and_a_dot_on_each_other_tick_where_it_sounds() -> None:
    sheet = Sheet()
    ring.draw_ticks(sheet, LAYOUT, 1.0)
    assert len(sheet.lines) == BEATS
    assert len(sheet.marks) == TICKS - BEATS
    found = sorted(angle_of(row[:2]) for row in (*sheet.lines, *sheet.marks))
    wanted = [float(tick_position(tick)) * math.pi / 2 for tick in range(TICKS)]
    assert found == pytest.approx(wanted, abs=1e-6)


def test_a_bead_stands_at_its_tick_and_pitch_and_its_arc_is_as_long_as_it_sounds() -> None:
    sheet = Sheet()
    ring.draw_bead(sheet, LAYOUT, BeadView(6, 74, 6, -1, 99.0), 0.0, 1.0)
    assert angle_of(sheet.marks[0][:2]) == pytest.approx(math.pi / 2)
    assert math.dist(sheet.marks[0][:2], LAYOUT.centre) == pytest.approx(LAYOUT.ring_radius(74))
    assert sheet.arcs[0][2] == pytest.approx(math.pi / 2)
    assert sheet.arcs[-1][3] == pytest.approx(math.pi, abs=0.12)


def test_a_note_of_the_last_tick_ends_at_the_bar_line() -> None:
    sheet = Sheet()
    ring.draw_bead(sheet, LAYOUT, BeadView(23, 74, 9, -1, 99.0), 0.0, 1.0)
    assert max(row[3] for row in sheet.arcs) <= 2 * math.pi


def test_low_notes_are_larger() -> None:
    sizes = [ring.bead_size(LAYOUT, pitch) for pitch in (40, 55, 70, 91, 120)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == sizes[1]


def test_what_a_pad_changed_fades_back_to_pearl() -> None:
    ages = [BeadView(0, 70, 1, 2, age_s) for age_s in np.linspace(0, 6, 30)]
    shown = [ring.lit(bead) for bead in ages]
    assert shown == sorted(shown, reverse=True)
    assert ring.bead_colour(ages[0]) == pytest.approx(PAD_COLOURS[2])
    assert ring.bead_colour(ages[-1]) == PEARL
    assert ring.lit(BeadView(0, 70, 1, -1, 0.0)) == 0


def test_a_bead_that_a_pad_brought_grows() -> None:
    sizes = []
    for age_s in (0.0, 0.1, 0.2, 0.4):
        sheet = Sheet()
        ring.draw_bead(sheet, LAYOUT, BeadView(0, 70, 1, 2, age_s), 0.0, 1.0)
        sizes.append(sheet.marks[0][2])
    assert sizes[0] < 0.5 * sizes[2]
    assert sizes[:3] == sorted(set(sizes[:3]))
    assert sizes[3] == sizes[2]


def test_only_the_note_that_sounds_is_struck() -> None:
    now = replace(moment(3), sounding=6, struck_s=0.0)
    struck = [ring.strike(now, bead) for bead in now.beads]
    assert sorted(struck) == [0.0] * (len(struck) - 1) + [1.0]


def test_a_preview_is_hollow_in_its_pads_shape() -> None:
    sheet = Sheet()
    ring.draw_ghost(sheet, LAYOUT, GhostView(5, 70, 2, 3), 1.0)
    assert sheet.marks[0][3] == PAD_SHAPES[3]
    assert sheet.marks[0][4] == 1.0


@pytest.mark.parametrize("pitch", [60, 69, 70, 71, 80])
def test_a_hollow_bead_never_lies_over_the_bead_of_its_tick_and_stays_on_its_own_side(pitch: int) -> None:
    bead, ghost = BeadView(6, 70, 6, -1, 99.0), GhostView(6, pitch, 6, 1)
    radius, taken = ring.ghost_radius(LAYOUT, ghost, (bead,)), LAYOUT.ring_radius(70)
    assert abs(radius - taken) >= ring.bead_size(LAYOUT, 70) + ring.bead_size(LAYOUT, pitch)
    assert (radius > taken) == (pitch > 70)
    elsewhere = replace(bead, tick=12)
    assert ring.ghost_radius(LAYOUT, ghost, (elsewhere,)) == LAYOUT.ring_radius(pitch)


def test_hollow_beads_are_clearer_while_a_hand_is_on_their_pad() -> None:
    strengths = []
    for pressures in ((0, 0.5, 0, 0), (0, 0, 0, 0)):
        now = replace(moment(3, pressures), ghosts=(GhostView(5, 70, 2, 1),))
        sheet = Sheet()
        ring.draw_ring(sheet, LAYOUT, now, 1.0, 1.0, 1.0)
        (hollow,) = [row for row in sheet.marks if row[4] == 1.0]
        strengths.append(hollow[-1])
    assert strengths[0] > 1.4 * strengths[1] > 0


def test_a_silent_measure_has_ticks_and_a_playhead_but_no_beads() -> None:
    sheet = Sheet()
    ring.draw_ring(sheet, LAYOUT, replace(moment(3), beads=(), ghosts=()), 1.0, 1.0, 1.0)
    assert sheet.lines
    dots = max(row[2] for row in sheet.marks)
    assert dots < 0.5 * ring.bead_size(LAYOUT, 90), "no mark is as large as a bead"
