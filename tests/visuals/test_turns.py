"""What gestures have made of the tune: a sign and a word at once, small signs for as long as it lasts."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.measure.shape import NEUTRAL, Shape
from installation.pads.body import PAD_PLACES
from installation.settings import BOUNDS, read_language
from installation.shell.lettering import Typesetter
from installation.visuals import turns
from installation.visuals.examples import moment
from installation.visuals.gesture_examples import SHAPE, made
from installation.visuals.layout import layout_for
from installation.visuals.scene import Scene, compose

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

HOME = Path(__file__).parents[2]
LANGUAGES = sorted(path.stem for path in (HOME / "content" / "languages").glob("*.yaml"))
ASPECTS = (9 / 16, 1.0, 4 / 3, 16 / 9)


def drawn(now: Snapshot) -> Scene:
    return compose(now, now, 0.0, 16 / 9)


def things(scene: Scene) -> int:
    return len(scene.arcs) + len(scene.lines) + len(scene.marks)


def test_only_what_is_changed_has_a_sign() -> None:
    assert turns.changed_parts(NEUTRAL) == ()
    assert turns.changed_parts(Shape(tempo=1.2)) == ("tempo",)
    assert turns.changed_parts(SHAPE) == (*BOUNDS, "mode")
    assert things(drawn(replace(moment(4), shape=Shape(tempo=1.2)))) > things(drawn(moment(4)))


@pytest.mark.parametrize("name", [*BOUNDS, "mode"])
def test_a_sign_shows_how_far_it_is_changed(name: str) -> None:
    low, high = ("minor", "locrian") if name == "mode" else (BOUNDS[name][0], BOUNDS[name][2])
    if name == "articulation":
        high = 0.9
    pictures = [drawn(replace(moment(4), shape=replaced(name, value))) for value in (low, high)]
    assert any(
        getattr(pictures[0], kind).shape != getattr(pictures[1], kind).shape
        or not np.allclose(getattr(pictures[0], kind), getattr(pictures[1], kind))
        for kind in ("arcs", "lines", "marks")
    )


def replaced(name: str, value: float | str) -> Shape:
    return Shape(**{name: value})  # type: ignore[arg-type]


def test_a_change_is_named_in_the_middle_of_the_body_and_goes_down_to_its_foot() -> None:
    now = made("squeeze")
    words = [text for text in drawn(now).texts if text.key == "shape.articulation.less"]
    assert len(words) == 1
    assert words[0].place.y == pytest.approx(drawn(now).layout.centre[1], abs=0.1)
    late = replace(now, gesture=replace(now.gesture, ago_s=turns.LARGE_S + turns.FALLS_S + 0.1))
    assert not any(text.key.startswith("shape.") for text in drawn(late).texts)
    assert things(drawn(late)) > things(drawn(replace(late, shape=NEUTRAL)))


@pytest.mark.parametrize(("aspect", "named"), [(16 / 9, True), (21 / 9, True), (4 / 3, False), (1.0, False)])
def test_on_a_small_body_the_sign_stands_alone_since_strokes_would_run_through_the_word(
    aspect: float,
    named: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    now = made("squeeze")
    scene = compose(now, now, 0.0, aspect)
    assert any(text.key.startswith("shape.") for text in scene.texts) == named
    assert any(text.key == now.words.said for text in scene.texts), "the sentence says it anyway"


def test_a_change_back_to_how_it_was_is_named_too_and_leaves_no_sign() -> None:
    now = made("slide")
    back = replace(now, shape=NEUTRAL, gesture=replace(now.gesture, more=False))
    assert "shape.register.less" in [text.key for text in drawn(back).texts]
    late = replace(back, gesture=replace(back.gesture, ago_s=9.0))
    assert things(drawn(late)) == things(drawn(replace(moment(4), words=late.words, idle_s=late.idle_s)))


def test_another_style_is_named_though_no_shape_tells_it() -> None:
    now = made("two_handed")
    now = replace(now, gesture=replace(now.gesture, changed="style"))
    assert "shape.style" in [text.key for text in drawn(now).texts]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_all_signs_at_the_foot_lie_on_the_body_apart_from_each_other_and_from_the_pads(aspect: float) -> None:
    layout = layout_for(aspect)
    now = replace(moment(4), shape=SHAPE)
    scene = compose(now, now, 0.0, aspect)
    plain = compose(moment(4), moment(4), 0.0, aspect)
    plates = {
        tuple(np.round(row[:2], 4)): 1.5 * float(row[4] + row[5])
        for row in scene.arcs[: len(scene.arcs)]
        if not (plain.arcs == row).all(axis=1).any() and row[5] == pytest.approx(row[4], rel=1e-3)
    }
    assert len(plates) == len(turns.changed_parts(SHAPE))
    pads = [layout.to_stage(x, y, 0.3) for x, y in PAD_PLACES]
    for at in plates:
        assert math.dist(at, layout.centre) < layout.body_radius
        assert all(math.dist(at, pad) > 0.11 for pad in pads)
        assert all(math.dist(at, other) > 0.09 for other in plates if other != at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_changes_fit_on_the_body(language: str) -> None:
    path = HOME / "content" / "languages" / f"{language}.yaml"
    words = read_language(path.read_text(encoding="utf-8"), path.name)
    setter, half = Typesetter(HOME / "content" / "fonts"), 360
    named = [key for key in words if key.startswith("shape.")]
    assert len(named) == 2 * len(BOUNDS) + 2
    for key in named:
        room, asked = turns.WORD_WIDE * half, round(0.084 * half)
        lines, size_px = setter.fitted(words[key], asked, room, 1)
        assert lines == (words[key],), "nothing is cut"
        assert size_px >= 0.9 * asked, f"{words[key]!r} shrinks to {size_px}"
