"""Gestures in light: what was made is seen where it was made, and what is proposed is shown, hands off."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.settings import read_language
from installation.snapshot import NO_GESTURE
from installation.visuals import traces
from installation.visuals.examples import moment
from installation.visuals.gesture_examples import MADE, made, proposed
from installation.visuals.look import LOOKS
from installation.visuals.palette import HAND, PAD_COLOURS
from installation.visuals.scene import Scene, compose

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

WIDE = 16 / 9
LANGUAGE = Path(__file__).parents[2] / "content" / "languages" / "en.yaml"
STROKES = ("arcs", "lines")


def drawn(now: Snapshot, look: str = "usual") -> Scene:
    return compose(now, now, 0.0, WIDE, LOOKS[look])


def strokes(scene: Scene) -> int:
    return sum(len(getattr(scene, kind)) for kind in STROKES)


def added(one: Scene, other: Scene) -> int:
    """Strokes of one picture that the other lacks."""
    return sum(
        not (getattr(other, kind) == row).all(axis=1).any() for kind in STROKES for row in getattr(one, kind)
    )


def later(now: Snapshot, ago_s: float) -> Snapshot:
    return replace(now, gesture=replace(now.gesture, ago_s=ago_s))


@pytest.mark.parametrize("name", sorted(MADE))
@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_gesture_leaves_a_trace_and_then_it_is_gone(name: str, look: str) -> None:
    now = made(name)
    gone = later(now, traces.STAYS_S + traces.GOES_S + 3.0)
    assert traces.seen(now.gesture) == 1.0
    assert traces.seen(gone.gesture) == 0.0
    assert added(drawn(now, look), drawn(gone, look)) > 0
    never = replace(gone, gesture=NO_GESTURE)
    assert added(drawn(gone, look), drawn(never, look)) == 0


def test_a_slide_wears_the_colours_of_the_pads_that_the_finger_left() -> None:
    bare = drawn(later(made("slide"), 99.0)).arcs
    with_it = drawn(made("slide")).arcs
    new = [row for row in with_it if not (bare == row).all(axis=1).any()]
    for pad in (3, 0):
        light = np.array(PAD_COLOURS[pad]) + 0.35 * (1 - np.array(PAD_COLOURS[pad]))
        assert any(np.allclose(row[8:11], light, atol=1e-5) for row in new)
    assert not any(np.allclose(row[8:11], PAD_COLOURS[2], atol=0.05) for row in new)


def test_a_twist_turns_the_way_the_hand_turned_and_no_further_than_is_readable() -> None:
    def sweep(degrees: float) -> float:
        now = made("twist")
        now = replace(now, gesture=replace(now.gesture, value=degrees))
        arcs, bare = drawn(now).arcs, drawn(later(now, 99.0)).arcs
        new = [row for row in arcs if not (bare == row).all(axis=1).any() and row[5] == pytest.approx(0.014)]
        return float(sum(row[3] - row[2] for row in new)) / 4

    assert sweep(60.0) == pytest.approx(math.radians(60.0), abs=1e-4)
    assert sweep(-60.0) == pytest.approx(-math.radians(60.0), abs=1e-4)
    assert sweep(720.0) == pytest.approx(math.radians(150.0), abs=1e-4)


@pytest.mark.parametrize("name", ["slide", "twist", "squeeze", "two_handed", "tap", "hold"])
def test_what_is_proposed_is_shown_with_fingers_of_light_until_a_hand_is_there(name: str) -> None:
    shown, touched = proposed(name), replace(proposed(name), idle_s=0.0)
    assert strokes(drawn(shown)) > strokes(drawn(touched))
    assert drawn(shown).halos.shape[0] > drawn(touched).halos.shape[0]


def test_the_hand_shows_a_slide_along_three_pads() -> None:
    places = []
    for at in range(12):
        marks = drawn(proposed("slide", 1.6 + 0.12 * at)).marks
        places += [tuple(row[:2]) for row in marks if row[3] == HAND]
    assert len(places) == 12
    assert math.dist(places[0], places[-1]) > 0.25


def test_where_little_may_move_it_is_shown_more_slowly() -> None:
    def way(look: str, start_s: float) -> float:
        pictures = [drawn(proposed("slide", start_s + waited_s), look).marks for waited_s in (0.0, 0.4)]
        hands = [tuple(row[:2]) for marks in pictures for row in marks if row[3] == HAND]
        return math.dist(hands[0], hands[1])

    assert 0.0 < way("calm", 1.0 + 2.5) < 0.7 * way("usual", 1.0 + 1.0)


def test_a_level_without_gestures_shows_none() -> None:
    now = replace(moment(3), gesture=replace(made("slide").gesture, changed=""))
    assert strokes(drawn(now)) == strokes(drawn(moment(3)))
    assert traces.proposed(moment(3)) == ""


def test_every_gesture_that_may_be_proposed_has_its_sentence_and_its_word() -> None:
    words = read_language(LANGUAGE.read_text(encoding="utf-8"), LANGUAGE.name)
    names = ["slide", "twist", "squeeze", "two_handed", "tap", "hold"]
    assert [name for name in names if f"try.{name}" not in words or f"gesture.{name}" not in words] == []
