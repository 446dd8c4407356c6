"""What every test stands on: no screen, repeatable chance, golden files.

`./check --renew-golden [paths]` writes the golden files anew; look at (and listen to) the difference before
you commit it. A golden test fails with the path of what it got, so that the two can be compared.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import numpy as np
import pytest
import soundfile
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
CELL, MOST_IN_A_CELL = 12, 10.0
"""Pixels along a side of a cell of a picture, and how far (of 255) its pixels may differ in the mean."""

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

# The same examples every time, and few: a failure in `./check` is the same failure for everybody.
hypothesis.settings.register_profile(
    "check", derandomize=True, deadline=None, max_examples=50, print_blob=True, database=None
)
# HYPOTHESIS_PROFILE=search ./check tests/... looks for new ones.
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--renew-golden`."""
    parser.addoption("--renew-golden", action="store_true", help="write the golden files anew")


@dataclass(frozen=True)
class Golden:
    """Committed results that a test's results must equal; `name` is a path under tests/golden."""

    renew: bool
    got: Path  # where a differing result is left to be looked at

    def assert_same_bytes(self, name: str, found: bytes) -> None:
        """Compare byte for byte."""
        self._compare(name, found, lambda kept: None if kept == found else "the bytes differ")

    def assert_same_array(self, name: str, found: np.ndarray, most: float = 0.0) -> None:
        """Compare an array kept as .npy: the same shape, and no element further off than `most`."""
        self._compare(
            name, _npy(found), lambda kept: _array_difference(np.load(io.BytesIO(kept)), found, most)
        )

    def assert_same_sound(self, name: str, found: np.ndarray, most: float = 1e-4) -> None:
        """Compare sound (N,) or (N, 2) float at 48 kHz, kept as a 24-bit WAV; `most` is of full scale."""

        def difference(kept: bytes) -> str | None:
            before, _ = soundfile.read(io.BytesIO(kept), dtype="float32")
            return _array_difference(before, found, most + 2**-23)

        data = io.BytesIO()
        soundfile.write(data, found, 48_000, format="WAV", subtype="PCM_24")
        self._compare(name, data.getvalue(), difference)

    def assert_same_picture(self, name: str, found: np.ndarray, most_mean: float = 1.0) -> None:
        """Compare a picture (H, W, 3) uint8, kept as PNG; `most_mean`: the mean difference of 255.

        In no cell may it be more than MOST_IN_A_CELL: a sign that came or went is lost in the mean of a whole picture.
        """

        def difference(kept: bytes) -> str | None:
            before = np.asarray(Image.open(io.BytesIO(kept)).convert("RGB")).astype(int)
            if before.shape != found.shape:
                return f"the picture is {found.shape}, not {before.shape}"
            apart = np.abs(before - found).mean(axis=2)
            if (mean := float(apart.mean())) > most_mean:
                return f"pixels differ by {mean:.2f} of 255 in the mean"
            rows, columns = (np.arange(0, side, CELL) for side in apart.shape)
            cells = np.add.reduceat(np.add.reduceat(apart, rows), columns, axis=1) / CELL**2
            worst = np.unravel_index(cells.argmax(), cells.shape)
            if cells.max() <= MOST_IN_A_CELL:
                return None
            at = f"{worst[1] * CELL}, {worst[0] * CELL}"
            return f"pixels around {at} differ by {cells.max():.1f} of 255"

        data = io.BytesIO()
        Image.fromarray(found).save(data, format="PNG")
        self._compare(name, data.getvalue(), difference)

    def _compare(self, name: str, found: bytes, difference: Callable[[bytes], str | None]) -> None:
        path = GOLDEN / name
        if self.renew:
            if not path.exists() or difference(path.read_bytes()) is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(found)
            return
        reason = difference(path.read_bytes()) if path.exists() else "there is no golden file yet"
        if reason is not None:
            left = self.got / Path(name).name
            left.write_bytes(found)
            pytest.fail(f"golden/{name}: {reason}; what was got is {left} (./check --renew-golden keeps it)")


def _npy(found: np.ndarray) -> bytes:
    data = io.BytesIO()
    np.save(data, found, allow_pickle=False)
    return data.getvalue()


def _array_difference(kept: np.ndarray, found: np.ndarray, most: float) -> str | None:
    if kept.shape != found.shape:
        return f"the shape is {found.shape}, not {kept.shape}"
    if kept.size == 0:
        return None
    off = np.abs(kept.astype(float) - found.astype(float))
    worst = float(off.max())
    return (
        None if worst <= most else f"off by {worst:.3g} at {np.unravel_index(int(off.argmax()), off.shape)}"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Golden files: `golden.assert_same_bytes|_array|_sound|_picture(name, found)`."""
    return Golden(renew=request.config.getoption("--renew-golden"), got=tmp_path)
