"""A minute of adversarial pictures behind the flash guard, judged apart from it; sixty trials are an hour."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import moderngl

from installation.shell.renderer import Renderer
from tests.simulation import strobes

TRIALS = 60
HOME = Path(__file__).parents[1]
_SECONDS = 60.0


@cache
def _renderer() -> Renderer:
    ctx = moderngl.create_context(require=330, standalone=True, backend="egl")
    return Renderer(ctx, strobes.SIZE, HOME / "shaders", scale=1.0)


def trial(seed: int) -> str:
    """What came through in the minute of that seed, or ""."""
    judge = strobes.trial(1000 + seed, _renderer(), _SECONDS)
    second, five = judge.most(1.0), judge.most(5.0)
    if second > 2 or five > 9 or judge.reds:
        return f"{second} flashes in a second, {five} in five, {judge.reds} red pixels"
    return ""
