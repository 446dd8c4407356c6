"""What a pressed pad does is drawn among the beads, in its colour."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from installation.score import BEATS, tick_position
from installation.snapshot import BeadView
from installation.visuals import deeds
from installation.visuals.drawing import Sheet
from installation.visuals.examples import moment
from installation.visuals.layout import clock_angle, layout_for
from installation.visuals.palette import PAD_COLOURS, lighter

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

LAYOUT = layout_for(16 / 9)
RHYTHM, RANGE, DENSITY, JUMP = range(4)


def pressed(pad: int, notes: dict[int, int]) -> Snapshot:
    """A pad is pressed, and those notes sound (tick to pitch)."""
    beads = tuple(BeadView(tick, pitch, 1, -1, 99.0) for tick, pitch in notes.items())
    return replace(moment(3, [0.8 * (at == pad) for at in range(4)]), beads=beads)


def drawn(now: Snapshot, bold: float = 1.0) -> Sheet:
    sheet = Sheet(bold)
    deeds.draw(sheet, LAYOUT, now, 1.0)
    return sheet


def test_nothing_is_drawn_where_nothing_is_pressed_nothing_sounds_or_nothing_is_explained() -> None:
    notes = {0: 60, 4: 72, 9: 65}
    for now in (moment(3), pressed(JUMP, {}), replace(pressed(JUMP, notes), explains=("why",))):
        sheet = drawn(now)
        assert not [*sheet.arcs, *sheet.lines, *sheet.halos, *sheet.marks]


@pytest.mark.parametrize("pad", range(4))
def test_all_that_is_drawn_has_the_pads_colour(pad: int) -> None:
    sheet = drawn(pressed(pad, {0: 60, 4: 72, 9: 65}))
    rows = (*sheet.arcs, *sheet.lines, *sheet.halos)
    assert rows
    assert all(row[-4:-1] == pytest.approx(lighter(PAD_COLOURS[pad], 0.1)) for row in rows)


def test_a_bead_beside_the_beat_has_a_stroke_to_the_nearest_and_one_on_it_has_none() -> None:
    on_beat = {0: 60, 6: 62, 12: 64, 18: 65}
    sheet = drawn(pressed(RHYTHM, on_beat))
    assert len(sheet.lines) == BEATS
    assert not sheet.arcs
    (after,) = drawn(pressed(RHYTHM, on_beat | {7: 62})).arcs
    (before,) = drawn(pressed(RHYTHM, on_beat | {11: 62})).arcs
    assert after[2:4] == pytest.approx((clock_angle(float(tick_position(7))), clock_angle(1)))
    assert before[2:4] == pytest.approx((clock_angle(float(tick_position(11))), clock_angle(2)))


def test_the_belt_reaches_from_the_lowest_note_to_the_highest() -> None:
    sheet = drawn(pressed(RANGE, {0: 60, 6: 84, 12: 70}))
    radii = {round(row[4], 4) for row in sheet.arcs}
    low, high = LAYOUT.ring_radius(60), LAYOUT.ring_radius(84)
    assert radii == {round(radius, 4) for radius in (low, high, (low + high) / 2)}
    belt = max(2 * row[5] for row in sheet.arcs)
    assert belt == pytest.approx(high - low)


def test_the_belt_is_as_wide_where_strokes_are_bold() -> None:
    """Strokes are drawn wider for eyes that need it; what shows an extent is not."""
    usual, bold = (
        max(2 * row[5] for row in drawn(pressed(RANGE, {0: 60, 6: 84}), by).arcs) for by in (1.0, 1.7)
    )
    assert bold == pytest.approx(usual)


def test_every_note_of_a_busy_tune_is_lit() -> None:
    notes = {0: 60, 6: 62, 7: 64, 12: 66, 18: 70}
    assert len(drawn(pressed(DENSITY, notes)).halos) == len(notes)


def tops(now: Snapshot) -> list[float]:
    """How far out each bow goes, by the ring's middle."""
    found = []
    for x, y, start, end, radius, *_ in drawn(now).arcs:
        angles = [start + (end - start) * share / 20 for share in range(21)]
        places = [(x + radius * math.sin(angle), y + radius * math.cos(angle)) for angle in angles]
        found.append(max(math.dist(place, LAYOUT.centre) for place in places))
    return found


def test_a_leap_has_a_bow_as_high_as_it_is_wide_and_a_step_has_none() -> None:
    assert not drawn(pressed(JUMP, {0: 60, 6: 62, 12: 61})).arcs
    small, large = tops(pressed(JUMP, {0: 68, 3: 73})), tops(pressed(JUMP, {0: 66, 3: 76}))
    assert max(large) > max(small) > LAYOUT.ring_radius(73)


def test_a_bow_begins_and_ends_at_its_two_beads() -> None:
    rows = drawn(pressed(JUMP, {2: 62, 5: 80})).arcs
    wanted = [
        LAYOUT.on_ring(float(tick_position(tick)), LAYOUT.ring_radius(pitch))
        for tick, pitch in ((2, 62), (5, 80))
    ]
    for row, angle, place in ((rows[0], 2, wanted[0]), (rows[-1], 3, wanted[1])):
        x, y, radius = row[0], row[1], row[4]
        end = (x + radius * math.sin(row[angle]), y + radius * math.cos(row[angle]))
        assert end == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize("aspect", [16 / 9, 4 / 3, 1.0, 9 / 16])
def test_no_bow_leaves_the_picture_or_crosses_the_body(aspect: float) -> None:
    layout = layout_for(aspect)
    sheet = Sheet()
    deeds.draw(sheet, layout, pressed(JUMP, {0: 91, 6: 55, 12: 91, 18: 55}), 1.0)
    assert sheet.arcs
    for x, y, start, end, radius, *_ in sheet.arcs:
        for share in range(11):
            angle = start + (end - start) * share / 10
            place = (x + radius * math.sin(angle), y + radius * math.cos(angle))
            assert abs(place[1]) < layout.extent[1]
            assert layout.body_radius < math.dist(place, layout.centre) < 1.12 * layout.reach
    sheet = Sheet()
    deeds.draw(sheet, layout, pressed(JUMP, {0: 91, 23: 55}), 1.0)
    assert not sheet.arcs, "nearly a whole bar apart"


def test_of_several_pads_the_hardest_pressed_is_the_clearest() -> None:
    shares = deeds.shares(moment(3, (0.4, 0.9, 0.0, 0.0)))
    assert shares[RANGE] > shares[RHYTHM] > 0
    assert shares[DENSITY] == shares[JUMP] == 0
