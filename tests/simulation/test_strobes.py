"""The flash guard against adversaries, in finished pictures."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import moderngl
import numpy as np
import pytest

from installation.shell.renderer import Renderer
from tests.simulation import strobes

if TYPE_CHECKING:
    from collections.abc import Iterator

SHADERS = Path(__file__).parents[2] / "shaders"


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    ctx = moderngl.create_context(require=330, standalone=True, backend="egl")
    yield Renderer(ctx, strobes.SIZE, SHADERS, scale=1.0)
    ctx.release()
    gc.collect()


def shown(levels: list[float], rate_hz: float = 30.0) -> strobes.Judge:
    judge = strobes.Judge()
    for at, level in enumerate(levels):
        judge.see(np.full((10, 10, 3), level, np.uint8), at / rate_hz)
    return judge


@pytest.mark.parametrize(
    ("dark", "bright", "flashes"),
    [(0, 255, 3), (0, 90, 3), (0, 88, 0), (244, 255, 0), (240, 255, 3)],
)
def test_the_judge_counts_at_the_limits(dark: int, bright: int, flashes: int) -> None:
    assert shown([dark, bright, dark, bright, dark, bright, dark]).most(1.0) == flashes


def test_the_judge_counts_in_any_second_not_in_whole_ones() -> None:
    levels = [0.0] * 25 + [255.0, 0.0] * 3 + [0.0] * 60
    assert shown(levels).most(1.0) == 3
    assert shown(levels, rate_hz=3.0).most(1.0) == 1


def test_the_judge_sees_saturated_red() -> None:
    judge = strobes.Judge()
    judge.see(np.full((10, 10, 3), (255, 0, 0), np.uint8), 0.0)
    assert judge.reds == 100
    judge.see(np.full((10, 10, 3), (255, 160, 0), np.uint8), 1.0)
    assert judge.reds == 100


def test_unguarded_the_adversaries_are_a_danger(renderer: Renderer) -> None:
    assert strobes.trial(0, renderer, 4.0, guarded=False).most(1.0) > 5


@pytest.mark.parametrize("seed", range(2))
def test_guarded_no_place_flashes_more_than_twice_in_a_second_or_nine_times_in_five(
    renderer: Renderer, seed: int
) -> None:
    judge = strobes.trial(seed, renderer, 6.0)
    assert judge.most(1.0) <= 2
    assert judge.most(5.0) <= 9
    assert judge.reds == 0
