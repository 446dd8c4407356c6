"""Pictures a second without a graphics card, what a picture costs the processor, and what it makes.

Draws a made-up visit through every level with the flash guard on, in a process of its own for each setting of
LP_NUM_THREADS (threads of Mesa's software renderer; a real graphics card ignores it), free-running, while the
soft picture scales itself. Everything called `processor_ms` counts processor time on all threads, so that other
work on the machine does not spoil it: 33 of them are one core's thirty pictures a second. `cpu_ms` is the time of
the thread that composes and hands over (Mesa's software renderer shades vertices in it too).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
SIZES = ((1280, 720), (1920, 1080))
THREADS = (1, 2)
SETTLE, COUNT = 150, 200


def figures() -> dict[str, Any]:
    """One measurement for each number of threads and size, one after the other."""
    found: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 2)}
    for threads in THREADS:
        for width, height in SIZES:
            env = {**os.environ, "LP_NUM_THREADS": str(threads), "OMP_NUM_THREADS": "1"}
            command = [sys.executable, __file__, str(width), str(height)]
            told = subprocess.run(command, env=env, cwd=HOME, capture_output=True, text=True, check=True)
            found[f"{width}x{height}, {threads} drawing"] = json.loads(told.stdout.splitlines()[-1])
    return found


def _measure(width: int, height: int) -> dict[str, Any]:
    """Draw into memory, freely."""
    import moderngl  # noqa: PLC0415 - after LP_NUM_THREADS is set
    import numpy as np  # noqa: PLC0415

    from installation.shell.renderer import Renderer  # noqa: PLC0415
    from installation.visuals import pacing  # noqa: PLC0415

    ctx = moderngl.create_context(require=330, standalone=True, backend="egl")
    renderer = Renderer(ctx, (width, height), HOME / "shaders")
    counts = _watch(ctx, renderer)
    state, took_ms, cpu_ms, guard_ms = pacing.Pacing(), [], [], []
    for at in range(SETTLE + COUNT):
        if at == SETTLE:
            counts.clear()
        now, began_s = _moment(at), time.perf_counter()
        renderer.draw(now, now, 0.0, shown_s=at / 30)
        ctx.finish()
        state = pacing.advance(state, time.perf_counter() - began_s)
        renderer.scale = state.scale
        if at >= SETTLE:
            took_ms.append(1e3 * (time.perf_counter() - began_s))
    made, calls = counts["made"] / COUNT, counts["render"] / COUNT
    for at in range(100):
        cpu_ms.append(_cpu_ms(ctx, renderer, _moment(at)))
        guard_ms.append(_guard_ms(ctx, renderer, _moment(at), 1000.0 + 10 * at))
    fixed = {str(scale): _processor_ms(ctx, renderer, scale) for scale in (0.8, 0.5, 0.32)}
    return {
        "renderer": ctx.info["GL_RENDERER"],
        "pictures_a_second": round(1e3 / float(np.mean(took_ms)), 1),
        "took_ms_p50": round(float(np.percentile(took_ms, 50)), 2),
        "took_ms_p99": round(float(np.percentile(took_ms, 99)), 2),
        "scale": state.scale,
        "cpu_ms_p50": round(float(np.percentile(cpu_ms, 50)), 2),
        "cpu_ms_p99": round(float(np.percentile(cpu_ms, 99)), 2),
        "flash_guard_processor_ms_p50": round(float(np.percentile(guard_ms, 50)), 2),
        "processor_ms_at_scale": fixed,
        "draw_calls_a_picture": round(calls, 1),
        "objects_made_a_picture": made,
    }


def _moment(at: int) -> Any:
    """A moment of a visit that goes through every level with changing presses, and through gestures."""
    from dataclasses import replace  # noqa: PLC0415
    from math import sin  # noqa: PLC0415

    from installation.visuals.examples import LEVELS, moment  # noqa: PLC0415
    from installation.visuals.gesture_examples import MADE, made  # noqa: PLC0415

    level, since = divmod(at, 50)
    if LEVELS[level % 6] == "gestures":
        now = made([*MADE][since // 10])
        return replace(now, time_s=at / 30, gesture=replace(now.gesture, ago_s=since % 10 / 4))
    presses = tuple(max(sin(at / 20 + pad), 0.0) for pad in range(4))
    return moment(at // 50 % 6, presses, playhead_beats=at / 15 % 4, time_s=at / 30, seed=at // 8)


def _watch(ctx: Any, renderer: Any) -> Counter[str]:
    """Count draw calls and new OpenGL objects from now on."""
    import moderngl  # noqa: PLC0415

    counts: Counter[str] = Counter()

    class Watched:
        def __init__(self, array: Any) -> None:
            self._array = array

        def render(self, *args: Any, **options: Any) -> None:
            counts["render"] += 1
            self._array.render(*args, **options)

    renderer._arrays = {name: Watched(array) for name, array in renderer._arrays.items()}  # noqa: SLF001
    for name in ("texture", "buffer", "framebuffer", "vertex_array", "program"):
        real = getattr(moderngl.Context, name)

        def counted(self: Any, *args: Any, real: Any = real, **options: Any) -> Any:
            counts["made"] += 1
            return real(self, *args, **options)

        setattr(moderngl.Context, name, counted)
    assert ctx is not None  # noqa: S101 - the context must outlive the counting
    return counts


def _processor_ms(ctx: Any, renderer: Any, scale: float) -> float:
    """The processor time of a picture at a scale, mean of sixty."""
    renderer.scale = scale
    renderer.draw(_moment(0), _moment(0), 0.0)
    ctx.finish()
    began_s = time.process_time()
    for at in range(60):
        renderer.draw(_moment(at), _moment(at), 0.0)
        ctx.finish()
    return round(1e3 * (time.process_time() - began_s) / 60, 2)


def _cpu_ms(ctx: Any, renderer: Any, now: Any) -> float:
    """What a picture costs the thread that asks for it: composing and handing over, not the filling of pixels."""
    ctx.finish()
    began_s = time.thread_time()
    renderer.draw(now, now, 0.0)
    took_s = time.thread_time() - began_s
    ctx.finish()
    return 1e3 * took_s


def _guard_ms(ctx: Any, renderer: Any, now: Any, now_s: float) -> float:
    """What the flash guard adds to a picture."""
    took_s = []
    for shown_s in (None, now_s):
        ctx.finish()
        began_s = time.process_time()
        renderer.draw(now, now, 0.0, shown_s=shown_s)
        ctx.finish()
        took_s.append(time.process_time() - began_s)
    return 1e3 * (took_s[1] - took_s[0])


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    print(json.dumps(_measure(int(sys.argv[1]), int(sys.argv[2]))))
