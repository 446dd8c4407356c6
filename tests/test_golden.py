"""A golden file is kept, compared and renewed; what differs is left to be looked at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TONE = np.sin(np.arange(480) / 10).astype(np.float32)[:, None] * np.float32([0.5, 0.25])
PICTURE = np.arange(12 * 8 * 3, dtype=np.uint8).reshape(8, 12, 3)


@pytest.fixture
def shelf(golden: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Golden files in a folder of the test's own: `shelf(renew=...)`."""
    monkeypatch.setattr(sys.modules[type(golden).__module__], "GOLDEN", tmp_path / "golden")
    return lambda *, renew=False: type(golden)(renew=renew, got=tmp_path)


def refused(compare: Callable[..., None], *values: Any) -> str:
    with pytest.raises(pytest.fail.Exception) as caught:
        compare(*values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("way", "kept", "near", "far"),
    [
        ("assert_same_bytes", b"abc", b"abc", b"abd"),
        ("assert_same_array", np.arange(3.0), np.arange(3.0), np.arange(3.0) + 1e-9),
        ("assert_same_sound", TONE, TONE + 1e-5, TONE + 1e-3),
        ("assert_same_picture", PICTURE, PICTURE ^ 1, PICTURE ^ 16),
    ],
)
def test_what_is_near_passes_and_what_is_far_fails(
    shelf: Callable[..., Any], way: str, kept: Any, near: Any, far: Any
) -> None:
    getattr(shelf(renew=True), way)("a/b.bin", kept)
    getattr(shelf(), way)("a/b.bin", kept)
    getattr(shelf(), way)("a/b.bin", near)
    assert "a/b.bin" in refused(getattr(shelf(), way), "a/b.bin", far)


def test_a_shape_that_differs_fails(shelf: Callable[..., Any]) -> None:
    shelf(renew=True).assert_same_array("x.npy", np.zeros(3))
    assert "shape" in refused(shelf().assert_same_array, "x.npy", np.zeros(4))
    shelf(renew=True).assert_same_sound("x.wav", TONE)
    assert "shape" in refused(shelf().assert_same_sound, "x.wav", TONE[:-1])
    shelf(renew=True).assert_same_picture("x.png", PICTURE)
    assert "picture" in refused(shelf().assert_same_picture, "x.png", PICTURE[:-1])


def test_a_small_thing_that_came_is_not_lost_in_a_large_picture(shelf: Callable[..., Any]) -> None:
    plain = np.zeros((270, 480, 3), np.uint8)
    marked, faint = plain.copy(), plain.copy()
    marked[100:108, 200:208] = 200
    faint[100:108, 200:208] = 8
    shelf(renew=True).assert_same_picture("x.png", plain)
    shelf().assert_same_picture("x.png", faint)
    assert "around 19" in refused(shelf().assert_same_picture, "x.png", marked)
    shelf(renew=True).assert_same_picture("x.png", marked)
    shelf().assert_same_picture("x.png", marked)


def test_what_is_no_number_is_never_near(shelf: Callable[..., Any]) -> None:
    shelf(renew=True).assert_same_array("x.npy", np.zeros(3))
    assert "off by nan" in refused(shelf().assert_same_array, "x.npy", np.array([0.0, np.nan, 0.0]), 1.0)


def test_a_missing_file_fails_and_says_how_to_make_it(shelf: Callable[..., Any], tmp_path: Path) -> None:
    assert "--renew-golden" in refused(shelf().assert_same_bytes, "none.bin", b"found")
    assert (tmp_path / "none.bin").read_bytes() == b"found"


def test_renewing_leaves_alone_what_is_near_enough(shelf: Callable[..., Any], tmp_path: Path) -> None:
    shelf(renew=True).assert_same_sound("x.wav", TONE)
    before = (tmp_path / "golden" / "x.wav").read_bytes()
    shelf(renew=True).assert_same_sound("x.wav", TONE + 1e-5)
    assert (tmp_path / "golden" / "x.wav").read_bytes() == before
    shelf(renew=True).assert_same_sound("x.wav", TONE + 1e-3)
    assert (tmp_path / "golden" / "x.wav").read_bytes() != before
