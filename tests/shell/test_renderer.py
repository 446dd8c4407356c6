"""Pixels: the same moments give the same ones, nothing is made per picture, no shader stops the show."""

from __future__ import annotations

import gc
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import moderngl
import numpy as np
import pytest

from installation.shell.programs import TURN_S
from installation.shell.renderer import Renderer
from installation.shell.shading import ShaderError
from installation.visuals.examples import LEVELS, moment
from installation.visuals.gesture_examples import made, proposed
from installation.visuals.layout import layout_for, stage_to_pixels
from installation.visuals.told_examples import rested
from tests.simulation.strobes import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Golden

SHADERS = Path(__file__).parents[2] / "shaders"
CONTENT = SHADERS.parent / "content"
SIZE = (320, 180)
PRESSES = {
    "invite": (0.0, 0.0, 0.0, 0.0),
    "one_pad": (0.0, 0.0, 0.7, 0.0),
    "two_pads": (0.0, 0.8, 0.0, 0.0),
    "four_pads": (0.5, 0.0, 0.0, 0.8),
    "gestures": (0.8, 0.6, 0.0, 0.0),
    "ringtone": (0.0, 0.0, 0.0, 0.0),
}


@pytest.fixture(scope="module")
def ctx() -> Iterator[Any]:
    found = moderngl.create_context(require=330, standalone=True, backend="egl")
    yield found
    found.release()
    gc.collect()


@pytest.fixture(scope="module")
def renderer(ctx: Any) -> Renderer:
    return Renderer(ctx, SIZE, SHADERS, scale=1.0)


def picture(renderer: Renderer, now: Any) -> np.ndarray:
    renderer.draw(now, now, 0.0)
    return renderer.read()


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_every_level_looks_as_it_did(renderer: Renderer, golden: Golden, level: int) -> None:
    renderer.resize((480, 270))
    found = picture(renderer, moment(level, PRESSES[LEVELS[level]]))
    golden.assert_same_picture(f"pictures/{LEVELS[level]}.png", found, most_mean=1.5)


def test_time_in_the_shaders_is_as_fine_after_months_as_on_the_first_day(renderer: Renderer) -> None:
    told = []
    for at_s in (31.4, 31.4 + 40 * TURN_S, 31.4 + 40 * TURN_S + 1 / 60):
        picture(renderer, moment(time_s=at_s))
        told.append(renderer._programs["ground"]["time_s"].value)
    assert told == pytest.approx([31.4, 31.4, 31.4 + 1 / 60], abs=1e-4)


def test_what_moves_in_the_shaders_turns_whole_times_until_their_time_begins_anew() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SHADERS.iterdir())
    uses = text.count("time_s") - 1  # and where it is declared
    rates = [float(rate) for rate in re.findall(r"(?:sin|cos)\(([0-9.]+) \* time_s", text)]
    turns = [float(rate) for rate in re.findall(r"- ([0-9.]+) \* time_s;", text)]
    assert len(rates) + len(turns) == uses
    whole = [rate * TURN_S / (2 * math.pi) for rate in rates] + [rate * TURN_S for rate in turns]
    assert [round(times) for times in whole] == pytest.approx(whole, abs=0.001)


def test_it_looks_as_it_did_in_portrait(renderer: Renderer, golden: Golden) -> None:
    renderer.resize((270, 480))
    golden.assert_same_picture(
        "pictures/portrait.png", picture(renderer, moment(3, (0, 0, 0.8, 0))), most_mean=1.5
    )


def test_what_is_told_to_a_hand_that_rests_looks_as_it_did(renderer: Renderer, golden: Golden) -> None:
    renderer.resize((480, 270))
    golden.assert_same_picture("pictures/told.png", picture(renderer, rested()), most_mean=1.5)
    renderer.resize((270, 480))
    golden.assert_same_picture(
        "pictures/told-portrait.png", picture(renderer, rested(rest_s=8.0)), most_mean=1.5
    )


@pytest.mark.parametrize("name", ["twist", "squeeze"])
def test_a_gesture_with_what_it_changed_looks_as_it_did(
    renderer: Renderer, golden: Golden, name: str
) -> None:
    renderer.resize((480, 270))
    golden.assert_same_picture(f"pictures/made-{name}.png", picture(renderer, made(name)), most_mean=1.5)


def test_a_gesture_that_is_proposed_looks_as_it_did(renderer: Renderer, golden: Golden) -> None:
    renderer.resize((480, 270))
    golden.assert_same_picture("pictures/proposed.png", picture(renderer, proposed("twist")), most_mean=1.5)


def test_the_same_moment_gives_the_same_pixels_whatever_was_drawn_before(renderer: Renderer) -> None:
    renderer.resize(SIZE)
    first = picture(renderer, moment(3, (0.5, 0, 0, 0.8)))
    for level in range(6):
        picture(renderer, moment(level, seed=level))
    assert np.array_equal(first, picture(renderer, moment(3, (0.5, 0, 0, 0.8))))


def test_the_first_row_is_the_top_of_the_picture(renderer: Renderer) -> None:
    renderer.resize(SIZE)
    pressed = picture(renderer, moment(3, (0, 1.0, 0, 0))).astype(int)
    rest = picture(renderer, moment(3, (0, 0, 0, 0))).astype(int)
    layout = layout_for(SIZE[0] / SIZE[1])
    x, y = stage_to_pixels(*layout.labels[1], SIZE)  # the range pad's icon, upper right
    there = np.abs(pressed - rest)[int(y) - 12 : int(y) + 12, int(x) - 12 : int(x) + 12].mean()
    below = np.abs(pressed - rest)[SIZE[1] - int(y) - 12 : SIZE[1] - int(y) + 12, int(x) - 12 : int(x) + 12]
    assert there > 5 * below.mean()


def test_no_object_is_made_once_it_is_warm(
    ctx: Any, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer.resize(SIZE)
    for level in range(6):
        picture(renderer, moment(level, (0.3, 0.3, 0.3, 0.3)))
    made: list[str] = []
    for name in ("texture", "buffer", "framebuffer", "vertex_array", "program", "renderbuffer"):
        monkeypatch.setattr(moderngl.Context, name, lambda *_, name=name, **__: made.append(name))
    for step in range(30):
        now = replace(moment(step % 6, (step / 30, 0, 0.5, 0), seed=step), time_s=step / 30)
        renderer.scale = (1.0, 0.5, 0.25)[step % 3]
        picture(renderer, now)
    renderer.scale = 1.0
    assert ctx is not None
    assert made == []


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (500, 500), (64, 48)])
def test_it_draws_at_any_size(renderer: Renderer, size: tuple[int, int]) -> None:
    renderer.resize(size)
    found = picture(renderer, moment(3, (0.5, 0, 0, 0)))
    assert found.shape == (size[1], size[0], 3)
    assert found.std() > 10
    renderer.resize(SIZE)


def test_a_small_picture_shows_what_the_large_one_does(renderer: Renderer) -> None:
    renderer.resize((640, 360))
    large = picture(renderer, moment(3, (0.5, 0.0, 0.0, 0.8)))
    small = renderer.small(320)
    assert small.shape == (180, 320, 3)
    shrunk = large.reshape(180, 2, 320, 2, 3).mean(axis=(1, 3))
    assert np.abs(small - shrunk).mean() < 2.0
    assert (picture(renderer, moment(3, (0.5, 0.0, 0.0, 0.8))) == large).all()
    renderer.resize(SIZE)
    picture(renderer, moment(0))
    assert renderer.small(100).shape == (56, 100, 3)


def test_a_tall_picture_is_no_taller_small_than_it_may_be_wide(ctx: Any) -> None:
    tall = Renderer(ctx, (90, 300), SHADERS)
    assert tall.small(100).shape == (100, 30, 3)  # nothing was drawn yet: black
    assert not tall.small(100).any()
    tall.release()


def test_a_language_that_is_not_there_is_refused(ctx: Any) -> None:
    with pytest.raises(KeyError, match="klingon"):
        Renderer(ctx, SIZE, SHADERS, language="klingon")


def test_a_size_without_pixels_is_refused(renderer: Renderer) -> None:
    with pytest.raises(ValueError, match="no pixels"):
        renderer.resize((0, 10))


def test_a_smaller_soft_picture_looks_nearly_the_same(renderer: Renderer) -> None:
    renderer.resize((640, 360))
    whole = picture(renderer, moment(3)).astype(int)
    renderer.scale = 0.32
    small = picture(renderer, moment(3)).astype(int)
    renderer.scale = 1.0
    renderer.resize(SIZE)
    assert np.abs(whole - small).mean() < 3


def test_the_point_is_seen_in_the_body_and_on_the_ground(renderer: Renderer) -> None:
    renderer.resize(SIZE)
    one, other = (picture(renderer, moment(3, seed=seed)).astype(int) for seed in (1, 2))
    away = np.abs(one - other).mean(axis=2)
    assert away[80:100, 150:170].mean() > 4
    assert away[:, :60].mean() > 0.3


def test_in_development_a_broken_shader_is_shown_and_the_picture_goes_on(ctx: Any, tmp_path: Path) -> None:
    folder = tmp_path / "shaders"
    shutil.copytree(SHADERS, folder)
    renderer = Renderer(ctx, SIZE, folder, dev=True, content=CONTENT, scale=1.0)
    before = picture(renderer, moment(3))
    whole = (folder / "ground.frag").read_text()
    (folder / "ground.frag").write_text(whole.replace("void main() {", "void main() {\n    nonsense;"))
    pictures = [picture(renderer, moment(3)) for _ in range(9)]
    line = whole[: whole.index("void main()")].count("\n") + 2
    assert renderer.failure.startswith(f"ground.frag:{line}: ")
    assert not np.array_equal(pictures[-1], before)  # the error is written on it
    (folder / "ground.frag").write_text(whole + "// mended\n")
    pictures = [picture(renderer, moment(3)) for _ in range(9)]
    assert renderer.failure == ""
    assert np.array_equal(pictures[-1], before)
    renderer.release()


def test_at_the_start_a_broken_shader_is_named(ctx: Any, tmp_path: Path) -> None:
    folder = tmp_path / "shaders"
    shutil.copytree(SHADERS, folder)
    whole = (folder / "common.glsl").read_text()
    (folder / "common.glsl").write_text("void broken() { nonsense; }\n" + whole)
    with pytest.raises(ShaderError, match=r"^common\.glsl:1: "):
        Renderer(ctx, SIZE, folder, content=CONTENT)


def test_the_flash_guard_watches_without_changing_a_calm_picture(renderer: Renderer) -> None:
    renderer.resize(SIZE)
    now = moment(3, (0.5, 0, 0, 0.8))
    free = picture(renderer, now)
    for at in range(20):
        renderer.draw(now, now, 0.0, shown_s=at / 30)
    assert np.array_equal(free, renderer.read())


def flashes(renderer: Renderer, *, guarded: bool) -> int:
    """The most flashes of a place in a second, while a fault makes the point strobe for two."""
    rest, judge = moment(3), Judge()
    scenes = [replace(rest, point=tuple(side * 4.0 for _ in rest.point)) for side in (-1, 1)]
    for at in range(60):
        now = scenes[at % 4 < 2]
        renderer.draw(now, now, 0.0, shown_s=100 + at / 30 if guarded else None)
        judge.see(renderer.read(), at / 30)
    return judge.most(1.0)


def test_a_picture_that_strobes_is_held_back(renderer: Renderer) -> None:
    renderer.resize(SIZE)
    assert flashes(renderer, guarded=False) > 5
    assert flashes(renderer, guarded=True) <= 2


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_nothing_is_of_a_saturated_red(renderer: Renderer, level: int) -> None:
    renderer.resize((640, 360))
    for seed in range(4):
        now = replace(
            moment(level, (0.9, 0.4, 0.7, 1.0), seed=seed),
            point=tuple(np.random.default_rng(seed).normal(0, 3, 32)),
        )
        light = (picture(renderer, now) / 255.0) ** 2.2
        total = light.sum(axis=2)
        assert (light[..., 0] <= 0.8 * total + 0.004).all()
    renderer.resize(SIZE)
