"""The flash guard's hands on the graphics card."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import moderngl
import pytest

from installation.shell.dimmer import Dimmer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def ctx() -> Iterator[Any]:
    found = moderngl.create_context(require=330, standalone=True, backend="egl")
    yield found
    found.release()
    gc.collect()


@pytest.mark.parametrize(
    ("size", "cells"), [((1280, 720), (192, 108)), ((1080, 1920), (108, 192)), ((4000, 10), (192, 3))]
)
def test_the_copy_has_the_pictures_shape(ctx: Any, size: tuple[int, int], cells: tuple[int, int]) -> None:
    assert Dimmer(ctx, size).size == cells


def test_a_strobe_is_dimmed_and_a_still_picture_is_not(ctx: Any) -> None:
    dimmer = Dimmer(ctx, (1280, 720))
    asked = []
    for at in range(12):
        dimmer.picture.clear(*([float(at % 2)] * 3), 1.0)
        asked.append(dimmer.judge(at / 30))
    assert asked[:2] == [False, False]
    assert asked[3::2] == [True] * 5
    still = Dimmer(ctx, (1280, 720))
    still.picture.clear(0.5, 0.5, 0.5, 1.0)
    assert not any(still.judge(at / 30) for at in range(60))
    still.release()
    dimmer.release()
