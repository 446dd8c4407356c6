"""What is told once hands rest: it comes softly, gives its place back at once, and is what the notes say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from installation.explanation.why import NOBODY
from installation.score import HOLD, Measure
from installation.snapshot import Snapshot, TargetView
from installation.visuals import chart, keepsakes, measures, resting
from installation.visuals.aside import Box, aside_for
from installation.visuals.composition import settled
from installation.visuals.drawing import Sheet
from installation.visuals.examples import moment
from installation.visuals.layout import layout_for
from installation.visuals.palette import PAD_SHAPES
from installation.visuals.scene import compose
from installation.visuals.told_examples import AFTER, BEFORE, WHY, rested, shelf

WIDE, TALL = layout_for(16 / 9), layout_for(9 / 16)
BOX = Box(0.0, 0.0, 0.4, 0.5)


def told(now: Snapshot, **changes: object) -> Snapshot:
    return replace(now, telling=replace(now.telling, **changes))


def test_it_comes_softly_stays_a_while_and_leaves_quickly_when_hands_move() -> None:
    now = rested()
    shares = [
        resting.presence(told(now, rest_s=seconds)) for seconds in (0.01, 0.2, 0.4, 0.8, 10.0, 39.9, 41.0)
    ]
    assert shares[:4] == sorted(shares[:4])
    assert shares[3:] == pytest.approx([1.0, 1.0, 1.0, 0.0], abs=0.01)
    assert resting.presence(told(now, rest_s=0.0, left_s=0.1)) > 0.5
    assert resting.presence(told(now, rest_s=0.0, left_s=0.5)) == 0.0
    assert resting.presence(moment()) == 0.0


def test_while_a_mark_stands_on_a_gauge_the_icons_stay() -> None:
    target = TargetView(pad=1, value=0.5, room=0.1, held=0.0, shown_s=1.0, reached_s=99.0)
    now = replace(rested(), target=target)
    assert resting.presence(now) == 0.0
    assert resting.giving_way(settled(now), WIDE, now) == settled(now)


def test_while_a_gesture_is_proposed_nothing_else_is_told() -> None:
    now = rested(level=4)
    proposing = replace(now, words=replace(now.words, task="try.twist"))
    assert resting.presence(now) == 1.0
    assert resting.presence(proposing) == 0.0


def test_icons_give_way_where_something_is_told_and_only_there() -> None:
    now = rested()
    assert resting.giving_way(settled(now), WIDE, now).labels == (0.0,) * 4
    assert resting.giving_way(settled(now), TALL, now).labels == (0.0, 0.0, *settled(now).labels[2:])


def test_what_came_wears_its_pads_shape_and_what_went_is_faint_and_nothing_is_hollow() -> None:
    sheet = measures.drawn(BOX, WHY, 1.0)
    assert len(sheet.marks) == len(BEFORE.notes) + len(AFTER.notes)
    assert not [mark for mark in sheet.marks if mark[4]], "hollow is what has not come yet"
    faint = [mark for mark in sheet.marks if mark[-1] < 0.5]
    changed = sum(pad != NOBODY for pad in WHY.due)
    shaped = [mark for mark in sheet.marks if mark[3] in PAD_SHAPES]
    gone = sum(WHY.due[note.tick] != NOBODY for note in BEFORE.notes)
    assert len(faint) == gone
    assert len(shaped) == gone + changed
    for mark in sheet.marks:
        assert abs(mark[0]) <= BOX.half_width + 0.01
        assert abs(mark[1]) <= BOX.half_height


def test_time_stands_in_line_in_both_measures() -> None:
    sheet = measures.drawn(BOX, WHY, 1.0)
    first = {round(mark[0], 6) for mark in sheet.marks[: len(BEFORE.notes)]}
    second = {round(mark[0], 6) for mark in sheet.marks[len(BEFORE.notes) :]}
    kept = {note.tick for note in BEFORE.notes} & {note.tick for note in AFTER.notes}
    assert len(first & second) == len(kept)


def grid() -> np.ndarray:
    """A table whose density level is the number of notes, and whose range level spreads the last two."""
    found = np.full((10, 10, 10, 10, 24), HOLD, np.uint8)
    for wide in range(10):
        for dense in range(10):
            found[:, wide, dense, :, : dense + 4] = 60
            found[:, wide, dense, :, dense + 3] = 60 + wide
    return found


def test_lines_of_equal_height_run_across_the_way_in_which_their_attribute_rises() -> None:
    terrain = chart.terrain_of(grid())
    assert terrain.heights.shape == (4, 10, 10, 10, 10)
    found = chart.contours(terrain, (1, 2), (5, 5, 5, 5))
    of = {pad: [line for other, line in found if other == pad] for pad in range(4)}
    assert len(of[1]) == len(of[2]) == 2
    for line in of[1]:
        across = [x for x, _ in line]
        assert max(across) - min(across) < 0.05, "range rises to the right: its lines stand upright"
    for line in of[2]:
        up = [y for _, y in line]
        assert max(up) - min(up) < 0.05, "density rises upwards: its lines lie flat"
    assert not chart.contours(terrain, (0, 3), (5, 5, 5, 5)), "nothing rises there"


def test_the_map_shows_the_place_hollow_where_it_is_a_guess_and_the_way_without_a_terrain_too() -> None:
    for known, hollow in ((True, 0.0), (False, 1.0)):
        sheet = chart.drawn(BOX, chart.way_of(rested(known=known).telling), None, 1.0)
        assert sheet.marks[-1][4] == hollow
        assert len(sheet.lines) == 2 + len(rested().telling.path)


def test_every_kept_tune_has_a_sign_of_its_own_and_the_one_that_plays_shines() -> None:
    aside = aside_for(WIDE)
    sheet = Sheet()
    keepsakes.draw(sheet, aside, shelf(8, recalled=2, deed="recalled"), 1.0)
    assert len({row[:2] for row in sheet.halos}) == 1
    notes = sum(len(Measure(slot.symbols).notes) for slot in shelf(8).slots)
    assert len(sheet.marks) == notes
    empty = Sheet()
    keepsakes.draw(empty, aside, shelf(0), 1.0)
    assert empty == Sheet()


def test_a_tune_that_was_just_kept_grows_into_its_place() -> None:
    aside = aside_for(WIDE)
    radii = []
    for seconds in (0.0, 0.3, 2.0):
        sheet = Sheet()
        keepsakes.draw(sheet, aside, shelf(1, deed_s=seconds), 1.0)
        radii.append(sheet.arcs[0][4])
    assert radii == sorted(set(radii))


def test_everything_at_once_fits_into_the_rows_that_a_picture_may_hold() -> None:
    scene = compose(rested(kept=8), rested(kept=8), 1.0, 16 / 9, terrain=chart.terrain_of(grid()))
    assert len(scene.lines) <= 720
    assert len(scene.marks) <= 480
    assert len(scene.arcs) <= 320
    assert len(scene.halos) <= 128


def test_icons_are_gone_before_anything_is_told_in_their_place() -> None:
    for seconds in (0.1, 0.3, 0.4, 0.5, 0.7):
        now = told(rested(), rest_s=seconds)
        sheet = Sheet()
        resting.draw(sheet, WIDE, replace(now, shelf=shelf(0)), None, 1.0)
        assert not (sheet.lines and any(resting.giving_way(settled(now), WIDE, now).labels))
