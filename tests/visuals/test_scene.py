"""The composition: a pure function of two snapshots, a blend and an aspect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visuals.drawing import HALO, MARK, STROKE
from installation.visuals.examples import LEVELS, example_point, moment
from installation.visuals.palette import PAD_COLOURS, PAD_SHAPES
from installation.visuals.scene import Scene, blended_beats, compose

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

WIDE = 16 / 9


def drawn(now: Snapshot, aspect: float = WIDE) -> Scene:
    return compose(now, now, 0.0, aspect)


def marks_of(scene: Scene, pad: int) -> np.ndarray:
    """Marks in a pad's shape."""
    return scene.marks[scene.marks[:, 3] == PAD_SHAPES[pad]]


@pytest.mark.parametrize("level", range(len(LEVELS)))
@pytest.mark.parametrize("aspect", [9 / 16, 1.0, WIDE])
def test_every_level_is_a_whole_picture_at_every_aspect(level: int, aspect: float) -> None:
    scene = drawn(moment(level, (0.2, 0.9, 0.0, 0.4)), aspect)
    for rows, width in (
        (scene.halos, HALO),
        (scene.arcs, STROKE),
        (scene.lines, STROKE),
        (scene.marks, MARK),
    ):
        assert rows.shape[1] == width
        assert np.isfinite(rows).all()
    assert np.isfinite(scene.body).all()
    assert scene.texts


def test_the_same_moments_give_the_same_picture() -> None:
    one, other = (compose(moment(3), moment(3, (0.5, 0, 0, 0)), 0.3, WIDE) for _ in range(2))
    for name in ("body", "pattern", "halos", "arcs", "lines", "marks"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert one.texts == other.texts
    assert one.light == other.light


def test_the_blend_goes_from_one_body_to_the_other() -> None:
    before, after = moment(3), moment(3, (0.9, 0, 0, 0))
    at_start, at_end = compose(before, after, 0.0, WIDE), compose(before, after, 1.0, WIDE)
    half = compose(before, after, 0.5, WIDE)
    assert half.body[:, :3] == pytest.approx((at_start.body[:, :3] + at_end.body[:, :3]) / 2, abs=1e-5)


@given(st.floats(0, 3.999), st.floats(0, 0.05), st.floats(0, 1))
def test_the_playhead_runs_over_the_bar_line_without_turning_back(
    beats: float, ahead: float, blend: float
) -> None:
    before, after = moment(playhead_beats=beats), moment(playhead_beats=(beats + ahead) % 4)
    found = blended_beats(before, after, blend)
    assert 0 <= found < 4
    assert (found - beats) % 4 <= ahead + 1e-6 or (beats - found) % 4 < 1e-6


def test_a_playhead_that_was_set_back_stands_where_it_was_set() -> None:
    assert blended_beats(moment(playhead_beats=3.0), moment(playhead_beats=0.5), 0.1) in (
        pytest.approx(0.5),
        pytest.approx(3.15),
    )


def test_every_note_has_its_bead_and_every_preview_its_hollow_one() -> None:
    now = moment(3, (0.5, 0, 0, 0))
    scene = drawn(now)
    hollow = scene.marks[scene.marks[:, 4] == 1.0]
    assert len(hollow) == len(now.ghosts) + 1, "and one on its gauge: so far it would go"
    fewer = drawn(replace(now, beads=now.beads[1:]))
    assert len(scene.marks) - len(fewer.marks) == 1


def test_a_bead_that_a_pad_changed_wears_its_colour_and_shape_and_later_is_pearl_again() -> None:
    now = replace(moment(3, (0, 0, 0, 0.8)), ghosts=())
    fresh = drawn(now)
    old = drawn(replace(now, beads=tuple(replace(bead, changed_s=60.0) for bead in now.beads)))
    assert len(marks_of(fresh, 3)) > len(marks_of(old, 3))
    star = max(marks_of(fresh, 3), key=lambda row: np.hypot(row[0], row[1]))
    assert star[8:11] == pytest.approx(PAD_COLOURS[3], abs=0.25)


def test_only_live_pads_have_words() -> None:
    now = moment(1, (0, 0, 0.5, 0))
    assert [text.key for text in drawn(now).texts if text.key.startswith("pad.")] == ["pad.density"]


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_never_more_than_one_sentence_at_a_time(level: int) -> None:
    now = moment(level, said="hint.still_there")
    keys = [text.key for text in drawn(now).texts]
    assert "hint.still_there" in keys
    assert not any(".task" in key for key in keys)


def test_a_touched_pad_glows_at_once_and_a_pad_that_does_not_play_never() -> None:
    rest, pressed = drawn(moment(3)), drawn(moment(3, (0, 0.6, 0, 0)))
    assert pressed.body[:, 8:11].sum() > rest.body[:, 8:11].sum() + 1
    dead = drawn(moment(1, (0.9, 0, 0, 0)))
    assert dead.body[:, 8:11].max() == 0


def test_nobody_there_the_hand_shows_how_and_goes_when_one_touches() -> None:
    alone = drawn(moment(0))
    touched = drawn(moment(0, (0, 0, 0.5, 0)))
    assert (alone.marks[:, 3] == 5).sum() == 1
    assert (touched.marks[:, 3] == 5).sum() == 0


def test_a_faulty_pad_fades() -> None:
    now = moment(3)
    broken = replace(now, pads=(replace(now.pads[0], fault="open"), *now.pads[1:]))
    assert marks_of(drawn(broken), 0)[:, 11].max() < 0.3 * marks_of(drawn(now), 0)[:, 11].max()


def test_left_alone_the_picture_sinks_and_breathes() -> None:
    played, alone = moment(3), replace(moment(3), idle_s=60.0)
    assert drawn(alone).light.awake < 0.85 < drawn(played).light.awake


def test_a_level_without_a_composition_of_its_own_is_drawn_all_the_same() -> None:
    assert drawn(replace(moment(3), level_name="someone's own", level=9)).texts


def test_the_point_alone_changes_the_pattern() -> None:
    one, other = drawn(moment(3, seed=1)), drawn(moment(3, seed=2))
    assert not np.array_equal(one.pattern, other.pattern)
    assert np.array_equal(one.marks, other.marks)
    assert len(example_point(1, (0, 0, 0, 0))) == 32


def test_an_aspect_that_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="no picture"):
        drawn(moment(3), 0.0)


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_where_a_study_has_no_picture_nothing_is_drawn_and_nothing_lit(level: int) -> None:
    scene = drawn(replace(moment(level, (0.2, 0.9, 0.0, 0.4)), dark=True))
    assert not any(len(things) for things in (scene.halos, scene.arcs, scene.lines, scene.marks, scene.texts))
    assert (scene.light.ornament, scene.light.awake, scene.light.strike_colour) == (0.0, 0.0, (0.0, 0.0, 0.0))
